// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.ports;

import io.baton.port.PortLease;
import io.baton.port.ReportPort;
import io.baton.port.ReportPorts.Start;
import io.baton.port.WriteResult;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The one lease of a provider's report ports, and its expiry: when the holder neither writes nor renews for
 * {@value PortLease#LAPSE_MILLIS} ms, the ports turn neutral.
 *
 * <p>Threading. Any thread. The lease's state changes under the lock of its provider, which is also held when
 * {@link Wire} is called.
 */
public final class PortLeases {

    private static final long LAPSE_NANOS = PortLease.LAPSE_MILLIS * 1_000_000L;

    /** The ports themselves. Called under the lock. */
    public interface Wire {
        /** Writes one report, whose lease is valid, without blocking. */
        WriteResult write(ReportPort port, byte[] report);

        /** Releases all keys and buttons, at once or as soon as the target takes reports. */
        void neutral();
    }

    private final Object lock;
    private final LongSupplier nanoTime;
    private final Wire wire;
    private final Runnable leaseBegan;
    private final Logger log;
    private @Nullable Lease current;

    /** @param leaseBegan called without the lock when a lease begins, so that {@link #watch} is called in time */
    public PortLeases(Object lock, LongSupplier nanoTime, Wire wire, Runnable leaseBegan, Logger log) {
        this.lock = lock;
        this.nanoTime = nanoTime;
        this.wire = wire;
        this.leaseBegan = leaseBegan;
        this.log = log;
    }

    /** Begins a lease; an older one ends. */
    public PortLease lease(Start start) {
        Lease lease = new Lease();
        synchronized (lock) {
            lapseIfDue(nanoTime.getAsLong());
            current = lease;
            lease.touchedNanos = nanoTime.getAsLong();
            if (start == Start.NEUTRAL) {
                wire.neutral();
            }
        }
        leaseBegan.run();
        return lease;
    }

    /**
     * Makes the ports neutral if the lease has lapsed.
     *
     * @return nanoseconds until the next check is due; {@link Long#MAX_VALUE} without a lease
     */
    public long watch() {
        synchronized (lock) {
            long now = nanoTime.getAsLong();
            lapseIfDue(now);
            Lease lease = current;
            return lease == null ? Long.MAX_VALUE : lease.touchedNanos + LAPSE_NANOS - now;
        }
    }

    private void lapseIfDue(long now) {
        Lease lease = current;
        if (lease != null && now - lease.touchedNanos >= LAPSE_NANOS) {
            current = null;
            wire.neutral();
            log.info("port lease expired; keys and buttons released");
        }
    }

    private boolean touch(Lease lease) {
        long now = nanoTime.getAsLong();
        lapseIfDue(now);
        if (current != lease || lease.closed) {
            return false;
        }
        lease.touchedNanos = now;
        return true;
    }

    private final class Lease implements PortLease {

        private long touchedNanos;
        private boolean closed;

        @Override
        public WriteResult write(ReportPort port, byte[] report) {
            synchronized (lock) {
                return touch(this) ? wire.write(port, report) : WriteResult.REVOKED;
            }
        }

        @Override
        public boolean renew() {
            synchronized (lock) {
                return touch(this);
            }
        }

        @Override
        public void close() {
            synchronized (lock) {
                if (touch(this)) {
                    closed = true;
                }
            }
        }
    }
}
