// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.terminal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * What one viewer of a terminal has not been sent yet, bounded. A viewer that is too slow loses what is older, and sees
 * a line that says so; it delays nobody else.
 *
 * <p>Threading. One thread.
 */
public final class OutputQueue {

    /** One message, at most. */
    public static final int MAX_MESSAGE = 16_384;

    private final int capacity;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private long lost;
    private long lostInAll;

    /** @param capacity how many bytes wait at most */
    public OutputQueue(int capacity) {
        this.capacity = capacity;
    }

    /** Adds output. */
    public void add(byte[] bytes, int length) {
        if (waiting.size() + length > capacity) {
            lost += waiting.size() + length;
            lostInAll += waiting.size() + length;
            waiting.reset();
        } else {
            waiting.write(bytes, 0, length);
        }
    }

    /** Adds a line of the device itself. */
    public void addLine(String sentence) {
        byte[] line = ("\r\n[" + sentence + "]\r\n").getBytes(StandardCharsets.UTF_8);
        add(line, line.length);
    }

    /** Forgets what waits. */
    public void clear() {
        waiting.reset();
        lost = 0;
    }

    /**
     * Sends what waits, as far as it is taken.
     *
     * @param channel takes a message, or returns false
     * @return whether nothing waits any more
     */
    public boolean flush(Predicate<byte[]> channel) {
        if (lost > 0) {
            byte[] mark = ("\r\n[" + lost + " bytes are missing here: this connection was too slow.]\r\n")
                    .getBytes(StandardCharsets.UTF_8);
            if (!channel.test(mark)) {
                return false;
            }
            lost = 0;
        }
        byte[] all = waiting.toByteArray();
        int sent = 0;
        while (sent < all.length) {
            int end = Math.min(all.length, sent + MAX_MESSAGE);
            if (!channel.test(Arrays.copyOfRange(all, sent, end))) {
                break;
            }
            sent = end;
        }
        waiting.reset();
        waiting.write(all, sent, all.length - sent);
        return sent == all.length;
    }

    /** Returns how many bytes this viewer was not sent, in all. */
    public long lost() {
        return lostInAll;
    }

    /** Returns how many bytes wait. */
    public int size() {
        return waiting.size();
    }

    public boolean isEmpty() {
        return waiting.size() == 0 && lost == 0;
    }
}
