// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.dbus;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One message of the D-Bus wire format, version 1.
 *
 * @param type 1 call, 2 return, 3 error, 4 signal
 * @param fields of the header by their codes
 * @param body its values
 */
record Message(int type, Map<Long, Object> fields, List<Object> body) {

    static final int CALL = 1;
    static final int RETURN = 2;
    static final int ERROR = 3;

    /** The part of the header that says how long the message is. */
    static final int PREFIX = 16;

    static final long PATH = 1;
    static final long INTERFACE = 2;
    static final long MEMBER = 3;
    static final long ERROR_NAME = 4;
    static final long REPLY_SERIAL = 5;
    static final long DESTINATION = 6;
    static final long SIGNATURE = 8;

    private static final int MAX_BYTES = 1 << 20;
    private static final int BODY_LENGTH = 4;
    private static final int SERIAL = 8;
    private static final int FIELDS_LENGTH = 12;

    /**
     * Returns the length of the message that begins with these {@link #PREFIX} bytes.
     *
     * @throws IllegalArgumentException when it is no message, or too long
     */
    static int length(byte[] prefix) {
        ByteBuffer bytes = ByteBuffer.wrap(prefix).order(order(prefix));
        if (prefix[3] != 1) {
            throw new IllegalArgumentException("unknown version of the protocol");
        }
        int body = bytes.getInt(BODY_LENGTH);
        int fields = bytes.getInt(FIELDS_LENGTH);
        if (body < 0 || fields < 0 || body > MAX_BYTES || fields > MAX_BYTES) {
            throw new IllegalArgumentException("the message is too long");
        }
        return PREFIX + padded(fields) + body;
    }

    /**
     * Reads a whole message.
     *
     * @throws IllegalArgumentException when it is malformed
     */
    static Message read(byte[] bytes) {
        if (bytes.length < PREFIX || bytes.length != length(bytes)) {
            throw new IllegalArgumentException("the message has another length than it says");
        }
        ByteOrder order = order(bytes);
        int fieldsLength = ByteBuffer.wrap(bytes).order(order).getInt(FIELDS_LENGTH);
        ByteBuffer header = ByteBuffer.wrap(bytes, 0, PREFIX + fieldsLength);
        header.position(FIELDS_LENGTH);
        Map<Long, Object> fields = new HashMap<>();
        for (Object field :
                (List<?>) new MessageReader(header, order).read("a(yv)").getFirst()) {
            List<?> pair = (List<?>) field;
            fields.put((Long) pair.getFirst(), pair.getLast());
        }
        ByteBuffer body =
                ByteBuffer.wrap(bytes, PREFIX + padded(fieldsLength), bytes.length - PREFIX - padded(fieldsLength));
        String signature = fields.get(SIGNATURE) instanceof String text ? text : "";
        return new Message(bytes[1], fields, new MessageReader(body.slice(), order).read(signature));
    }

    /** Returns a call; its reply is wanted, and the callee may be started for it. */
    static byte[] call(
            int serial,
            String destination,
            String path,
            String type,
            String member,
            String signature,
            List<Object> values) {
        byte[] body = new MessageWriter().write(signature, values).bytes();
        // a field begins at a multiple of 8, as the first one does in the message
        MessageWriter fields = new MessageWriter()
                .field((int) PATH, "o", path)
                .field((int) INTERFACE, "s", type)
                .field((int) MEMBER, "s", member)
                .field((int) DESTINATION, "s", destination);
        if (!signature.isEmpty()) {
            fields.field((int) SIGNATURE, "g", signature);
        }
        byte[] written = fields.bytes();
        ByteBuffer message = ByteBuffer.allocate(PREFIX + padded(written.length) + body.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        message.put((byte) 'l').put((byte) CALL).put((byte) 0).put((byte) 1);
        message.putInt(BODY_LENGTH, body.length).putInt(SERIAL, serial).putInt(FIELDS_LENGTH, written.length);
        message.put(PREFIX, written).put(PREFIX + padded(written.length), body);
        return message.array();
    }

    /** Returns a text of the header; empty where it is not there. */
    String field(long code) {
        return fields.get(code) instanceof String text ? text : "";
    }

    /** Returns whether it answers the call of this serial. */
    boolean answers(int serial) {
        return (type == RETURN || type == ERROR) && Long.valueOf(serial).equals(fields.get(REPLY_SERIAL));
    }

    private static ByteOrder order(byte[] bytes) {
        return switch (bytes[0]) {
            case 'l' -> ByteOrder.LITTLE_ENDIAN;
            case 'B' -> ByteOrder.BIG_ENDIAN;
            default -> throw new IllegalArgumentException("not a D-Bus message");
        };
    }

    private static int padded(int length) {
        return (length + Long.BYTES - 1) & -Long.BYTES;
    }
}
