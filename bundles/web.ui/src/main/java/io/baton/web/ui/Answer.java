// SPDX-License-Identifier: Apache-2.0
package io.baton.web.ui;

import java.util.Map;

/** The response to a request for a file of the page: status, headers in order, body. */
record Answer(int status, Map<String, String> headers, byte[] body) {

    private static final byte[] EMPTY = {};

    static Answer notFound() {
        return new Answer(404, Map.of("X-Content-Type-Options", "nosniff"), EMPTY);
    }
}
