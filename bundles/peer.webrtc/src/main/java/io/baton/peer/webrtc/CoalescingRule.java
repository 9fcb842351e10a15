// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import io.baton.peer.ChannelHandler;
import io.baton.peer.ChannelMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One rule of {@link ChannelHandler#COALESCE}: makes one message of two of the same type. Immutable.
 *
 * @param type value of byte 0
 * @param uses what happens to the bytes after it
 */
record CoalescingRule(byte type, List<CoalescingRule.Use> uses) {

    /** What happens to one byte. */
    enum Use {
        /** Must be the same in both messages. */
        EQUAL,
        /** Taken from the later message. */
        REPLACE,
        /** Signed, summed. */
        ADD
    }

    private static final int MAX_LENGTH = 64;
    private static final int MAX_SUM = 127;

    CoalescingRule {
        uses = List.copyOf(uses);
        if (uses.isEmpty() || uses.size() >= MAX_LENGTH) {
            throw new IllegalArgumentException("a coalesced message has 2–" + MAX_LENGTH + " bytes");
        }
    }

    /**
     * Reads a rule.
     *
     * @throws IllegalArgumentException when it is malformed
     */
    static CoalescingRule parse(String text) {
        List<String> words = Arrays.asList(text.strip().split(" +"));
        int type = Integer.parseInt(words.getFirst(), 16);
        if (type < 0 || type > 255) {
            throw new IllegalArgumentException("a message type is within 00–ff: " + words.getFirst());
        }
        var uses = new ArrayList<Use>();
        for (String word : words.subList(1, words.size())) {
            int star = word.indexOf('*');
            Use use = Use.valueOf((star < 0 ? word : word.substring(0, star)).toUpperCase(Locale.ROOT));
            int count = star < 0 ? 1 : Integer.parseInt(word.substring(star + 1));
            if (count < 1 || count > MAX_LENGTH) {
                throw new IllegalArgumentException("a byte is repeated 1–" + MAX_LENGTH + " times: " + word);
            }
            for (int i = 0; i < count; i++) {
                uses.add(use);
            }
        }
        return new CoalescingRule((byte) type, uses);
    }

    /** Whether both messages are of this type and length and have the same label, fencing token and equal bytes. */
    boolean matches(ChannelMessage first, ChannelMessage second) {
        byte[] a = first.data();
        byte[] b = second.data();
        if (first.text()
                || second.text()
                || a.length != uses.size() + 1
                || b.length != a.length
                || a[0] != type
                || b[0] != type
                || first.fencingToken() != second.fencingToken()
                || !first.label().equals(second.label())) {
            return false;
        }
        for (int i = 1; i < a.length; i++) {
            if (uses.get(i - 1) == Use.EQUAL && a[i] != b[i]) {
                return false;
            }
        }
        return true;
    }

    /** Returns one message with the effect of both matching messages; null when a sum would leave −127…127. */
    @Nullable
    ChannelMessage coalesce(ChannelMessage first, ChannelMessage second) {
        byte[] data = second.data().clone();
        for (int i = 1; i < data.length; i++) {
            if (uses.get(i - 1) == Use.ADD) {
                int sum = first.data()[i] + data[i];
                if (Math.abs(sum) > MAX_SUM) {
                    return null;
                }
                data[i] = (byte) sum;
            }
        }
        return new ChannelMessage(
                second.peer(), second.label(), false, data, second.arrivalNanos(), second.fencingToken());
    }
}
