// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import io.baton.port.ReportPort;
import org.jspecify.annotations.Nullable;

/**
 * One port's way to the computer: holds one report while the computer does not poll, as a USB device controller does,
 * and knows how to make the port neutral.
 */
final class ReportBuffer {

    private static final int POSITION_REPORT = 1;

    private final ReportPort port;
    private final HidHost host;
    private byte @Nullable [] waiting;
    private byte @Nullable [] lastPosition;
    private boolean neutralOwed;

    ReportBuffer(ReportPort port, HidHost host) {
        this.port = port;
        this.host = host;
    }

    /** Returns false when there is no room for it. */
    boolean write(byte[] report, boolean polled) {
        if (neutralOwed || waiting != null) {
            return false;
        }
        if (port == ReportPort.ABSOLUTE_POINTER && report.length == port.maxLength() && report[0] == POSITION_REPORT) {
            lastPosition = report;
        }
        if (polled) {
            host.report(port, report);
        } else {
            waiting = report;
        }
        return true;
    }

    /** Releases everything as soon as the computer polls. */
    void neutral(boolean polled) {
        neutralOwed = true;
        if (polled) {
            poll();
        }
    }

    /** The computer polls again: it gets what waited. */
    void poll() {
        byte[] report = waiting;
        waiting = null;
        if (report != null) {
            host.report(port, report);
        }
        if (neutralOwed) {
            neutralOwed = false;
            byte[] neutral = neutralReport();
            if (neutral != null) {
                host.report(port, neutral);
            }
        }
    }

    /** The cable is out: what waited is lost, and the computer has forgotten the device. */
    void reset() {
        waiting = null;
        lastPosition = null;
        neutralOwed = false;
    }

    /** A pointer that never moved has nothing to release, and its place is not known. */
    private byte @Nullable [] neutralReport() {
        if (port != ReportPort.ABSOLUTE_POINTER) {
            return new byte[port.maxLength()];
        }
        byte[] position = lastPosition;
        if (position == null) {
            return null;
        }
        byte[] neutral = position.clone();
        neutral[1] = 0;
        return neutral;
    }
}
