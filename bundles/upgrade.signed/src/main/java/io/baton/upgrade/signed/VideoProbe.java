// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import io.baton.upgrade.signed.HealthGate.Problem;
import io.baton.video.AccessUnit;
import io.baton.video.AccessUnitSink;
import io.baton.video.EncodedVideo;
import io.baton.video.Subscription;
import io.baton.video.VideoSignal;
import io.baton.video.VideoStats;
import java.lang.ref.WeakReference;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Observes the video: the encoder loses no frames, and encodes some while a viewer watches. While none does, one frame
 * is requested as a self-test, once.
 *
 * <p>Threading. One thread at a time; the frame arrives on the encoder's thread.
 */
final class VideoProbe implements AutoCloseable {

    /** Checks, each a second after the one before, within which the self-test must have its frame. */
    static final int SELF_TEST_CHECKS = 10;

    private final Media media;
    private long errorsBefore;
    private WeakReference<@Nullable EncodedVideo> observed;
    private final boolean presentBefore;
    private long encoded = -1;
    private @Nullable SelfTest selfTest;
    private boolean passed;

    /** The media services, each of which may be absent. */
    interface Media {

        @Nullable
        EncodedVideo video();

        /** Returns the number of peers that receive video. */
        long watching();
    }

    /** Notes what is so now. */
    VideoProbe(Media media) {
        this.media = media;
        EncodedVideo video = media.video();
        presentBefore = video != null;
        observed = new WeakReference<>(video);
        errorsBefore = video == null ? 0 : video.stats().encoderErrors();
    }

    /** Returns the first problem found. */
    Optional<Problem> check() {
        EncodedVideo video = media.video();
        if (video == null) {
            return presentBefore
                    ? Optional.of(new Problem("video_disturbed", "The encoder is gone."))
                    : Optional.empty();
        }
        VideoStats stats = video.stats();
        if (presentBefore && !observed.refersTo(video)) {
            changed(video, stats);
        }
        if (presentBefore && stats.encoderErrors() > errorsBefore) {
            return Optional.of(new Problem("video_disturbed", "The encoder has lost frames."));
        }
        boolean ready = video.signal().state() == VideoSignal.State.READY;
        if (!ready || media.watching() > 0) {
            close();
            return ready ? watched(stats) : unknown();
        }
        encoded = -1;
        return passed ? Optional.empty() : tested(video);
    }

    /** Another provider has taken its place, whose counters are its own. */
    private void changed(EncodedVideo video, VideoStats stats) {
        observed = new WeakReference<>(video);
        errorsBefore = stats.encoderErrors();
        encoded = -1;
        close();
    }

    /** Without a signal there is nothing to encode. */
    private Optional<Problem> unknown() {
        encoded = -1;
        return Optional.empty();
    }

    private Optional<Problem> watched(VideoStats stats) {
        boolean stalled = stats.framesEncoded() == encoded;
        encoded = stats.framesEncoded();
        return stalled
                ? Optional.of(new Problem("video_stalled", "A viewer watches, and no frame is encoded."))
                : Optional.empty();
    }

    private Optional<Problem> tested(EncodedVideo video) {
        SelfTest running = selfTest;
        if (running == null) {
            selfTest = new SelfTest(video);
            return Optional.empty();
        }
        if (running.frame) {
            passed = true;
            close();
            return Optional.empty();
        }
        running.checks++;
        return running.checks >= SELF_TEST_CHECKS
                ? Optional.of(new Problem(
                        "video_self_test", "No frame was encoded within " + SELF_TEST_CHECKS + " s of a self-test."))
                : Optional.empty();
    }

    /** Ends a self-test that runs. */
    @Override
    public void close() {
        SelfTest running = selfTest;
        selfTest = null;
        if (running != null) {
            running.subscription.close();
        }
    }

    /** Waits for the first frame of a subscription. */
    private static final class SelfTest implements AccessUnitSink {

        private final Subscription subscription;
        private volatile boolean frame;
        private int checks;

        SelfTest(EncodedVideo video) {
            subscription = video.subscribe(this);
        }

        @Override
        public void accessUnit(AccessUnit unit) {
            frame = true;
        }

        @Override
        public void signal(VideoSignal signal) {
            // each check reads it
        }
    }
}
