// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import io.baton.port.ReportPort;
import io.baton.shared.hidhost.HidHost;
import io.baton.shared.hidhost.UsbSignals;
import io.baton.shared.hidhost.WatchedPorts;
import io.baton.video.FrameSink;
import io.baton.video.RawFrame;
import io.baton.video.Subscription;
import io.baton.video.VideoMode;
import io.baton.video.VideoSignal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A virtual target for tests: no threads, and a clock that is moved by hand. */
final class TargetFixture {

    private static final org.slf4j.Logger LOG = org.slf4j.LoggerFactory.getLogger("target.virtual");

    static final VideoMode MODE = new VideoMode(1280, 720, 30);
    private static final Instant START = Instant.parse("2026-11-21T19:04:05.678Z");
    private static final long MILLI = 1_000_000;

    final List<String> events = new ArrayList<>();
    final UsbSignals signals = new UsbSignals(Runnable::run, () -> List.of(new Listener()), LOG);
    final InstantSource clock = () -> START.plusNanos(nanos());
    final Computer computer;
    final WatchedPorts ports;
    final ScreenSource screen;
    private long nanos = 77;

    TargetFixture() {
        this(MODE);
    }

    TargetFixture(VideoMode mode) {
        computer = new Computer(
                clock,
                this::nanos,
                mode.width(),
                mode.height(),
                3000,
                500,
                leds -> signals.ledReport(HidHost.ledReport(leds)));
        ports = new WatchedPorts(this::nanos, new HidHost(computer), signals, () -> {}, LOG);
        screen = new ScreenSource(computer, clock, this::nanos, ZoneOffset.UTC, mode, () -> {});
        ports.plug();
    }

    long nanos() {
        return nanos;
    }

    void pass(long millis) {
        nanos += millis * MILLI;
    }

    RecordingSink openSink() {
        return new RecordingSink();
    }

    List<String> edges() {
        return computer.log().edges().stream()
                .map(edge -> "%s %02X".formatted(edge.down() ? "down" : "up", edge.usage()))
                .toList();
    }

    static byte[] keys(int modifiers, int... usages) {
        byte[] report = new byte[ReportPort.KEYBOARD.maxLength()];
        report[0] = (byte) modifiers;
        for (int i = 0; i < usages.length; i++) {
            report[2 + i] = (byte) usages[i];
        }
        return report;
    }

    static byte[] position(int buttons, int x, int y) {
        return new byte[] {1, (byte) buttons, (byte) x, (byte) (x >> 8), (byte) y, (byte) (y >> 8)};
    }

    private final class Listener implements io.baton.port.PortListener {

        @Override
        public void leds(int bits) {
            events.add("leds " + bits);
        }

        @Override
        public void usbState(io.baton.port.UsbState state) {
            events.add(state.wireName());
        }
    }

    /** Records what it receives. */
    final class RecordingSink implements FrameSink {

        final List<VideoSignal> signals = new ArrayList<>();
        final List<Long> numbers = new ArrayList<>();
        final Subscription subscription = screen.open(this);
        byte @Nullable [] i420;

        @Nullable
        VideoMode mode;

        @Override
        public void frame(RawFrame frame) {
            ByteBuffer view = frame.i420().duplicate();
            byte[] copy = new byte[view.remaining()];
            view.get(copy);
            i420 = copy;
            mode = frame.mode();
            numbers.add(frame.number());
        }

        @Override
        public void signal(VideoSignal signal) {
            signals.add(signal);
        }

        Optional<FrameCode> code() {
            byte[] seen = i420;
            VideoMode size = mode;
            return seen == null || size == null
                    ? Optional.empty()
                    : FrameCode.decode(ByteBuffer.wrap(seen), size.width(), size.height());
        }
    }
}
