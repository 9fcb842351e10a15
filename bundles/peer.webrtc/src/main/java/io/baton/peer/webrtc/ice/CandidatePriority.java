// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.ice;

/** Priorities of candidates and pairs (RFC 8445 §5.1.2.1 and §6.1.2.3). */
public final class CandidatePriority {

    private static final int HOST_PREFERENCE = 126;
    private static final int PEER_REFLEXIVE_PREFERENCE = 110;

    private CandidatePriority() {}

    /** The priority of the host candidate with this place in the list, from 0; smaller places are preferred. */
    public static long host(int place) {
        return priority(HOST_PREFERENCE, place);
    }

    /** The priority of a peer-reflexive candidate on this socket. */
    static long peerReflexive(int base) {
        return priority(PEER_REFLEXIVE_PREFERENCE, base);
    }

    /** The priority of a pair, with the other side controlling. */
    static long pair(long remote, int base) {
        long local = host(base);
        return (Math.min(remote, local) << 32) + 2 * Math.max(remote, local) + (remote > local ? 1 : 0);
    }

    private static long priority(int type, int place) {
        return (long) type << 24 | (long) (0xFFFF - Math.min(place, 0xFFFF)) << 8 | 255;
    }
}
