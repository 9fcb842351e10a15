// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.baton.video.AccessUnit;
import io.baton.video.AccessUnitSink;
import io.baton.video.EncodedVideo;
import io.baton.video.Subscription;
import io.baton.video.VideoMode;
import io.baton.video.VideoSignal;
import io.baton.video.VideoStats;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What an upgrade under probation finds of the video, watched and not watched. */
class VideoProbeTest {

    private static final VideoMode MODE = new VideoMode(640, 480, 30);

    private final FakeVideo video = new FakeVideo();
    private final FakeMedia media = new FakeMedia();

    @Test
    void framesForAViewerAreWellAndNoSelfTestIsMade() {
        media.watching = 1;
        VideoProbe probe = new VideoProbe(media);
        for (int check = 0; check < 5; check++) {
            video.encoded += 25;
            assertEquals("", reason(probe));
        }
        assertNull(video.sink, "no subscription");
    }

    @Test
    void viewerWithoutFramesIsAProblem() {
        media.watching = 1;
        VideoProbe probe = new VideoProbe(media);
        assertEquals("", reason(probe), "nothing to compare with");
        assertEquals("video_stalled", reason(probe));
        video.encoded++;
        assertEquals("", reason(probe));
    }

    @Test
    void viewerWithoutASignalIsNoProblem() {
        media.watching = 1;
        video.signal = VideoSignal.absent(VideoSignal.State.NO_SIGNAL);
        VideoProbe probe = new VideoProbe(media);
        assertEquals("", reason(probe));
        assertEquals("", reason(probe));
    }

    @Test
    void oneFrameIsRequestedOnceWhileNobodyWatches() {
        VideoProbe probe = new VideoProbe(media);
        assertEquals("", reason(probe));
        video.deliver();
        assertEquals("", reason(probe));
        assertNull(video.sink, "ended with the frame");
        assertEquals("", reason(probe));
        assertNull(video.sink, "not begun again");
    }

    @Test
    void selfTestWithoutAFrameIsAProblem() {
        VideoProbe probe = new VideoProbe(media);
        for (int check = 0; check < VideoProbe.SELF_TEST_CHECKS; check++) {
            assertEquals("", reason(probe), "check " + check);
        }
        assertEquals("video_self_test", reason(probe));
        probe.close();
        assertNull(video.sink, "closed");
    }

    @Test
    void viewerThatJoinsEndsTheSelfTest() {
        VideoProbe probe = new VideoProbe(media);
        assertEquals("", reason(probe));
        media.watching = 1;
        assertEquals("", reason(probe));
        assertNull(video.sink, "ended");
    }

    @Test
    void encoderThatLosesFramesOrIsGoneIsAProblem() {
        media.watching = 1;
        video.errors = 3;
        VideoProbe probe = new VideoProbe(media);
        assertEquals("", reason(probe), "errors from before");
        video.errors = 4;
        assertEquals("video_disturbed", reason(probe));
        media.present = false;
        assertEquals("video_disturbed", reason(probe));
    }

    @Test
    void countersOfAnotherProviderAreNotComparedWithThoseBefore() {
        media.watching = 1;
        video.encoded = 7;
        VideoProbe probe = new VideoProbe(media);
        assertEquals("", reason(probe));
        FakeVideo other = new FakeVideo();
        other.errors = 5;
        other.encoded = 7;
        media.shown = other;
        assertEquals("", reason(probe), "errors and frames of its own");
        other.encoded++;
        other.errors++;
        assertEquals("video_disturbed", reason(probe), "an error since then");
    }

    @Test
    void deviceWithoutVideoHasNoProblem() {
        media.present = false;
        assertEquals("", reason(new VideoProbe(media)));
    }

    private static String reason(VideoProbe probe) {
        return probe.check().map(HealthGate.Problem::reason).orElse("");
    }

    private final class FakeMedia implements VideoProbe.Media {
        private boolean present = true;
        private EncodedVideo shown = video;
        private long watching;

        @Override
        public @Nullable EncodedVideo video() {
            return present ? shown : null;
        }

        @Override
        public long watching() {
            return watching;
        }
    }

    private static final class FakeVideo implements EncodedVideo {
        private VideoSignal signal = VideoSignal.ready(MODE);
        private long encoded;
        private long errors;
        private @Nullable AccessUnitSink sink;

        private void deliver() {
            AccessUnitSink present = sink;
            if (present != null) {
                present.accessUnit(new AccessUnit(ByteBuffer.allocate(5), true, MODE, 1, 0));
            }
        }

        @Override
        public VideoSignal signal() {
            return signal;
        }

        @Override
        public Subscription subscribe(AccessUnitSink to) {
            sink = to;
            return () -> sink = null;
        }

        @Override
        public void requestKeyFrame() {}

        @Override
        public void setTargetBitrate(int bitsPerSecond) {}

        @Override
        public VideoStats stats() {
            return new VideoStats(encoded, encoded, 1, 0, 1, errors, 0, 0);
        }
    }
}
