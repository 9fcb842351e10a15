// SPDX-License-Identifier: Apache-2.0
package io.baton.hid.usb;

import io.baton.port.PortLease;
import io.baton.port.ReportPorts;
import io.baton.port.WriteResult;
import org.jspecify.annotations.Nullable;

/**
 * The lease on the report ports, if one is held, and when it was last used.
 *
 * <p>Threading. The writer; {@link #held} any thread.
 */
final class LeasedPorts {

    private volatile @Nullable PortLease lease;
    private @Nullable ReportPorts ports;
    private long used;

    boolean held() {
        return lease != null;
    }

    /** Whether the lease is on other ports than these. */
    boolean replacedBy(@Nullable ReportPorts present) {
        return ports != null && ports != present;
    }

    void take(ReportPorts from, ReportPorts.Start start, long now) {
        lease = from.lease(start);
        ports = from;
        used = now;
    }

    /** Writes a report; {@link WriteResult#REVOKED} as well while no lease is held. */
    WriteResult write(DeviceReports.Report report, long now) {
        PortLease current = lease;
        if (current == null) {
            return WriteResult.REVOKED;
        }
        used = now;
        return current.write(report.port(), report.bytes());
    }

    /** Nanoseconds since the lease was taken, written to or renewed. */
    long unused(long now) {
        return now - used;
    }

    /** Renews the lease; false when it has ended. */
    boolean renew(long now) {
        PortLease current = lease;
        used = now;
        return current != null && current.renew();
    }

    /** Gives the lease back; the ports keep their state for a successor until it would have lapsed. */
    void release() {
        PortLease current = lease;
        lease = null;
        ports = null;
        if (current != null) {
            current.close();
        }
    }
}
