// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.target.virtual.HandDrivenTarget;
import io.baton.video.AccessUnit;
import io.baton.video.AccessUnitSink;
import io.baton.video.Subscription;
import io.baton.video.VideoMode;
import io.baton.video.VideoSignal;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EncodeLoopTest {

    private static final VideoMode HD = new VideoMode(1280, 720, 30);
    private static final VideoMode FULL_HD = new VideoMode(1920, 1080, 30);
    private static final long TWO_SECONDS = 2_000_000_000L;

    private final HandDrivenTarget target = new HandDrivenTarget(HD);
    private final List<String> bench = new ArrayList<>();
    private final List<VideoSignal> announced = new ArrayList<>();
    private boolean broken;
    private boolean skipping;
    private boolean tunable = true;
    private int delay;
    private long silence;
    private final EncodeLoop loop = new EncodeLoop(
            FakeEncoder::new, () -> target.nanos() + silence, TWO_SECONDS, announced::add, () -> bench.add("wake"));

    @Test
    void inputChangeIsAnnouncedOnceWithAndWithoutSubscribers() {
        loop.attach(target);
        loop.step();
        loop.step();
        loop.detach(target);
        loop.step();
        assertEquals(List.of(VideoSignal.ready(HD), VideoSignal.absent(VideoSignal.State.NO_SIGNAL)), announced);
    }

    @Test
    void withoutSubscriberNothingIsCapturedOrEncoded() {
        loop.attach(target);
        frames(3);
        assertFalse(target.wanted());
        assertEquals(0, loop.stats().framesIn());
        Watcher watcher = new Watcher();
        frames(2);
        assertTrue(target.wanted());
        assertEquals(2, loop.stats().framesEncoded());
        watcher.subscription.close();
        watcher.subscription.close();
        frames(2);
        assertFalse(target.wanted());
        assertEquals(2, loop.stats().framesEncoded());
        assertEquals(List.of("open 1280", "close 1280"), opened());
    }

    @Test
    void subscriberReceivesSignalAndKeyFrameFirst() {
        loop.attach(target);
        Watcher first = new Watcher();
        frames(3);
        Watcher second = new Watcher();
        frames(2);
        assertEquals(List.of("READY 1280", "key 0", "1", "2", "key 3", "4"), first.received);
        assertEquals(List.of("READY 1280", "key 3", "4"), second.received);
        assertEquals(1, loop.stats().encoderStarts());
        assertEquals(2, loop.stats().keyFrames());
    }

    @Test
    void manyRequestsYieldOneKeyFrame() {
        loop.attach(target);
        Watcher watcher = new Watcher();
        frames(2);
        loop.requestKeyFrame();
        loop.requestKeyFrame();
        frames(2);
        assertEquals(List.of("READY 1280", "key 0", "1", "key 2", "3"), watcher.received);
    }

    @Test
    void keyFrameIsEncodedAfterTheInterval() {
        loop.attach(target);
        Watcher watcher = new Watcher();
        frames(30 * 5);
        List<String> keys =
                watcher.received.stream().filter(word -> word.startsWith("key")).toList();
        assertEquals(List.of("key 0", "key 61", "key 122"), keys, "no sooner than 2 s after the one before");
    }

    @Test
    void skippedKeyFrameIsEncodedNext() {
        loop.attach(target);
        Watcher watcher = new Watcher();
        frames(1);
        loop.requestKeyFrame();
        skipping = true;
        frames(2);
        skipping = false;
        frames(1);
        assertEquals(List.of("READY 1280", "key 0", "key 3"), watcher.received);
        assertEquals(2, loop.stats().framesSkipped());
    }

    @Test
    void newModeOpensANewEncoder() {
        loop.attach(target);
        Watcher watcher = new Watcher();
        frames(2);
        target.mode(FULL_HD);
        frames(2);
        assertEquals(List.of("READY 1280", "key 0", "1", "READY 1920", "key 2", "3"), watcher.received);
        assertEquals(2, loop.stats().encoderStarts());
        assertEquals(List.of("open 1280", "close 1280", "open 1920"), opened());
    }

    @Test
    void withoutSourceThereIsNoSignal() {
        Watcher watcher = new Watcher();
        loop.step();
        assertEquals(VideoSignal.State.NO_SIGNAL, loop.signal().state());
        assertEquals(List.of("NO_SIGNAL"), watcher.received);
        loop.attach(target);
        frames(1);
        loop.detach(target);
        loop.step();
        assertEquals(List.of("NO_SIGNAL", "READY 1280", "key 0", "NO_SIGNAL"), watcher.received);
        assertFalse(target.wanted());
    }

    @Test
    void replacedSourceYieldsAKeyFrameWithoutRestart() {
        HandDrivenTarget next = new HandDrivenTarget(HD);
        loop.attach(target);
        Watcher watcher = new Watcher();
        frames(2);
        loop.attach(next);
        loop.detach(target);
        loop.step();
        next.tick();
        loop.step();
        assertFalse(target.wanted());
        assertEquals(List.of("READY 1280", "key 0", "1", "key 0"), watcher.received);
        assertEquals(1, loop.stats().encoderStarts());
    }

    @Test
    void pulledDisplayCableIsSignalled() {
        loop.attach(target);
        Watcher watcher = new Watcher();
        frames(1);
        target.display(false);
        frames(2);
        target.display(true);
        frames(1);
        assertEquals(List.of("READY 1280", "key 0", "NO_SIGNAL", "READY 1280", "1"), watcher.received);
    }

    @Test
    void failedEncoderIsReopenedAfterAPause() {
        loop.attach(target);
        Watcher watcher = new Watcher();
        frames(1);
        broken = true;
        frames(1);
        broken = false;
        frames(3);
        assertEquals(List.of("READY 1280", "key 0"), watcher.received, "it rests 100 ms");
        frames(2);
        assertEquals(List.of("READY 1280", "key 0", "key 5", "6"), watcher.received);
        assertEquals(4, loop.stats().encoderErrors());
        assertEquals(2, loop.stats().encoderStarts());
    }

    @Test
    void pauseGrowsWithFailuresAndEndsWithAFrame() {
        loop.attach(target);
        Watcher watcher = new Watcher();
        broken = true;
        frames(30 * 20);
        int opens = opened().stream()
                .filter(word -> word.startsWith("open"))
                .toList()
                .size();
        assertTrue(opens >= 7 && opens <= 10, opens + " attempts in 20 s");
        broken = false;
        frames(30 * 6);
        broken = true;
        frames(1);
        broken = false;
        int before = watcher.received.size();
        frames(5);
        assertTrue(watcher.received.size() > before, "100 ms are enough again");
    }

    @Test
    void bitrateIsClampedAndPassedToTheEncoder() {
        loop.attach(target);
        new Watcher();
        frames(1);
        loop.setTargetBitrate(1);
        frames(1);
        loop.setTargetBitrate(Integer.MAX_VALUE);
        frames(1);
        assertEquals(List.of("bitrate 100000", "bitrate 100000000"), words("bitrate"));
        assertEquals(1, loop.stats().encoderStarts());
        assertEquals(100_000_000, loop.stats().targetBitrate());
    }

    @Test
    void encoderWithFixedBitrateIsReplacedForLargeChangesOnly() {
        tunable = false;
        loop.attach(target);
        Watcher watcher = new Watcher();
        frames(1);
        loop.setTargetBitrate(4_500_000);
        frames(1);
        assertEquals(1, loop.stats().encoderStarts());
        loop.setTargetBitrate(4_700_000);
        frames(2);
        assertEquals(2, loop.stats().encoderStarts());
        assertEquals(List.of("READY 1280", "key 0", "1", "key 2", "3"), watcher.received);
    }

    @Test
    void newestFrameReplacesAWaitingOne() {
        loop.attach(target);
        Watcher watcher = new Watcher();
        frames(1);
        target.tick();
        target.tick();
        loop.step();
        assertEquals(List.of("READY 1280", "key 0", "2"), watcher.received);
        assertEquals(1, loop.stats().framesSkipped());
        assertEquals(3, loop.stats().framesIn());
    }

    @Test
    void lateFrameKeepsItsNumber() {
        delay = 2;
        loop.attach(target);
        Watcher watcher = new Watcher();
        frames(6);
        assertEquals(List.of("READY 1280", "key 0", "key 1", "key 2", "3"), watcher.received);
    }

    @Test
    void lastFrameIsRepeatedForASubscriberOfASilentSource() {
        loop.attach(target);
        Watcher first = new Watcher();
        frames(2);
        Watcher second = new Watcher();
        assertEquals(EncodeLoop.REPEAT_KEY_NANOS, loop.step());
        assertEquals(List.of("READY 1280"), second.received);
        silence = EncodeLoop.REPEAT_KEY_NANOS;
        loop.step();
        assertEquals(List.of("READY 1280", "key 1"), second.received);
        assertEquals(List.of("READY 1280", "key 0", "1", "key 1"), first.received);
    }

    @Test
    void lastFrameIsRepeatedEachSecondWhileTheSourceIsSilent() {
        loop.attach(target);
        Watcher watcher = new Watcher();
        frames(1);
        silence = EncodeLoop.REPEAT_NANOS - 1;
        loop.step();
        assertEquals(List.of("READY 1280", "key 0"), watcher.received);
        silence = EncodeLoop.REPEAT_NANOS;
        loop.step();
        loop.step();
        assertEquals(List.of("READY 1280", "key 0", "0"), watcher.received);
        silence = 2 * EncodeLoop.REPEAT_NANOS;
        loop.step();
        assertEquals(List.of("READY 1280", "key 0", "0", "key 0"), watcher.received, "two seconds after the first");
    }

    @Test
    void nothingIsRepeatedWithoutASignal() {
        loop.attach(target);
        Watcher watcher = new Watcher();
        frames(1);
        target.display(false);
        frames(1);
        silence = 5 * EncodeLoop.REPEAT_NANOS;
        assertEquals(Long.MAX_VALUE, loop.step());
        assertEquals(List.of("READY 1280", "key 0", "NO_SIGNAL"), watcher.received);
    }

    @Test
    void framesBeyondTheWantedRateAreLeftOut() {
        loop.attach(target);
        Watcher watcher = new Watcher();
        loop.frameRate(10);
        frames(30);
        assertEquals(10, loop.stats().framesEncoded());
        assertEquals(10, loop.stats().framesIn(), "what is not wanted is not missed");
        loop.frameRate(20);
        frames(30);
        assertEquals(30.0, (double) loop.stats().framesEncoded(), 1);
        loop.frameRate(0);
        frames(30);
        assertEquals(60.0, (double) loop.stats().framesEncoded(), 1);
        loop.frameRate(1);
        loop.requestKeyFrame();
        frames(1);
        assertTrue(watcher.received.getLast().startsWith("key"), "a key frame does not wait for its turn");
    }

    @Test
    void qualityIsAShareOfTheBitrate() {
        loop.attach(target);
        new Watcher();
        frames(1);
        loop.setTargetBitrate(2_000_000);
        loop.quality(0.5);
        frames(1);
        assertEquals(List.of("bitrate 1000000"), words("bitrate"));
        assertEquals(1_000_000, loop.stats().targetBitrate());
    }

    @Test
    void failingSubscriberDoesNotAffectOthers() {
        loop.attach(target);
        loop.subscribe(new AccessUnitSink() {
            @Override
            public void accessUnit(AccessUnit unit) {
                throw new IllegalStateException("expected by the test");
            }

            @Override
            public void signal(VideoSignal signal) {
                throw new IllegalStateException("expected by the test");
            }
        });
        Watcher watcher = new Watcher();
        frames(2);
        assertEquals(List.of("READY 1280", "key 0", "1"), watcher.received);
    }

    @Test
    void shutdownClosesSourceAndEncoder() {
        loop.attach(target);
        new Watcher();
        frames(1);
        loop.shutDown();
        assertFalse(target.wanted());
        assertEquals(List.of("open 1280", "close 1280"), opened());
    }

    private void frames(int count) {
        for (int i = 0; i < count; i++) {
            loop.step();
            target.tick();
            loop.step();
        }
    }

    private List<String> opened() {
        return bench.stream()
                .filter(word -> word.startsWith("open") || word.startsWith("close"))
                .toList();
    }

    private List<String> words(String start) {
        return bench.stream().filter(word -> word.startsWith(start)).toList();
    }

    private final class Watcher implements AccessUnitSink {

        private final List<String> received = new ArrayList<>();
        private final Subscription subscription = loop.subscribe(this);

        @Override
        public void accessUnit(AccessUnit unit) {
            received.add((unit.key() ? "key " : "") + unit.frameNumber());
        }

        @Override
        public void signal(VideoSignal signal) {
            VideoMode mode = signal.mode();
            received.add(signal.state() + (mode == null ? "" : " " + mode.width()));
        }
    }

    /** Writes down what it is asked. */
    private final class FakeEncoder implements FrameEncoder {

        private final VideoMode mode;
        private final Deque<Output> inside = new ArrayDeque<>();

        FakeEncoder(VideoMode mode, int bitrate) throws EncoderException {
            this.mode = mode;
            bench.add("open " + mode.width());
            if (broken) {
                throw new EncoderException("broken by the test");
            }
        }

        @Override
        public VideoMode mode() {
            return mode;
        }

        @Override
        public String name() {
            return "fake";
        }

        @Override
        public boolean send(ByteBuffer i420, boolean key, long micros) throws EncoderException {
            if (broken) {
                throw new EncoderException("broken by the test");
            }
            assertEquals(mode.width() * mode.height() * 3 / 2, i420.remaining());
            if (!skipping) {
                inside.add(new Output(ByteBuffer.allocate(1), key, micros));
            }
            return !skipping;
        }

        @Override
        public @Nullable Output receive() {
            return inside.size() > delay ? inside.remove() : null;
        }

        @Override
        public boolean bitrate(int bitsPerSecond) {
            bench.add("bitrate " + bitsPerSecond);
            return tunable;
        }

        @Override
        public void close() {
            bench.add("close " + mode.width());
        }
    }
}
