// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parses one configuration file: a JSON object (RFC 8259) with comments, as the OSGi Configurator allows them. Values
 * are {@link String}, {@link Boolean}, {@link BigDecimal}, {@link #NULL}, {@link List} and {@link Map}. A key that
 * occurs twice in one object is an error.
 */
final class ConfigurationParser {
    /** The value of a JSON {@code null}. */
    static final Object NULL = new Object() {
        @Override
        public String toString() {
            return "null";
        }
    };

    /** Deeper than any configuration; bounds the recursion. */
    private static final int DEEPEST = 32;

    private final String text;
    private int at;
    private int depth;

    private ConfigurationParser(String text) {
        this.text = text;
    }

    /**
     * Parses a whole file.
     *
     * @throws ConfigurationSyntaxException with line and column of the first error
     */
    static Map<String, Object> parse(String text) throws ConfigurationSyntaxException {
        ConfigurationParser parser = new ConfigurationParser(text);
        parser.skipBlanksAndComments();
        if (parser.peek() != '{') {
            throw parser.error("expected '{'");
        }
        Map<String, Object> object = parser.object();
        parser.skipBlanksAndComments();
        if (parser.at < text.length()) {
            throw parser.error("expected the end of the file");
        }
        return object;
    }

    private Object value() throws ConfigurationSyntaxException {
        skipBlanksAndComments();
        return switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> literal("true", true);
            case 'f' -> literal("false", false);
            case 'n' -> literal("null", NULL);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            default -> throw error("expected a value");
        };
    }

    private Map<String, Object> object() throws ConfigurationSyntaxException {
        enter();
        Map<String, Object> members = new LinkedHashMap<>();
        skipBlanksAndComments();
        while (peek() != '}') {
            if (peek() != '"') {
                throw error(members.isEmpty() ? "expected a key or '}'" : "expected a key");
            }
            int keyAt = at;
            String key = string();
            skipBlanksAndComments();
            expect(':');
            if (members.putIfAbsent(key, value()) != null) {
                at = keyAt;
                throw error("key " + key + " occurs twice");
            }
            skipBlanksAndComments();
            if (peek() != '}') {
                expectSeparator('}');
            }
        }
        leave();
        return members;
    }

    private List<Object> array() throws ConfigurationSyntaxException {
        enter();
        List<Object> items = new ArrayList<>();
        skipBlanksAndComments();
        while (peek() != ']') {
            items.add(value());
            skipBlanksAndComments();
            if (peek() != ']') {
                expectSeparator(']');
            }
        }
        leave();
        return items;
    }

    private void enter() throws ConfigurationSyntaxException {
        if (++depth > DEEPEST) {
            throw error("nested deeper than " + DEEPEST);
        }
        at++;
    }

    private void leave() {
        depth--;
        at++;
    }

    /** A comma, and something after it. */
    private void expectSeparator(char end) throws ConfigurationSyntaxException {
        if (peek() != ',') {
            throw error("expected ',' or '" + end + "'");
        }
        at++;
        skipBlanksAndComments();
        if (peek() == end) {
            throw error("nothing follows the comma");
        }
    }

    private String string() throws ConfigurationSyntaxException {
        StringBuilder read = new StringBuilder();
        int start = at++;
        while (at < text.length()) {
            char next = text.charAt(at);
            if (next == '"') {
                at++;
                return read.toString();
            }
            if (next < ' ') {
                throw error("a line break or control character in a string");
            }
            at++;
            read.append(next == '\\' ? escaped() : next);
        }
        at = start;
        throw error("the string does not end");
    }

    private char escaped() throws ConfigurationSyntaxException {
        char kind = peek();
        int escapes = "\"\\/bfnrt".indexOf(kind);
        if (escapes >= 0) {
            at++;
            return "\"\\/\b\f\n\r\t".charAt(escapes);
        }
        if (kind == 'u' && at + 5 <= text.length()) {
            String digits = text.substring(at + 1, at + 5);
            if (digits.matches("[0-9a-fA-F]{4}")) {
                at += 5;
                return (char) Integer.parseInt(digits, 16);
            }
        }
        throw error("unknown escape in a string");
    }

    private BigDecimal number() throws ConfigurationSyntaxException {
        int start = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String number = text.substring(start, at);
        if (!number.matches("-?(0|[1-9]\\d{0,30})(\\.\\d{1,30})?([eE][+-]?\\d{1,3})?")) {
            at = start;
            throw error("not a number: " + number);
        }
        return new BigDecimal(number);
    }

    private Object literal(String word, Object value) throws ConfigurationSyntaxException {
        if (!text.startsWith(word, at)) {
            throw error("expected a value");
        }
        at += word.length();
        return value;
    }

    private void expect(char wanted) throws ConfigurationSyntaxException {
        if (peek() != wanted) {
            throw error("expected '" + wanted + "'");
        }
        at++;
    }

    private void skipBlanksAndComments() throws ConfigurationSyntaxException {
        while (at < text.length()) {
            if (" \t\r\n".indexOf(text.charAt(at)) >= 0) {
                at++;
            } else if (text.startsWith("//", at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (text.startsWith("/*", at)) {
                int end = text.indexOf("*/", at + 2);
                if (end < 0) {
                    throw error("the comment does not end");
                }
                at = end + 2;
            } else {
                return;
            }
        }
    }

    /** The next character; 0, which no rule accepts, at the end of the file. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private ConfigurationSyntaxException error(String reason) {
        String end = at >= text.length() ? ", but the file ends" : "";
        return ConfigurationSyntaxException.at(text, at, reason + end);
    }
}
