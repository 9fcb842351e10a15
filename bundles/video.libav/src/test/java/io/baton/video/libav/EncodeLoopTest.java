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
import java.util.ArrayList;
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
    private final EncodeLoop pump =
            new EncodeLoop(PaperEncoder::new, target::nanos, TWO_SECONDS, announced::add, () -> bench.add("wake"));

    @Test
    void aChangeOfTheInputIsAnnouncedOnceWhetherAnybodyWatchesOrNot() {
        pump.attach(target);
        pump.step();
        pump.step();
        pump.detach(target);
        pump.step();
        assertEquals(List.of(VideoSignal.ready(HD), VideoSignal.absent(VideoSignal.State.NO_SIGNAL)), announced);
    }

    @Test
    void withoutViewerNothingIsTakenAndNothingIsEncoded() {
        pump.attach(target);
        frames(3);
        assertFalse(target.wanted());
        assertEquals(0, pump.stats().framesIn());
        Watcher watcher = new Watcher();
        frames(2);
        assertTrue(target.wanted());
        assertEquals(2, pump.stats().framesEncoded());
        watcher.subscription.close();
        watcher.subscription.close();
        frames(2);
        assertFalse(target.wanted());
        assertEquals(2, pump.stats().framesEncoded());
        assertEquals(List.of("open 1280", "close 1280"), opened());
    }

    @Test
    void eachViewerBeginsWithSignalAndKeyPicture() {
        pump.attach(target);
        Watcher first = new Watcher();
        frames(3);
        Watcher second = new Watcher();
        frames(2);
        assertEquals(List.of("READY 1280", "key 0", "1", "2", "key 3", "4"), first.heard);
        assertEquals(List.of("READY 1280", "key 3", "4"), second.heard);
        assertEquals(1, pump.stats().encoderStarts());
        assertEquals(2, pump.stats().keyFrames());
    }

    @Test
    void manyRequestsAreOneKeyPicture() {
        pump.attach(target);
        Watcher watcher = new Watcher();
        frames(2);
        pump.requestKeyFrame();
        pump.requestKeyFrame();
        frames(2);
        assertEquals(List.of("READY 1280", "key 0", "1", "key 2", "3"), watcher.heard);
    }

    @Test
    void keyPicturesComeByThemselves() {
        pump.attach(target);
        Watcher watcher = new Watcher();
        frames(30 * 5);
        List<String> keys =
                watcher.heard.stream().filter(word -> word.startsWith("key")).toList();
        assertEquals(List.of("key 0", "key 61", "key 122"), keys, "no sooner than 2 s after the one before");
    }

    @Test
    void aKeyPictureTheEncoderLeftOutIsStillOwed() {
        pump.attach(target);
        Watcher watcher = new Watcher();
        frames(1);
        pump.requestKeyFrame();
        skipping = true;
        frames(2);
        skipping = false;
        frames(1);
        assertEquals(List.of("READY 1280", "key 0", "key 3"), watcher.heard);
        assertEquals(2, pump.stats().framesSkipped());
    }

    @Test
    void aNewModeIsANewEncoder() {
        pump.attach(target);
        Watcher watcher = new Watcher();
        frames(2);
        target.mode(FULL_HD);
        frames(2);
        assertEquals(List.of("READY 1280", "key 0", "1", "READY 1920", "key 2", "3"), watcher.heard);
        assertEquals(2, pump.stats().encoderStarts());
        assertEquals(List.of("open 1280", "close 1280", "open 1920"), opened());
    }

    @Test
    void withoutSourceThereIsNoSignal() {
        Watcher watcher = new Watcher();
        pump.step();
        assertEquals(VideoSignal.State.NO_SIGNAL, pump.signal().state());
        assertEquals(List.of("NO_SIGNAL"), watcher.heard);
        pump.attach(target);
        frames(1);
        pump.detach(target);
        pump.step();
        assertEquals(List.of("NO_SIGNAL", "READY 1280", "key 0", "NO_SIGNAL"), watcher.heard);
        assertFalse(target.wanted());
    }

    @Test
    void aSourceThatTakesAnothersPlaceIsAKeyPictureNotARestart() {
        HandDrivenTarget next = new HandDrivenTarget(HD);
        pump.attach(target);
        Watcher watcher = new Watcher();
        frames(2);
        pump.attach(next);
        pump.detach(target);
        pump.step();
        next.tick();
        pump.step();
        assertFalse(target.wanted());
        assertEquals(List.of("READY 1280", "key 0", "1", "key 0"), watcher.heard);
        assertEquals(1, pump.stats().encoderStarts());
    }

    @Test
    void aPulledDisplayCableIsTold() {
        pump.attach(target);
        Watcher watcher = new Watcher();
        frames(1);
        target.display(false);
        frames(2);
        target.display(true);
        frames(1);
        assertEquals(List.of("READY 1280", "key 0", "NO_SIGNAL", "READY 1280", "1"), watcher.heard);
    }

    @Test
    void aFailingEncoderIsOpenedAgainAfterAPause() {
        pump.attach(target);
        Watcher watcher = new Watcher();
        frames(1);
        broken = true;
        frames(1);
        broken = false;
        frames(3);
        assertEquals(List.of("READY 1280", "key 0"), watcher.heard, "it rests 100 ms");
        frames(2);
        assertEquals(List.of("READY 1280", "key 0", "key 5", "6"), watcher.heard);
        assertEquals(4, pump.stats().encoderErrors());
        assertEquals(2, pump.stats().encoderStarts());
    }

    @Test
    void thePauseGrowsAndIsForgottenAfterAPicture() {
        pump.attach(target);
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
        int before = watcher.heard.size();
        frames(5);
        assertTrue(watcher.heard.size() > before, "100 ms are enough again");
    }

    @Test
    void theBitrateIsKeptWithinBoundsAndHandedOn() {
        pump.attach(target);
        new Watcher();
        frames(1);
        pump.setTargetBitrate(1);
        frames(1);
        pump.setTargetBitrate(Integer.MAX_VALUE);
        frames(1);
        assertEquals(List.of("bitrate 100000", "bitrate 100000000"), words("bitrate"));
        assertEquals(1, pump.stats().encoderStarts());
        assertEquals(100_000_000, pump.stats().targetBitrate());
    }

    @Test
    void anEncoderThatCannotChangeIsReplacedOnlyWhenItIsWorthIt() {
        tunable = false;
        pump.attach(target);
        Watcher watcher = new Watcher();
        frames(1);
        pump.setTargetBitrate(4_500_000);
        frames(1);
        assertEquals(1, pump.stats().encoderStarts());
        pump.setTargetBitrate(4_700_000);
        frames(2);
        assertEquals(2, pump.stats().encoderStarts());
        assertEquals(List.of("READY 1280", "key 0", "1", "key 2", "3"), watcher.heard);
    }

    @Test
    void theNewestPictureWins() {
        pump.attach(target);
        Watcher watcher = new Watcher();
        frames(1);
        target.tick();
        target.tick();
        pump.step();
        assertEquals(List.of("READY 1280", "key 0", "2"), watcher.heard);
        assertEquals(1, pump.stats().framesSkipped());
        assertEquals(3, pump.stats().framesIn());
    }

    @Test
    void aFailingViewerHarmsNobody() {
        pump.attach(target);
        pump.subscribe(new AccessUnitSink() {
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
        assertEquals(List.of("READY 1280", "key 0", "1"), watcher.heard);
    }

    @Test
    void shuttingDownLetsGoOfEverything() {
        pump.attach(target);
        new Watcher();
        frames(1);
        pump.shutDown();
        assertFalse(target.wanted());
        assertEquals(List.of("open 1280", "close 1280"), opened());
    }

    private void frames(int count) {
        for (int i = 0; i < count; i++) {
            pump.step();
            target.tick();
            pump.step();
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

        private final List<String> heard = new ArrayList<>();
        private final Subscription subscription = pump.subscribe(this);

        @Override
        public void accessUnit(AccessUnit unit) {
            heard.add((unit.key() ? "key " : "") + unit.frameNumber());
        }

        @Override
        public void signal(VideoSignal signal) {
            VideoMode mode = signal.mode();
            heard.add(signal.state() + (mode == null ? "" : " " + mode.width()));
        }
    }

    /** Writes down what it is asked. */
    private final class PaperEncoder implements PictureEncoder {

        private final VideoMode mode;

        PaperEncoder(VideoMode mode, int bitrate) throws EncoderException {
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
        public @Nullable Output encode(ByteBuffer i420, boolean key, long micros) throws EncoderException {
            if (broken) {
                throw new EncoderException("broken by the test");
            }
            assertEquals(mode.width() * mode.height() * 3 / 2, i420.remaining());
            return skipping ? null : new Output(ByteBuffer.allocate(1), key);
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
