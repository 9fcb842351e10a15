// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import static io.baton.target.virtual.Bench.keys;
import static io.baton.target.virtual.Bench.position;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.port.PortLease;
import io.baton.port.ReportPort;
import io.baton.port.ReportPorts;
import io.baton.video.FrameSink;
import io.baton.video.RawFrame;
import io.baton.video.Subscription;
import io.baton.video.VideoMode;
import io.baton.video.VideoSignal;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ScreenSourceTest {

    private static final VideoMode FULL_HD = new VideoMode(1920, 1080, 30);

    private final Bench bench = new Bench();

    @Test
    void nobodyLooksNothingIsDrawnAndLifeGoesOn() {
        assertFalse(bench.screen.wanted());
        bench.screen.prepare();
        bench.screen.tick();
        PortLease lease = bench.ports.lease(ReportPorts.Start.NEUTRAL);
        new Typist(lease).type("still here");
        Bench.Eye eye = bench.look();
        assertTrue(bench.screen.wanted());
        bench.screen.tick();
        assertEquals(List.of(0L), eye.numbers, "the first picture ever made");
        assertEquals(10, eye.stamp().orElseThrow().typed());
    }

    @Test
    void theStampFollowsTheComputer() {
        Bench.Eye eye = bench.look();
        PortLease lease = bench.ports.lease(ReportPorts.Start.NEUTRAL);
        new Typist(lease).type("Hello");
        lease.write(ReportPort.KEYBOARD, keys(0, 0x39, 0x0B));
        lease.write(ReportPort.ABSOLUTE_POINTER, position(1, 32_767, 0));
        lease.write(ReportPort.RELATIVE_POINTER, new byte[] {16, -10, 5, -1});
        bench.pass(33);
        bench.screen.tick();
        FrameCode stamp = eye.stamp().orElseThrow();
        assertEquals(bench.clock.millis(), stamp.timeMillis());
        assertEquals(6, stamp.typed());
        assertEquals('l' << 24 | 'l' << 16 | 'o' << 8 | 'h', stamp.lastTyped());
        assertEquals(UsKeyboard.LED_CAPS, stamp.leds());
        assertEquals(2, stamp.keysDown());
        assertEquals(1269, stamp.pointerX());
        assertEquals(5, stamp.pointerY());
        assertEquals(17, stamp.buttons());
        assertEquals(-1, stamp.wheel());
    }

    @Test
    void whatIsDrawnBitByBitIsWhatIsDrawnAtOnce() {
        Random random = new Random(7);
        Bench.Eye eye = bench.look();
        PortLease lease = bench.ports.lease(ReportPorts.Start.NEUTRAL);
        for (int i = 0; i < 120; i++) {
            bench.pass(150);
            lease.renew();
            switch (random.nextInt(4)) {
                case 0 -> lease.write(ReportPort.KEYBOARD, keys(random.nextInt(256), 4 + random.nextInt(96)));
                case 1 ->
                    lease.write(
                            ReportPort.ABSOLUTE_POINTER,
                            position(random.nextInt(8), random.nextInt(32_768), random.nextInt(32_768)));
                case 2 -> lease.write(ReportPort.ABSOLUTE_POINTER, new byte[] {2, (byte) random.nextInt()});
                default -> lease.write(ReportPort.KEYBOARD, keys(0));
            }
            bench.screen.tick();
        }
        byte[] stepwise = eye.picture;
        ScreenSource fresh = new ScreenSource(
                bench.computer, bench.clock, bench::nanos, java.time.ZoneOffset.UTC, Bench.MODE, () -> {});
        AtomicReference<byte[]> atOnce = new AtomicReference<>();
        fresh.open(new FrameSink() {
            @Override
            public void frame(RawFrame frame) {
                byte[] copy = new byte[frame.i420().remaining()];
                frame.i420().duplicate().get(copy);
                atOnce.set(copy);
            }

            @Override
            public void signal(VideoSignal signal) {}
        });
        for (long i = eye.numbers.size(); i > 0; i--) {
            fresh.tick();
        }
        assertArrayEquals(stepwise, atOnce.get());
    }

    @Test
    void aNewModeIsAnnouncedBeforeItsFirstPicture() {
        Bench.Eye eye = bench.look();
        bench.screen.tick();
        PortLease lease = bench.ports.lease(ReportPorts.Start.NEUTRAL);
        lease.write(ReportPort.KEYBOARD, keys(0, 4));
        bench.screen.mode(FULL_HD);
        assertEquals(VideoSignal.ready(FULL_HD), bench.screen.signal());
        bench.screen.tick();
        assertEquals(List.of(VideoSignal.ready(Bench.MODE), VideoSignal.ready(FULL_HD)), eye.signals);
        assertEquals(FULL_HD, eye.mode);
        assertEquals(List.of(0L, 1L), eye.numbers);
        assertEquals(1, eye.stamp().orElseThrow().keysDown(), "the key is still held");
        assertTrue(lease.renew(), "and so is the lease");
        assertEquals(960, eye.stamp().orElseThrow().pointerX(), "the pointer stays where it was in proportion");
    }

    @Test
    void withoutDisplayCableThereIsASignalButNoPicture() {
        Bench.Eye eye = bench.look();
        bench.screen.display(false);
        bench.screen.tick();
        assertEquals(List.of(VideoSignal.absent(VideoSignal.State.NO_SIGNAL)), eye.signals);
        assertNull(eye.picture);
        bench.screen.display(true);
        bench.screen.tick();
        assertEquals(2, eye.signals.size());
        assertEquals(List.of(0L), eye.numbers);
    }

    @Test
    void aClosedSinkHearsNothingMoreAndAFailingOneHarmsNobody() {
        bench.screen.open(new FrameSink() {
            @Override
            public void frame(RawFrame frame) {
                throw new IllegalStateException("expected by the test");
            }

            @Override
            public void signal(VideoSignal signal) {}
        });
        Bench.Eye eye = bench.look();
        bench.screen.tick();
        eye.subscription.close();
        eye.subscription.close();
        bench.screen.tick();
        assertEquals(List.of(0L), eye.numbers);
    }

    @Test
    void aSinkMayCloseItselfFromWithin() {
        AtomicReference<Subscription> own = new AtomicReference<>();
        int[] calls = {0};
        own.set(bench.screen.open(new FrameSink() {
            @Override
            public void frame(RawFrame frame) {
                calls[0]++;
                Objects.requireNonNull(own.get()).close();
            }

            @Override
            public void signal(VideoSignal signal) {}
        }));
        bench.screen.tick();
        bench.screen.tick();
        assertEquals(1, calls[0]);
    }
}
