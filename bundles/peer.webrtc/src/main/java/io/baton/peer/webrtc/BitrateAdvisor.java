// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import io.baton.peer.webrtc.rtp.SenderStats;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What to ask of the one encoder all viewers share. Once a second:
 *
 * <ul>
 *   <li>a viewer counts as <em>limited</em> when its bandwidth estimate (REMB) is below the target and it either loses
 *       more than 5 % or is being sent more than it. A low estimate of a screen that hardly moves says nothing;
 *   <li>the target falls to 90 % of the lowest estimate of the limited viewers, but never below the floor: one very
 *       slow viewer loses pictures, the others keep theirs;
 *   <li>with nobody limited it rises by an eighth, up to the ceiling.
 * </ul>
 *
 * <p>Threading. Belongs to the timer thread.
 */
final class BitrateAdvisor {

    private static final long INTERVAL_NANOS = 1_000_000_000L;
    private static final double LOSS = 0.05;
    private static final double NEARLY = 1.0;
    private static final double HEADROOM = 0.9;

    private final int floor;
    private final int ceiling;
    private final Map<Long, Long> sentBefore = new HashMap<>();
    private int target;
    private int told;
    private long last;

    BitrateAdvisor(int floor, int ceiling) {
        this.floor = floor;
        this.ceiling = ceiling;
        target = ceiling;
        told = ceiling;
    }

    /** Bits per second to ask for. */
    int target() {
        return told;
    }

    void restart(long now) {
        last = now;
        sentBefore.clear();
    }

    long deadline() {
        return last + INTERVAL_NANOS;
    }

    /** Looks at the viewers; answers whether the encoder should be told. */
    boolean advise(List<Peer> viewers, long now) {
        double seconds = Math.max(now - last, 1) / 1e9;
        last = now;
        long lowest = Long.MAX_VALUE;
        var sent = new HashMap<Long, Long>();
        for (Peer viewer : viewers) {
            Picture picture = viewer.picture;
            SenderStats stats = picture == null ? null : picture.senderStats();
            if (stats == null) {
                continue;
            }
            long number = viewer.id.number();
            sent.put(number, stats.bytes());
            Long before = sentBefore.get(number);
            double rate = before == null ? 0 : (stats.bytes() - before) * 8 / seconds;
            lowest = Math.min(lowest, limit(stats, rate));
        }
        sentBefore.clear();
        sentBefore.putAll(sent);
        return move(lowest);
    }

    /** The estimate of a limited viewer; {@link Long#MAX_VALUE} of any other. */
    private long limit(SenderStats stats, double rate) {
        long estimate = stats.remoteBitrate();
        boolean limited =
                estimate > 0 && estimate < target && (stats.fractionLost() > LOSS || rate > NEARLY * estimate);
        return limited ? estimate : Long.MAX_VALUE;
    }

    private boolean move(long lowest) {
        if (lowest == Long.MAX_VALUE) {
            target = Math.min(ceiling, target + target / 8);
        } else {
            target = Math.clamp((long) (lowest * HEADROOM), floor, ceiling);
        }
        boolean worthwhile = Math.abs(target - told) * 10L > told || (target == ceiling && told != ceiling);
        if (worthwhile) {
            told = target;
        }
        return worthwhile;
    }
}
