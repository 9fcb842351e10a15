// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import io.baton.video.AccessUnit;
import io.baton.video.AccessUnitSink;
import io.baton.video.EncodedVideo;
import io.baton.video.Subscription;
import io.baton.video.VideoMode;
import io.baton.video.VideoSignal;
import io.baton.video.VideoStats;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** A clip played in a loop, in place of an encoder; key frames come when the clip has one. */
final class ClipVideo implements EncodedVideo {
    private final List<Clip.Unit> units;
    private final VideoMode mode;
    private final List<Sink> sinks = new CopyOnWriteArrayList<>();

    private static final class Sink {
        final AccessUnitSink target;
        boolean started;

        Sink(AccessUnitSink target) {
            this.target = target;
        }
    }

    ClipVideo(List<Clip.Unit> units, int framesPerSecond) {
        this.units = units;
        this.mode = new VideoMode(Clip.WIDTH, Clip.HEIGHT, framesPerSecond);
        Thread thread = new Thread(this::play, "clip");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public VideoSignal signal() {
        return VideoSignal.ready(mode);
    }

    @Override
    public Subscription subscribe(AccessUnitSink target) {
        Sink sink = new Sink(target);
        target.signal(signal());
        sinks.add(sink);
        return () -> sinks.remove(sink);
    }

    @Override
    public void requestKeyFrame() {}

    @Override
    public void setTargetBitrate(int bitsPerSecond) {}

    @Override
    public VideoStats stats() {
        return new VideoStats(0, 0, 0, 0, 0, 0, 0, 0);
    }

    private void play() {
        long interval = (long) (1e9 / mode.framesPerSecond());
        long next = System.nanoTime();
        for (long number = 0; ; number++) {
            for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            Clip.Unit unit = units.get((int) (number % units.size()));
            for (Sink sink : sinks) {
                sink.started |= unit.key();
                if (sink.started) {
                    sink.target.accessUnit(new AccessUnit(
                            ByteBuffer.wrap(unit.annexB()).asReadOnlyBuffer(), unit.key(), mode, number, next));
                }
            }
            next += interval;
        }
    }
}
