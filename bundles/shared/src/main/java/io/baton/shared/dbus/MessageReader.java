// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.dbus;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads values of the D-Bus wire format as JDK types: integers as {@code Long}, {@code d} as {@code Double}, {@code b}
 * as {@code Boolean}, texts as {@code String}, {@code ay} as {@code byte[]}, dictionaries as {@code Map}, other arrays
 * and structures as {@code List}, a variant as its value.
 *
 * <p>Errors. What is malformed, too deep, or longer than the buffer is an {@link IllegalArgumentException}.
 */
final class MessageReader {

    /** The specification allows 32 arrays within 32 structures. */
    private static final int MAX_DEPTH = 64;

    private static final int MAX_SIGNATURE = 255;
    /** A value of one byte on the wire is an object here. */
    private static final int MAX_VALUES = 65_536;

    private final ByteBuffer bytes;
    private int values;

    /** @param bytes position 0 is what values are aligned to */
    MessageReader(ByteBuffer bytes, ByteOrder order) {
        this.bytes = bytes.order(order);
    }

    /** Reads the values of a signature. */
    List<Object> read(String signature) {
        if (signature.length() > MAX_SIGNATURE) {
            throw new IllegalArgumentException("the signature is too long");
        }
        try {
            List<Object> found = new ArrayList<>();
            int at = 0;
            while (at < signature.length()) {
                int end = end(signature, at, 0);
                found.add(value(signature.substring(at, end), 0));
                at = end;
            }
            return found;
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("the message ends too early", e);
        }
    }

    /** Returns where the complete type that begins at {@code at} ends. */
    static int end(String signature, int at, int depth) {
        if (at >= signature.length() || depth > MAX_DEPTH) {
            throw new IllegalArgumentException("malformed signature");
        }
        char type = signature.charAt(at);
        return switch (type) {
            case 'a' -> end(signature, at + 1, depth + 1);
            case '(' -> members(signature, at, ')', depth);
            case '{' -> members(signature, at, '}', depth);
            default -> {
                if ("ybnqiuxtdsogvh".indexOf(type) < 0) {
                    throw new IllegalArgumentException("malformed signature");
                }
                yield at + 1;
            }
        };
    }

    private static int members(String signature, int at, char close, int depth) {
        int next = at + 1;
        int count = 0;
        while (next < signature.length() && signature.charAt(next) != close) {
            next = end(signature, next, depth + 1);
            count++;
        }
        if (next >= signature.length() || count == 0 || (close == '}' && count != 2)) {
            throw new IllegalArgumentException("malformed signature");
        }
        return next + 1;
    }

    private Object value(String type, int depth) {
        if (depth > MAX_DEPTH || ++values > MAX_VALUES) {
            throw new IllegalArgumentException("the message is nested too deeply, or has too many values");
        }
        return switch (type.charAt(0)) {
            case 'y' -> (long) (bytes.get() & 0xFF);
            case 'b' -> flag();
            case 'n' -> (long) aligned(Short.BYTES).getShort();
            case 'q' -> (long) (aligned(Short.BYTES).getShort() & 0xFFFF);
            case 'i' -> (long) aligned(Integer.BYTES).getInt();
            case 'u', 'h' -> aligned(Integer.BYTES).getInt() & 0xFFFF_FFFFL;
            case 'x', 't' -> aligned(Long.BYTES).getLong();
            case 'd' -> aligned(Long.BYTES).getDouble();
            case 's', 'o' -> text(aligned(Integer.BYTES).getInt());
            case 'g' -> text(bytes.get() & 0xFF);
            case 'v' -> variant(depth);
            case 'a' -> array(type.substring(1), depth);
            case '(', '{' -> structure(type, depth);
            default -> throw new IllegalArgumentException("malformed signature");
        };
    }

    private Object flag() {
        int value = aligned(Integer.BYTES).getInt();
        if (value != 0 && value != 1) {
            throw new IllegalArgumentException("a switch is neither 0 nor 1");
        }
        return value == 1;
    }

    private Object variant(int depth) {
        String signature = text(bytes.get() & 0xFF);
        if (signature.isEmpty() || end(signature, 0, 0) != signature.length()) {
            throw new IllegalArgumentException("a variant has one complete type");
        }
        return value(signature, depth + 1);
    }

    private Object array(String element, int depth) {
        int length = aligned(Integer.BYTES).getInt();
        aligned(alignment(element.charAt(0)));
        if (length < 0 || length > bytes.remaining()) {
            throw new IllegalArgumentException("an array is longer than its message");
        }
        if (element.equals("y")) {
            byte[] octets = new byte[length];
            bytes.get(octets);
            return octets;
        }
        int end = bytes.position() + length;
        boolean dictionary = element.charAt(0) == '{';
        Map<Object, Object> map = new LinkedHashMap<>();
        List<Object> list = new ArrayList<>();
        while (bytes.position() < end) {
            Object next = value(element, depth + 1);
            if (dictionary && next instanceof List<?> entry) {
                map.put(entry.getFirst(), entry.getLast());
            } else {
                list.add(next);
            }
        }
        if (bytes.position() != end) {
            throw new IllegalArgumentException("an array ends within a value");
        }
        return dictionary ? map : list;
    }

    private Object structure(String type, int depth) {
        aligned(Long.BYTES);
        List<Object> fields = new ArrayList<>();
        int at = 1;
        while (at < type.length() - 1) {
            int end = end(type, at, 0);
            fields.add(value(type.substring(at, end), depth + 1));
            at = end;
        }
        return fields;
    }

    private String text(int length) {
        if (length < 0 || length >= bytes.remaining()) {
            throw new IllegalArgumentException("a text is longer than its message");
        }
        byte[] utf8 = new byte[length];
        bytes.get(utf8);
        if (bytes.get() != 0) {
            throw new IllegalArgumentException("a text does not end with zero");
        }
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private ByteBuffer aligned(int to) {
        int position = (bytes.position() + to - 1) & -to;
        if (position > bytes.limit()) {
            throw new IllegalArgumentException("the message ends too early");
        }
        return bytes.position(position);
    }

    static int alignment(char type) {
        return switch (type) {
            case 'y', 'g', 'v' -> Byte.BYTES;
            case 'n', 'q' -> Short.BYTES;
            case 'x', 't', 'd', '(', '{' -> Long.BYTES;
            default -> Integer.BYTES;
        };
    }
}
