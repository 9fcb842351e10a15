// SPDX-License-Identifier: Apache-2.0
package io.baton.web.ui;

import java.util.Map;

/** An HTTP response: status, headers in order, body. */
record Answer(int status, Map<String, String> headers, byte[] body) {

    private static final byte[] NOTHING = {};

    static Answer notFound() {
        return new Answer(404, Map.of("X-Content-Type-Options", "nosniff"), NOTHING);
    }
}
