// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.ports;

import io.baton.port.ReportPort;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The reports that release everything on one port and move nothing: zeros, but for an absolute pointer, which keeps the
 * place of its last report. Of the other numbered reports, those whose last one held something.
 *
 * <p>Threading. One thread at a time.
 */
public final class NeutralReports {

    private static final int POSITION_REPORT = 1;
    private static final int POSITION_LENGTH = 6;
    private static final int BUTTONS = 1;
    private static final int WHEEL_REPORT = 2;

    private final ReportPort port;
    private byte @Nullable [] lastPosition;
    /** By number, the reports of keys of which one is down, as zeros. */
    private final Map<Integer, byte[]> held = new TreeMap<>();

    public NeutralReports(ReportPort port) {
        this.port = port;
    }

    /** Remembers a report that goes to the target. */
    public void sent(byte[] report) {
        if (port != ReportPort.ABSOLUTE_POINTER || report.length == 0 || report[0] == WHEEL_REPORT) {
            return;
        }
        int id = report[0];
        if (id == POSITION_REPORT) {
            if (report.length == POSITION_LENGTH) {
                lastPosition = report;
            }
        } else if (isZeroFrom(1, report)) {
            held.remove(id);
        } else {
            byte[] zeros = new byte[report.length];
            zeros[0] = report[0];
            held.put(id, zeros);
        }
    }

    /** The target has forgotten the device. */
    public void reset() {
        lastPosition = null;
        held.clear();
    }

    /** Returns the reports; none for an absolute pointer that never moved, which has nothing to release. */
    public List<byte[]> get() {
        if (port != ReportPort.ABSOLUTE_POINTER) {
            return List.of(new byte[port.maxLength()]);
        }
        List<byte[]> reports = new ArrayList<>();
        byte[] position = position();
        if (position != null) {
            reports.add(position);
        }
        reports.addAll(held.values());
        return reports;
    }

    /** Whether this report releases everything that reports of its number hold, and moves nothing. */
    public boolean isNeutral(byte[] report) {
        if (port != ReportPort.ABSOLUTE_POINTER) {
            return report.length == port.maxLength() && isZeroFrom(0, report);
        }
        return switch (report.length == 0 ? WHEEL_REPORT : report[0]) {
            case POSITION_REPORT -> Arrays.equals(report, position());
            case WHEEL_REPORT -> false;
            default -> isZeroFrom(1, report);
        };
    }

    private byte @Nullable [] position() {
        byte[] position = lastPosition;
        if (position == null) {
            return null;
        }
        byte[] neutral = position.clone();
        neutral[BUTTONS] = 0;
        return neutral;
    }

    private static boolean isZeroFrom(int first, byte[] report) {
        for (int i = first; i < report.length; i++) {
            if (report[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
