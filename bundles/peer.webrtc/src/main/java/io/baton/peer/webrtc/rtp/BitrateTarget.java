// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Derives the bitrate of the one encoder from the estimates of the viewers' browsers (REMB). An estimate grows only to
 * half as much again as is being sent, so on a quiet screen it says little: it is believed when the path is really in
 * use, that is when the estimate is hardly above what was sent. Then the target follows the narrowest path; otherwise
 * it grows back.
 *
 * <p>The lower bound keeps one bad path from spoiling the video of all: a viewer below it loses packets, falls behind,
 * and lives on key frames.
 *
 * <p>Threading. Not thread-safe; owned by the timer that calls {@link #update} about once a second.
 */
public final class BitrateTarget {

    private static final double IN_USE = 1.1;
    private static final double MARGIN = 0.95;
    private static final double GROWTH_PER_SECOND = 1.1;
    private static final double WORTH_A_CHANGE = 0.05;
    private static final double SECOND = 1e9;

    private final int lowest;
    private final int highest;
    private final Map<Long, Long> lastBytes = new HashMap<>();
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
     */
    public record Path(long id, long bytes, long estimate) {}

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
        double seconds = (now - updatedAt) / SECOND;
        boolean measurable = started && seconds > 0;
        double narrowest = Double.MAX_VALUE;
        for (Path path : paths) {
            Long before = lastBytes.get(path.id());
            if (measurable && before != null && path.estimate() >= 0) {
                double sent = (path.bytes() - before) * 8 / seconds;
                if (path.estimate() < sent * IN_USE) {
                    narrowest = Math.min(narrowest, path.estimate() * MARGIN);
                }
            }
        }
        remember(paths, now);
        if (narrowest < Double.MAX_VALUE) {
            target = Math.min(target, narrowest);
        } else if (measurable) {
            target *= Math.pow(GROWTH_PER_SECOND, Math.min(seconds, 10));
        }
        target = Math.clamp(target, lowest, highest);
        boolean atBound = target == lowest || target == highest;
        if (atBound || Math.abs(target - announced) >= announced * WORTH_A_CHANGE) {
            announced = (int) target;
        }
        return announced;
    }

    private void remember(List<Path> paths, long now) {
        lastBytes.clear();
        for (Path path : paths) {
            lastBytes.put(path.id(), path.bytes());
        }
        updatedAt = now;
        started = true;
    }
}
