// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

/** How many bytes may be in flight (RFC 9260 section 7.2). Starts at ten packets as RFC 6928 does for TCP. */
final class CongestionWindow {

    private static final int INITIAL_PACKETS = 10;

    private final int packet;
    private int window;
    private int threshold;
    private int partialAcked;
    private boolean recovering;
    private int recoveryExit;

    CongestionWindow(int packetSize) {
        packet = packetSize;
        window = INITIAL_PACKETS * packetSize;
        threshold = Integer.MAX_VALUE;
    }

    int bytes() {
        return window;
    }

    boolean recovering() {
        return recovering;
    }

    /** New data was acknowledged cumulatively. */
    void acknowledged(int ackedBytes, int flightBefore, int flightNow, int cumulativeTsn) {
        if (recovering) {
            if (SctpConstants.after(recoveryExit, cumulativeTsn)) {
                return;
            }
            recovering = false;
        }
        boolean full = flightBefore + packet > window;
        if (window <= threshold) {
            if (full) {
                grow(Math.min(ackedBytes, packet));
            }
            return;
        }
        partialAcked += ackedBytes;
        if (partialAcked >= window) {
            partialAcked -= window;
            if (full) {
                grow(packet);
            }
        }
        if (flightNow == 0) {
            partialAcked = 0;
        }
    }

    /** Loss was seen by missing reports; of several within one round trip only the first counts. */
    void lossReported(int highestSentTsn) {
        if (recovering) {
            return;
        }
        threshold = Math.max(window / 2, 4 * packet);
        window = threshold;
        partialAcked = 0;
        recovering = true;
        recoveryExit = highestSentTsn;
    }

    void timedOut() {
        threshold = Math.max(window / 2, 4 * packet);
        window = packet;
        partialAcked = 0;
        recovering = false;
    }

    private void grow(int bytes) {
        window = Math.min(1 << 24, window + bytes);
    }
}
