// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Derives the bitrate of the one encoder from what the viewers' paths carry: the narrowest path of the viewers with
 * priority decides, of all where none has it. When it has become wider, the target grows back.
 *
 * <p>A viewer whose path carries less than the target gets a limit of its own, so that its frames are thinned out and
 * those of the others are not. The lower bound keeps one bad path of a viewer with priority from spoiling the video of
 * all.
 *
 * <p>Threading. Not thread-safe; owned by the timer that calls {@link #update} about once a second.
 */
public final class BitrateTarget {

    /** The limit of a viewer whose path carries the stream. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    private static final double WORTH_A_CHANGE = 0.05;
    private static final double SECOND = 1e9;

    private final int lowest;
    private final int highest;
    private Map<Long, PathLimit> limits = new HashMap<>();
    private Map<Long, Double> carried = Map.of();
    private double target;
    private int announced;
    private long updatedAt;
    private boolean started;

    /**
     * One viewer's path.
     *
     * @param id the same at each update, unique among viewers
     * @param bytes sent so far: {@link SenderStats#bytes()}
     * @param estimate bits per second: {@link SenderStats#remoteBitrate()}, −1 when unknown
     * @param priority whether the target follows this viewer
     */
    public record Path(long id, long bytes, long estimate, boolean priority) {}

    /**
     * A target that begins at its upper bound.
     *
     * @param lowest bits per second
     * @param highest bits per second, at least {@code lowest}
     */
    public BitrateTarget(int lowest, int highest) {
        if (lowest <= 0 || highest < lowest) {
            throw new IllegalArgumentException("bitrates must be positive and in order: " + lowest + ", " + highest);
        }
        this.lowest = lowest;
        this.highest = highest;
        target = highest;
        announced = highest;
    }

    /** Looks at all viewers; answers the bits per second the encoder should aim at, which change in steps of 5 %. */
    public int update(List<Path> paths, long now) {
        boolean anyPriority = paths.stream().anyMatch(Path::priority);
        Map<Long, PathLimit> present = new HashMap<>();
        Map<Long, Double> carry = new HashMap<>();
        double narrowest = highest;
        for (Path path : paths) {
            PathLimit limit = limits.getOrDefault(path.id(), new PathLimit(highest));
            double bits = limit.update(path.bytes(), path.estimate(), now);
            present.put(path.id(), limit);
            carry.put(path.id(), bits);
            if (path.priority() || !anyPriority) {
                narrowest = Math.min(narrowest, bits);
            }
        }
        limits = present;
        carried = carry;
        double seconds = started ? Math.max(0, (now - updatedAt) / SECOND) : 0;
        updatedAt = now;
        started = true;
        target = Math.clamp(Math.min(narrowest, target * PathLimit.grown(seconds)), lowest, highest);
        boolean atBound = target == lowest || target == highest;
        if (atBound || Math.abs(target - announced) >= announced * WORTH_A_CHANGE) {
            announced = (int) target;
        }
        return announced;
    }

    /** The bits per second that this viewer is to be sent at most; {@link #UNLIMITED} where its path carries all. */
    public long limit(long id) {
        Double bits = carried.get(id);
        return bits == null || bits >= target ? UNLIMITED : bits.longValue();
    }
}
