// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import io.baton.port.PortLease;
import io.baton.port.ReportPort;
import io.baton.port.ReportPorts;
import io.baton.port.UsbState;
import io.baton.port.WriteResult;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The report ports of the virtual cable, which behave like Linux HID gadget nodes: a report that is too long is cut,
 * one that finds the previous one not yet polled is {@link WriteResult#BUSY}, all are {@link WriteResult#OFF} while the
 * computer has not configured the device. The ports watch their lease themselves.
 *
 * <p>Threading. Any thread.
 */
final class WatchedPorts implements ReportPorts {

    private static final Logger LOG = LoggerFactory.getLogger("target.virtual");
    private static final long LAPSE_NANOS = PortLease.LAPSE_MILLIS * 1_000_000L;

    private final LongSupplier nanoTime;
    private final HidHost host;
    private final UsbSignals signals;
    private final Runnable leaseBegan;
    private final Map<ReportPort, ReportBuffer> lines = new EnumMap<>(ReportPort.class);
    private @Nullable Lease current;
    private boolean stalled;

    /** @param leaseBegan called when a lease begins, so that {@link #watch} is called in time */
    WatchedPorts(LongSupplier nanoTime, HidHost host, UsbSignals signals, Runnable leaseBegan) {
        this.nanoTime = nanoTime;
        this.host = host;
        this.signals = signals;
        this.leaseBegan = leaseBegan;
        for (ReportPort port : ReportPort.values()) {
            lines.put(port, new ReportBuffer(port, host));
        }
    }

    @Override
    public PortLease lease(Start start) {
        Lease lease = new Lease();
        synchronized (this) {
            lapseIfDue(nanoTime.getAsLong());
            current = lease;
            lease.touchedNanos = nanoTime.getAsLong();
            if (start == Start.NEUTRAL) {
                neutral();
            }
        }
        leaseBegan.run();
        return lease;
    }

    @Override
    public UsbState state() {
        return signals.state();
    }

    @Override
    public int leds() {
        return signals.leds();
    }

    /**
     * Makes the ports neutral if the lease has lapsed.
     *
     * @return nanoseconds until the next check is due; {@link Long#MAX_VALUE} without a lease
     */
    synchronized long watch() {
        long now = nanoTime.getAsLong();
        lapseIfDue(now);
        Lease lease = current;
        return lease == null ? Long.MAX_VALUE : lease.touchedNanos + LAPSE_NANOS - now;
    }

    /** Puts the cable in; the computer finds and configures the device. */
    synchronized void plug() {
        if (signals.state() == UsbState.CONFIGURED) {
            return;
        }
        signals.state(UsbState.ATTACHED);
        signals.state(UsbState.ADDRESSED);
        signals.state(UsbState.CONFIGURED);
        host.attach();
    }

    /** Pulls the cable. */
    synchronized void unplug() {
        if (signals.state() == UsbState.NOT_ATTACHED) {
            return;
        }
        signals.state(UsbState.NOT_ATTACHED);
        lines.values().forEach(ReportBuffer::reset);
        host.detach();
    }

    /** Makes the computer stop polling its USB devices, or poll them again. */
    synchronized void stall(boolean on) {
        stalled = on;
        if (polled()) {
            lines.values().forEach(ReportBuffer::poll);
        }
    }

    private void lapseIfDue(long now) {
        Lease lease = current;
        if (lease != null && now - lease.touchedNanos >= LAPSE_NANOS) {
            current = null;
            neutral();
            LOG.info("port lease expired; keys and buttons released");
        }
    }

    private void neutral() {
        if (configured()) {
            lines.values().forEach(line -> line.neutral(!stalled));
        }
    }

    private boolean configured() {
        return signals.state() == UsbState.CONFIGURED;
    }

    private boolean polled() {
        return configured() && !stalled;
    }

    private synchronized boolean touch(Lease lease) {
        long now = nanoTime.getAsLong();
        lapseIfDue(now);
        if (current != lease || lease.closed) {
            return false;
        }
        lease.touchedNanos = now;
        return true;
    }

    private synchronized WriteResult write(Lease lease, ReportPort port, byte[] report) {
        if (!touch(lease)) {
            return WriteResult.REVOKED;
        }
        if (!configured()) {
            return WriteResult.OFF;
        }
        byte[] taken = Arrays.copyOf(report, Math.min(report.length, port.maxLength()));
        ReportBuffer line = Objects.requireNonNull(lines.get(port));
        return line.write(taken, polled()) ? WriteResult.WRITTEN : WriteResult.BUSY;
    }

    private synchronized void close(Lease lease) {
        if (touch(lease)) {
            lease.closed = true;
        }
    }

    private final class Lease implements PortLease {

        private long touchedNanos;
        private boolean closed;

        @Override
        public WriteResult write(ReportPort port, byte[] report) {
            return WatchedPorts.this.write(this, port, report);
        }

        @Override
        public boolean renew() {
            return touch(this);
        }

        @Override
        public void close() {
            WatchedPorts.this.close(this);
        }
    }
}
