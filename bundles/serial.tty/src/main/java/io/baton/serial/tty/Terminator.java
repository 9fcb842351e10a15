// SPDX-License-Identifier: Apache-2.0
package io.baton.serial.tty;

import java.util.Map;

/**
 * What ends a command, as pages show and send it. The device only keeps it.
 *
 * @param label for people
 * @param value the characters
 */
record Terminator(String label, String value) {

    static final Terminator LINE_FEED = new Terminator("LF (\\n)", "\n");

    Map<String, Object> written() {
        return Map.of("label", label, "value", value);
    }
}
