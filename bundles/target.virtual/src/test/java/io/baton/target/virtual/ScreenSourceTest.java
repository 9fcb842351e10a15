// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import static io.baton.target.virtual.TargetFixture.keys;
import static io.baton.target.virtual.TargetFixture.position;
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

    private final TargetFixture fixture = new TargetFixture();

    @Test
    void withoutSinkNothingIsDrawnAndInputStillCounts() {
        assertFalse(fixture.screen.wanted());
        fixture.screen.prepare();
        fixture.screen.tick();
        PortLease lease = fixture.ports.lease(ReportPorts.Start.NEUTRAL);
        new Typist(lease).type("still here");
        TargetFixture.RecordingSink sink = fixture.openSink();
        assertTrue(fixture.screen.wanted());
        fixture.screen.tick();
        assertEquals(List.of(0L), sink.numbers, "the first frame ever made");
        assertEquals(10, sink.code().orElseThrow().typed());
    }

    @Test
    void frameCodeFollowsTheComputer() {
        TargetFixture.RecordingSink sink = fixture.openSink();
        PortLease lease = fixture.ports.lease(ReportPorts.Start.NEUTRAL);
        new Typist(lease).type("Hello");
        lease.write(ReportPort.KEYBOARD, keys(0, 0x39, 0x0B));
        lease.write(ReportPort.ABSOLUTE_POINTER, position(1, 32_767, 0));
        lease.write(ReportPort.RELATIVE_POINTER, new byte[] {16, -10, 5, -1});
        fixture.pass(33);
        fixture.screen.tick();
        FrameCode code = sink.code().orElseThrow();
        assertEquals(fixture.clock.millis(), code.timeMillis());
        assertEquals(6, code.typed());
        assertEquals('l' << 24 | 'l' << 16 | 'o' << 8 | 'h', code.lastTyped());
        assertEquals(UsKeyboard.LED_CAPS, code.leds());
        assertEquals(2, code.keysDown());
        assertEquals(1269, code.pointerX());
        assertEquals(5, code.pointerY());
        assertEquals(17, code.buttons());
        assertEquals(-1, code.wheel());
    }

    @Test
    void incrementalDrawingEqualsFullDrawing() {
        Random random = new Random(7);
        TargetFixture.RecordingSink sink = fixture.openSink();
        PortLease lease = fixture.ports.lease(ReportPorts.Start.NEUTRAL);
        for (int i = 0; i < 120; i++) {
            fixture.pass(150);
            lease.renew();
            switch (random.nextInt(4)) {
                case 0 -> lease.write(ReportPort.KEYBOARD, keys(random.nextInt(256), 4 + random.nextInt(96)));
                case 1 ->
                    lease.write(
                            ReportPort.ABSOLUTE_POINTER,
                            position(random.nextInt(8), random.nextInt(32_768), random.nextInt(32_768)));
                case 2 ->
                    lease.write(
                            ReportPort.ABSOLUTE_POINTER,
                            new byte[] {2, (byte) random.nextInt(), (byte) random.nextInt()});
                default -> lease.write(ReportPort.KEYBOARD, keys(0));
            }
            fixture.screen.tick();
        }
        byte[] stepwise = sink.i420;
        ScreenSource fresh = new ScreenSource(
                fixture.computer,
                fixture.clock,
                fixture::nanos,
                java.time.ZoneOffset.UTC,
                TargetFixture.MODE,
                () -> {});
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
        for (long i = sink.numbers.size(); i > 0; i--) {
            fresh.tick();
        }
        assertArrayEquals(stepwise, atOnce.get());
    }

    @Test
    void newModeIsSignalledBeforeItsFirstFrame() {
        TargetFixture.RecordingSink sink = fixture.openSink();
        fixture.screen.tick();
        PortLease lease = fixture.ports.lease(ReportPorts.Start.NEUTRAL);
        lease.write(ReportPort.KEYBOARD, keys(0, 4));
        fixture.screen.mode(FULL_HD);
        assertEquals(VideoSignal.ready(FULL_HD), fixture.screen.signal());
        fixture.screen.tick();
        assertEquals(List.of(VideoSignal.ready(TargetFixture.MODE), VideoSignal.ready(FULL_HD)), sink.signals);
        assertEquals(FULL_HD, sink.mode);
        assertEquals(List.of(0L, 1L), sink.numbers);
        assertEquals(1, sink.code().orElseThrow().keysDown(), "the key is still held");
        assertTrue(lease.renew(), "and so is the lease");
        assertEquals(960, sink.code().orElseThrow().pointerX(), "the pointer stays where it was in proportion");
    }

    @Test
    void withoutDisplayCableNoFrameIsDelivered() {
        TargetFixture.RecordingSink sink = fixture.openSink();
        fixture.screen.display(false);
        fixture.screen.tick();
        assertEquals(List.of(VideoSignal.absent(VideoSignal.State.NO_SIGNAL)), sink.signals);
        assertNull(sink.i420);
        fixture.screen.display(true);
        fixture.screen.tick();
        assertEquals(2, sink.signals.size());
        assertEquals(List.of(0L), sink.numbers);
    }

    @Test
    void closedSinkReceivesNothingAndFailingSinkDoesNotAffectOthers() {
        fixture.screen.open(new FrameSink() {
            @Override
            public void frame(RawFrame frame) {
                throw new IllegalStateException("expected by the test");
            }

            @Override
            public void signal(VideoSignal signal) {}
        });
        TargetFixture.RecordingSink sink = fixture.openSink();
        fixture.screen.tick();
        sink.subscription.close();
        sink.subscription.close();
        fixture.screen.tick();
        assertEquals(List.of(0L), sink.numbers);
    }

    @Test
    void sinkMayCloseItselfDuringACall() {
        AtomicReference<Subscription> own = new AtomicReference<>();
        int[] calls = {0};
        own.set(fixture.screen.open(new FrameSink() {
            @Override
            public void frame(RawFrame frame) {
                calls[0]++;
                Objects.requireNonNull(own.get()).close();
            }

            @Override
            public void signal(VideoSignal signal) {}
        }));
        fixture.screen.tick();
        fixture.screen.tick();
        assertEquals(1, calls[0]);
    }
}
