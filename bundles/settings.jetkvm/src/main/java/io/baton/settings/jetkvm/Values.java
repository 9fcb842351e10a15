// SPDX-License-Identifier: Apache-2.0
package io.baton.settings.jetkvm;

import java.io.IOException;
import java.util.Map;

/** The configuration of other parts. */
interface Values {

    /** Returns a setting: what is configured, otherwise its default. */
    Object value(String pid, String name) throws IOException;

    /** Writes settings of one part by their names; they are on the medium when it returns. */
    void write(String pid, Map<String, Object> settings) throws IOException;

    /** Returns a switch. */
    default boolean flag(String pid, String name) throws IOException {
        return Boolean.parseBoolean(String.valueOf(value(pid, name)));
    }

    /** Returns a text. */
    default String text(String pid, String name) throws IOException {
        return String.valueOf(value(pid, name));
    }

    /** Returns a whole number. */
    default int number(String pid, String name) throws IOException {
        return value(pid, name) instanceof Number number ? number.intValue() : 0;
    }
}
