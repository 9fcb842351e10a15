// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Writes the HTML of a console page. Every text and every value of an attribute is escaped; there is no way to write
 * markup but by elements.
 *
 * <p>Threading. One thread.
 */
final class HtmlWriter {

    /** The style of a button with more than a word; the console's buttons are as wide as one. */
    static final String WIDE_BUTTON = "width: auto; padding: 0 1em";

    private final StringBuilder out = new StringBuilder();

    /** Returns a text that is safe between tags and in a quoted attribute, and that the console does not expand. */
    static String escaped(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                // the console replaces ${name} in what it sends
                case '$' -> safe.append("&#36;");
                default -> safe.append(c);
            }
        }
        return safe.toString();
    }

    /** Returns a time of day as the pages show it: to the second, in UTC, as the device knows no other zone. */
    static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString().replace('T', ' ').replace("Z", " UTC");
    }

    /** Opens an element; attributes are names and values in turn. */
    HtmlWriter open(String tag, String... attributes) {
        out.append('<').append(tag);
        for (int i = 0; i + 1 < attributes.length; i += 2) {
            out.append(' ')
                    .append(attributes[i])
                    .append("=\"")
                    .append(escaped(attributes[i + 1]))
                    .append('"');
        }
        out.append('>');
        return this;
    }

    HtmlWriter close(String tag) {
        out.append("</").append(tag).append(">\n");
        return this;
    }

    HtmlWriter text(String text) {
        out.append(escaped(text));
        return this;
    }

    /** Writes an element with a text. */
    HtmlWriter element(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close(tag);
    }

    /** Writes an element that has neither text nor end. */
    HtmlWriter empty(String tag, String... attributes) {
        return open(tag, attributes);
    }

    /** Writes a cell of one or more lines; empty lines are left out. */
    HtmlWriter cell(String... lines) {
        open("td");
        boolean first = true;
        for (String line : lines) {
            if (!line.isEmpty()) {
                if (!first) {
                    empty("br");
                }
                text(line);
                first = false;
            }
        }
        return close("td");
    }

    /** Opens a table in the console's look, with its head; {@link #endTable} closes it. */
    HtmlWriter table(String id, String... columns) {
        open("table", "id", id, "class", "nicetable ui-widget").open("thead").open("tr");
        for (String column : columns) {
            element("th", column, "class", "ui-widget-header");
        }
        return close("tr").close("thead").open("tbody", "class", "ui-widget-content");
    }

    HtmlWriter endTable() {
        return close("tbody").close("table");
    }

    /** Writes a line in the look of the console's status lines. */
    HtmlWriter status(String text, String... attributes) {
        String[] all = new String[attributes.length + 2];
        all[0] = "class";
        all[1] = "statline ui-state-highlight";
        System.arraycopy(attributes, 0, all, 2, attributes.length);
        return element("p", text, all);
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
