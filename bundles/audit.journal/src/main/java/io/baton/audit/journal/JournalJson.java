// SPDX-License-Identifier: Apache-2.0
package io.baton.audit.journal;

import io.baton.shared.json.JsonCodec;

/** The JSON of journal lines. */
final class JournalJson {

    /** Longest line: a snapshot of a hundred sessions has a tenth of it. */
    static final int MAX_BYTES = 2 * 1024 * 1024;

    static final JsonCodec CODEC = new JsonCodec(new JsonCodec.Limits(MAX_BYTES, 16, 32, 256));

    private JournalJson() {}
}
