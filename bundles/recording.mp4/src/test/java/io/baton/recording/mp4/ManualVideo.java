// SPDX-License-Identifier: Apache-2.0
package io.baton.recording.mp4;

import io.baton.video.AccessUnit;
import io.baton.video.AccessUnitSink;
import io.baton.video.EncodedVideo;
import io.baton.video.Subscription;
import io.baton.video.VideoMode;
import io.baton.video.VideoSignal;
import io.baton.video.VideoStats;
import java.util.ArrayList;
import java.util.List;

/** An encoder whose frames a test makes. */
final class ManualVideo implements EncodedVideo {

    final List<AccessUnitSink> sinks = new ArrayList<>();
    int keyFrameRequests;

    void send(AccessUnit unit) {
        List.copyOf(sinks).forEach(sink -> sink.accessUnit(unit));
    }

    @Override
    public VideoSignal signal() {
        return VideoSignal.ready(new VideoMode(1280, 720, 30));
    }

    @Override
    public Subscription subscribe(AccessUnitSink sink) {
        sinks.add(sink);
        return () -> sinks.remove(sink);
    }

    @Override
    public void requestKeyFrame() {
        keyFrameRequests++;
    }

    @Override
    public void setTargetBitrate(int bitsPerSecond) {
        throw new UnsupportedOperationException();
    }

    @Override
    public VideoStats stats() {
        return new VideoStats(0, 0, 0, 0, 0, 0, 0, 0);
    }
}
