// SPDX-License-Identifier: Apache-2.0
package io.baton.serial.tty;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A button of a page that sends a command.
 *
 * @param id of the page's choice
 * @param label for people
 * @param command without its terminator
 * @param terminator follows the command
 * @param sort its place among the buttons
 */
record CommandButton(String id, String label, String command, Terminator terminator, long sort) {

    Map<String, Object> written() {
        Map<String, Object> written = new LinkedHashMap<>();
        written.put("id", id);
        written.put("label", label);
        written.put("command", command);
        written.put("terminator", terminator.written());
        written.put("sort", sort);
        return written;
    }
}
