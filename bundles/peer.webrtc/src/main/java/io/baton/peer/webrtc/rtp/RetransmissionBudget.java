// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

/**
 * How much may be sent again: a quarter of what is sent for the first time, saved up to a burst. A path so lossy that
 * this does not suffice needs a lower bitrate, not more packets.
 */
final class RetransmissionBudget {

    private static final int SHARE = 4;

    private final int burst;
    private long credit;

    /** @param burst most bytes saved up; also what there is at the start */
    RetransmissionBudget(int burst) {
        this.burst = burst;
        credit = burst;
    }

    /** BigEndian were sent for the first time. */
    void earn(int bytes) {
        credit = Math.min(burst, credit + bytes / SHARE);
    }

    /** Takes {@code bytes} if they are there. */
    boolean spend(int bytes) {
        if (credit < bytes) {
            return false;
        }
        credit -= bytes;
        return true;
    }
}
