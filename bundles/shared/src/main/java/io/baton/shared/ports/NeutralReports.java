// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.ports;

import io.baton.port.ReportPort;
import org.jspecify.annotations.Nullable;

/**
 * The report that releases everything on one port and moves nothing: zeros, but for an absolute pointer, which keeps
 * the place of its last report.
 *
 * <p>Threading. One thread at a time.
 */
public final class NeutralReport {

    private static final int POSITION_REPORT = 1;
    private static final int BUTTONS = 1;

    private final ReportPort port;
    private byte @Nullable [] lastPosition;

    public NeutralReport(ReportPort port) {
        this.port = port;
    }

    /** Remembers a report that goes to the target. */
    public void sent(byte[] report) {
        if (port == ReportPort.ABSOLUTE_POINTER && report.length == port.maxLength() && report[0] == POSITION_REPORT) {
            lastPosition = report;
        }
    }

    /** The target has forgotten the device. */
    public void reset() {
        lastPosition = null;
    }

    /** Returns the report; null for a pointer that never moved, which has nothing to release. */
    public byte @Nullable [] get() {
        if (port != ReportPort.ABSOLUTE_POINTER) {
            return new byte[port.maxLength()];
        }
        byte[] position = lastPosition;
        if (position == null) {
            return null;
        }
        byte[] neutral = position.clone();
        neutral[BUTTONS] = 0;
        return neutral;
    }
}
