// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.terminal;

import io.baton.shared.json.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A message that a client sends on a channel with a terminal: typed text as it is, or a JSON object. Of objects these
 * are known: {@code {"type":"serial","data":"typed"}}, {@code {"rows":24,"cols":80}} and
 * {@code {"type":"system","name":"term.size","data":{"rows":24,"cols":80}}}. Other objects with a {@code type} of
 * {@code system} are ignored; what is no known object was typed.
 */
public sealed interface TerminalMessage {

    /** The largest number of rows or columns. */
    int MAX_SIZE = 1_000;

    /** Bytes for the terminal. */
    record Typed(byte[] bytes) implements TerminalMessage {}

    /** The viewer's terminal has this size. */
    record Resized(int rows, int columns) implements TerminalMessage {}

    /** A message about the terminal, by its name, that takes no data. */
    record Signal(String name) implements TerminalMessage {}

    /** Decodes messages. Immutable; any thread. */
    final class Decoder {

        /** A key or a size is shorter; a longer object can only be {@code serial}. */
        private static final int MAX_NUMBER_LENGTH = 20;

        private static final int MAX_NAME_LENGTH = 64;
        private static final int MAX_DEPTH = 4;
        private static final int MAX_BYTES = 262_144;
        private static final int MAX_SIGNAL_LENGTH = 32;

        private final JsonCodec json =
                new JsonCodec(new JsonCodec.Limits(MAX_BYTES, MAX_DEPTH, MAX_NUMBER_LENGTH, MAX_NAME_LENGTH));

        /**
         * Decodes a message.
         *
         * @param text whether it was sent as a text; a binary one was typed, whatever it is
         */
        public TerminalMessage decode(boolean text, byte[] data) {
            if (!text || data.length == 0 || data[0] != '{') {
                return new Typed(data);
            }
            Map<String, Object> object;
            try {
                object = json.readObject(data);
            } catch (IllegalArgumentException e) {
                return new Typed(data);
            }
            if ("serial".equals(object.get("type")) && object.get("data") instanceof String typed) {
                return new Typed(typed.getBytes(StandardCharsets.UTF_8));
            }
            if ("system".equals(object.get("type"))) {
                String name = String.valueOf(object.get("name"));
                return name.equals("term.size") && object.get("data") instanceof Map<?, ?> size
                        ? resized(size)
                        : new Signal(name.length() > MAX_SIGNAL_LENGTH ? "" : name);
            }
            return object.size() == 2 && object.containsKey("rows") && object.containsKey("cols")
                    ? resized(object)
                    : new Typed(data);
        }

        private static TerminalMessage resized(Map<?, ?> size) {
            return size.get("rows") instanceof Long rows
                            && size.get("cols") instanceof Long columns
                            && isSize(rows)
                            && isSize(columns)
                    ? new Resized(rows.intValue(), columns.intValue())
                    : new Signal("");
        }

        private static boolean isSize(long value) {
            return value >= 1 && value <= MAX_SIZE;
        }
    }
}
