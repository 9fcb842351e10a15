// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.srtp;

/** Remembers which of the latest 64 packet indexes have arrived (RFC 3711 §3.3.2). */
final class ReplayWindow {

    static final int SIZE = 64;

    private long highest = -1;
    private long arrived;

    /** Whether {@code index} has not been seen and is not too old to know. */
    boolean isNew(long index) {
        long age = highest - index;
        if (age < 0) {
            return true;
        }
        return age < SIZE && ((arrived >>> age) & 1) == 0;
    }

    /** Call only when the packet was authentic. */
    void seen(long index) {
        long age = highest - index;
        if (age < 0) {
            arrived = -age < SIZE && highest >= 0 ? (arrived << -age) | 1 : 1;
            highest = index;
        } else if (age < SIZE) {
            arrived |= 1L << age;
        }
    }
}
