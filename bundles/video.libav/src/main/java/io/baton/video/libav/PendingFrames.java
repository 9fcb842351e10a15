// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav;

/**
 * Remembers which frame a time stands for while the encoder has it.
 *
 * <p>Threading. One thread.
 */
final class PendingFrames {

    /** More than any encoder keeps. */
    private static final int SIZE = 64;

    private final long[] micros = new long[SIZE];
    private final long[] numbers = new long[SIZE];
    private final long[] captureNanos = new long[SIZE];
    private int count;

    void add(long time, long number, long captured) {
        int at = count++ & SIZE - 1;
        micros[at] = time;
        numbers[at] = number;
        captureNanos[at] = captured;
    }

    /** Where the frame with this time is, or −1 when it is not remembered. */
    int indexOf(long time) {
        for (int back = 1; back <= Math.min(count, SIZE); back++) {
            int at = count - back & SIZE - 1;
            if (micros[at] == time) {
                return at;
            }
        }
        return -1;
    }

    long number(int index) {
        return numbers[index];
    }

    long captureNanos(int index) {
        return captureNanos[index];
    }
}
