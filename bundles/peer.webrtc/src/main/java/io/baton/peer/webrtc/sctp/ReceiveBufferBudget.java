// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

/**
 * Counts the bytes of incoming data that are held. Above the soft limit only the next expected chunk is taken, so that
 * a fragmented message can complete; above the hard limit nothing is.
 */
final class ReceiveBufferBudget {

    /** Charged per fragment on top of its bytes, so that tiny fragments are not free. */
    private static final int OVERHEAD = 64;

    private final int soft;
    private final int hard;
    private int held;

    ReceiveBufferBudget(int window, int maxMessage) {
        soft = window;
        hard = window + maxMessage + 65_536;
    }

    void charge(int bytes) {
        held += bytes + OVERHEAD;
    }

    void release(int bytes) {
        held -= bytes + OVERHEAD;
    }

    int held() {
        return held;
    }

    int window() {
        return Math.max(0, soft - held);
    }

    boolean admits(boolean next) {
        return held < (next ? hard : soft);
    }
}
