// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import java.net.InetAddress;
import java.util.Arrays;

/**
 * Limits the packets of unknown sources that are processed: per source address and second, and of all together. Has a
 * fixed size whatever arrives; two sources may share a counter. Packets from addresses ICE has authenticated do not
 * pass here.
 *
 * <p>Threading. Belongs to the receive thread.
 */
final class PacketRateLimiter {

    private static final int SLOTS = 1_024;
    private static final long SECOND = 1_000_000_000L;

    private final int perSource;
    private final int total;
    private final int[] counts = new int[SLOTS];
    private final int seed;
    private int all;
    private long second;

    /**
     * @param perSource packets a second of one source
     * @param total packets a second of all
     * @param seed secret, so that no source can aim at another one's counter
     */
    PacketRateLimiter(int perSource, int total, int seed, long now) {
        this.perSource = perSource;
        this.total = total;
        this.seed = seed;
        second = now;
    }

    /** Whether one more packet of this source may be looked at. */
    boolean admits(InetAddress source, long now) {
        if (now - second >= SECOND) {
            second = now;
            all = 0;
            Arrays.fill(counts, 0);
        }
        int mixed = (source.hashCode() ^ seed) * 0x9E37_79B1;
        int slot = (mixed ^ mixed >>> 15) & SLOTS - 1;
        if (all >= total || counts[slot] >= perSource) {
            return false;
        }
        all++;
        counts[slot]++;
        return true;
    }
}
