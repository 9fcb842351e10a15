// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** Writes what {@link ConfigurationParser} reads. */
final class ConfigurationWriter {
    private ConfigurationWriter() {}

    static void write(StringBuilder out, Object value) {
        switch (value) {
            case Map<?, ?> object -> {
                String separator = "{";
                for (Map.Entry<?, ?> member : object.entrySet()) {
                    out.append(separator);
                    string(out, member.getKey().toString());
                    out.append(": ");
                    write(out, member.getValue());
                    separator = ", ";
                }
                out.append(object.isEmpty() ? "{}" : "}");
            }
            case List<?> array -> {
                String separator = "[";
                for (Object item : array) {
                    out.append(separator);
                    write(out, item);
                    separator = ", ";
                }
                out.append(array.isEmpty() ? "[]" : "]");
            }
            case BigDecimal number -> out.append(number);
            case String text -> string(out, text);
            default -> out.append(value);
        }
    }

    /** Writes a string, in quotes. */
    static void string(StringBuilder out, String text) {
        out.append('"').append(escape(text)).append('"');
    }

    /** Returns the text as it stands between the quotes of a string. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            if (next == '"' || next == '\\') {
                escaped.append('\\').append(next);
            } else if (next < ' ') {
                escaped.append(String.format("\\u%04x", (int) next));
            } else {
                escaped.append(next);
            }
        }
        return escaped.toString();
    }
}
