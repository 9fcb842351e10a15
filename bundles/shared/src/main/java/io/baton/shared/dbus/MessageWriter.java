// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.dbus;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes values of the D-Bus wire format, little-endian: the types {@code y}, {@code b}, {@code i}, {@code u},
 * {@code s}, {@code o}, {@code g}, {@code v} of a text, object path or signature, and arrays of texts.
 */
final class MessageWriter {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /**
     * Writes the values of a signature.
     *
     * @throws IllegalArgumentException for a type that this cannot write
     */
    MessageWriter write(String signature, List<Object> values) {
        int at = 0;
        for (Object value : values) {
            int end = MessageReader.end(signature, at, 0);
            value(signature.substring(at, end), value);
            at = end;
        }
        if (at != signature.length()) {
            throw new IllegalArgumentException("a value is missing for " + signature);
        }
        return this;
    }

    private void value(String type, Object value) {
        switch (type) {
            case "y" -> out.write(((Number) value).intValue());
            case "b" -> word((Boolean) value ? 1 : 0);
            case "i", "u" -> word(((Number) value).intValue());
            case "s", "o" -> text((String) value);
            case "g" -> signature((String) value);
            case "as" -> texts((List<?>) value);
            default -> throw new IllegalArgumentException("cannot write the type " + type);
        }
    }

    /** Writes a field of a header: its code and a variant. */
    MessageWriter field(int code, String type, Object value) {
        align(Long.BYTES);
        out.write(code);
        signature(type);
        value(type, value);
        return this;
    }

    MessageWriter align(int to) {
        while (out.size() % to != 0) {
            out.write(0);
        }
        return this;
    }

    private void texts(List<?> values) {
        MessageWriter body = new MessageWriter();
        values.forEach(value -> body.text((String) value));
        word(body.out.size());
        // an array of texts is aligned as its length is, so the inner alignment holds
        out.writeBytes(body.bytes());
    }

    private void text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        word(utf8.length);
        out.writeBytes(utf8);
        out.write(0);
    }

    private void signature(String value) {
        out.write(value.length());
        out.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
        out.write(0);
    }

    private void word(int value) {
        align(Integer.BYTES);
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            out.write(value >>> shift);
        }
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
