// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.hidhost;

import io.baton.port.ReportPort;
import io.baton.shared.ports.NeutralReports;
import org.jspecify.annotations.Nullable;

/**
 * One port's way to the computer: holds one report while the computer does not poll, as a USB device controller does,
 * and knows how to make the port neutral.
 */
final class ReportBuffer {

    private final ReportPort port;
    private final HidHost host;
    private final NeutralReports neutral;
    private byte @Nullable [] waiting;
    private boolean neutralOwed;

    ReportBuffer(ReportPort port, HidHost host) {
        this.port = port;
        this.host = host;
        neutral = new NeutralReports(port);
    }

    /** Returns false when there is no room for it. */
    boolean write(byte[] report, boolean polled) {
        if (neutralOwed || waiting != null) {
            return false;
        }
        neutral.sent(report);
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
            for (byte[] release : neutral.get()) {
                neutral.sent(release);
                host.report(port, release);
            }
        }
    }

    /** The cable is out: what waited is lost, and the computer has forgotten the device. */
    void reset() {
        waiting = null;
        neutral.reset();
        neutralOwed = false;
    }
}
