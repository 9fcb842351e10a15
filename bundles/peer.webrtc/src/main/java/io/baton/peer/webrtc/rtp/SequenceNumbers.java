// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

import java.util.random.RandomGenerator;

/** One SSRC's packet numbers: 48 bits, of which the lower 16 are the sequence number and the upper the roll-over. */
final class SequenceNumbers {

    private static final int LATE_START = 0x8000;

    private long next;

    private SequenceNumbers(long next) {
        this.next = next;
    }

    /** Starts somewhere in the lower half, so that a receiver cannot mistake early reordering for a roll-over. */
    static SequenceNumbers random(RandomGenerator random) {
        return new SequenceNumbers(random.nextInt(LATE_START));
    }

    static SequenceNumbers at(long index) {
        return new SequenceNumbers(index);
    }

    long take() {
        return next++;
    }

    /** The number the next packet will get. */
    long peek() {
        return next;
    }

    /** The latest number given out whose lower 16 bits are {@code sequence}; not negative only if there was one. */
    long latest(int sequence) {
        long last = next - 1;
        return last - ((last - sequence) & 0xffff);
    }
}
