// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import java.time.Instant;

/**
 * A key that went down or up, as the computer saw it.
 *
 * @param at when
 * @param usage HID usage of page 7 (keyboard), 1–255
 * @param down whether it went down
 */
record KeyEdge(Instant at, int usage, boolean down) {

    @Override
    public String toString() {
        return "%s %s 0x%02X".formatted(at, down ? "down" : "up", usage);
    }
}
