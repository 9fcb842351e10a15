// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.hidhost;

import io.baton.port.PortLease;
import io.baton.port.ReportPort;
import io.baton.port.ReportPorts;
import io.baton.port.UsbState;
import io.baton.port.WriteResult;
import io.baton.shared.ports.PortLeases;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * The report ports of a cable that is not there, which behave like Linux HID gadget nodes: a report that is too long is
 * cut, one that finds the previous one not yet polled is {@link WriteResult#BUSY}, all are {@link WriteResult#OFF}
 * while the computer has not configured the device. The ports watch their lease themselves.
 *
 * <p>Threading. Any thread.
 */
public final class WatchedPorts implements ReportPorts {

    private final HidHost host;
    private final UsbSignals signals;
    private final PortLeases leases;
    private final Map<ReportPort, ReportBuffer> lines = new EnumMap<>(ReportPort.class);
    private boolean stalled;

    /** @param leaseBegan called when a lease begins, so that {@link #watch} is called in time */
    public WatchedPorts(LongSupplier nanoTime, HidHost host, UsbSignals signals, Runnable leaseBegan, Logger log) {
        this.host = host;
        this.signals = signals;
        leases = new PortLeases(this, nanoTime, new Cable(), leaseBegan, log);
        for (ReportPort port : ReportPort.values()) {
            lines.put(port, new ReportBuffer(port, host));
        }
    }

    @Override
    public PortLease lease(Start start) {
        return leases.lease(start);
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
    public long watch() {
        return leases.watch();
    }

    /** Puts the cable in; the computer finds and configures the device. */
    public synchronized void plug() {
        if (signals.state() == UsbState.CONFIGURED) {
            return;
        }
        signals.state(UsbState.ATTACHED);
        signals.state(UsbState.ADDRESSED);
        signals.state(UsbState.CONFIGURED);
        host.attach();
    }

    /** Pulls the cable. */
    public synchronized void unplug() {
        if (signals.state() == UsbState.NOT_ATTACHED) {
            return;
        }
        signals.state(UsbState.NOT_ATTACHED);
        lines.values().forEach(ReportBuffer::reset);
        host.detach();
    }

    /** Makes the computer stop polling its USB devices, or poll them again. */
    public synchronized void stall(boolean on) {
        stalled = on;
        if (polled()) {
            lines.values().forEach(ReportBuffer::poll);
        }
    }

    private boolean configured() {
        return signals.state() == UsbState.CONFIGURED;
    }

    private boolean polled() {
        return configured() && !stalled;
    }

    private final class Cable implements PortLeases.Wire {

        @Override
        public WriteResult write(ReportPort port, byte[] report) {
            if (!configured()) {
                return WriteResult.OFF;
            }
            byte[] taken = Arrays.copyOf(report, Math.min(report.length, port.maxLength()));
            ReportBuffer line = Objects.requireNonNull(lines.get(port));
            return line.write(taken, polled()) ? WriteResult.WRITTEN : WriteResult.BUSY;
        }

        @Override
        public void neutral() {
            if (configured()) {
                lines.values().forEach(line -> line.neutral(!stalled));
            }
        }
    }
}
