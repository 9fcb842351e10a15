// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import io.baton.port.PortLease;
import io.baton.port.ReportPort;
import io.baton.port.ReportPorts;
import io.baton.shared.hidhost.HidHost;
import io.baton.shared.hidhost.UsbSignals;
import io.baton.shared.hidhost.WatchedPorts;
import io.baton.video.FrameSink;
import io.baton.video.FrameSource;
import io.baton.video.Subscription;
import io.baton.video.VideoMode;
import io.baton.video.VideoSignal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;

/** The virtual target without its threads: a frame is made when the test says so, and time passes likewise. */
public final class HandDrivenTarget implements FrameSource {

    private static final Instant START = Instant.parse("2026-11-21T19:04:05.678Z");
    private static final org.slf4j.Logger LOG = org.slf4j.LoggerFactory.getLogger("target.virtual");
    private static final int BOOT_SKIPPED = 0;

    private final Computer computer;
    private final ScreenSource screen;
    private final PortLease lease;
    private long nanos = 1_000_000_000;

    public HandDrivenTarget(VideoMode mode) {
        InstantSource clock = () -> START.plusNanos(nanos);
        UsbSignals signals = new UsbSignals(Runnable::run, List::of, LOG);
        computer = new Computer(
                clock,
                this::nanos,
                mode.width(),
                mode.height(),
                BOOT_SKIPPED,
                0,
                leds -> signals.ledReport(HidHost.ledReport(leds)));
        WatchedPorts ports = new WatchedPorts(this::nanos, new HidHost(computer), signals, () -> {}, LOG);
        ports.plug();
        lease = ports.lease(ReportPorts.Start.NEUTRAL);
        screen = new ScreenSource(computer, clock, this::nanos, ZoneOffset.UTC, mode, () -> {});
    }

    /** One frame interval passes and a frame is made. */
    public void tick() {
        nanos += (long) (1e9 / screen.mode().framesPerSecond());
        lease.renew();
        screen.tick();
    }

    public boolean wanted() {
        return screen.wanted();
    }

    public void mode(VideoMode mode) {
        screen.mode(mode);
    }

    public void display(boolean on) {
        screen.display(on);
    }

    /** Presses and releases a key. */
    public void tap(int usage) {
        lease.write(ReportPort.KEYBOARD, new byte[] {0, 0, (byte) usage, 0, 0, 0, 0, 0});
        lease.write(ReportPort.KEYBOARD, new byte[8]);
    }

    public void pointTo(int x, int y) {
        byte[] report = {1, 0, (byte) x, (byte) (x >> 8), (byte) y, (byte) (y >> 8)};
        lease.write(ReportPort.ABSOLUTE_POINTER, report);
    }

    public long nanos() {
        return nanos;
    }

    @Override
    public VideoSignal signal() {
        return screen.signal();
    }

    @Override
    public Subscription open(FrameSink sink) {
        return screen.open(sink);
    }
}
