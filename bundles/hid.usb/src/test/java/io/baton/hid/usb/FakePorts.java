// SPDX-License-Identifier: Apache-2.0
package io.baton.hid.usb;

import io.baton.port.PortLease;
import io.baton.port.ReportPort;
import io.baton.port.ReportPorts;
import io.baton.port.UsbState;
import io.baton.port.WriteResult;
import io.baton.testkit.ManualClock;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Ports that keep the reports they took, as lines such as {@code K 02 00 04 00 00 00 00 00}. */
final class FakePorts implements ReportPorts {

    final List<String> written = new CopyOnWriteArrayList<>();
    final List<Start> leases = new CopyOnWriteArrayList<>();
    volatile WriteResult answer = WriteResult.WRITTEN;
    /** The next writes are answered this way, before {@link #answer} holds again. */
    final List<WriteResult> next = new CopyOnWriteArrayList<>();

    /** Thrown by the next leases while it is set. */
    volatile @Nullable Error failure;

    final AtomicInteger failures = new AtomicInteger();
    volatile int leds;
    final AtomicInteger renewals = new AtomicInteger();
    private volatile Runnable whenRefused = () -> {};
    private final AtomicReference<@Nullable Lease> holder = new AtomicReference<>();

    private final class Lease implements PortLease {
        @Override
        public WriteResult write(ReportPort port, byte[] report) {
            if (holder.get() != this) {
                return WriteResult.REVOKED;
            }
            WriteResult result = next.isEmpty() ? answer : next.removeFirst();
            if (result == WriteResult.WRITTEN) {
                written.add(
                        port.name().charAt(0) + " " + HexFormat.ofDelimiter(" ").formatHex(report));
            } else {
                whenRefused.run();
            }
            return result;
        }

        @Override
        public boolean renew() {
            renewals.incrementAndGet();
            return holder.get() == this;
        }

        @Override
        public void close() {
            holder.compareAndSet(this, null);
        }
    }

    /**
     * A report or a lease that is refused takes a millisecond while this thread waits, as it does for an output's end.
     */
    void refuseSlowly(ManualClock clock) {
        Thread waiting = Thread.currentThread();
        whenRefused = () -> {
            if (waiting.getState() == Thread.State.TIMED_WAITING) {
                clock.advanceMillis(1);
            }
        };
    }

    /** Ends the present lease, as lapse or another holder does. */
    void revoke() {
        holder.set(null);
    }

    boolean held() {
        return holder.get() != null;
    }

    @Override
    public PortLease lease(Start start) {
        Error thrown = failure;
        if (thrown != null) {
            failures.incrementAndGet();
            whenRefused.run();
            throw thrown;
        }
        leases.add(start);
        Lease lease = new Lease();
        holder.set(lease);
        return lease;
    }

    @Override
    public UsbState state() {
        return answer == WriteResult.OFF ? UsbState.NOT_ATTACHED : UsbState.CONFIGURED;
    }

    @Override
    public int leds() {
        return leds;
    }
}
