// SPDX-License-Identifier: Apache-2.0
package io.baton.health.felix;

import io.baton.input.InputMonitor;
import io.baton.port.ReportPorts;
import io.baton.port.UsbState;
import io.baton.ratelimit.Budget;
import io.baton.ratelimit.RateLimitMonitor;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.Result;

/** Checks of the queues, of the reports to the target, and of what was refused. */
final class InputChecks {

    /** Events lost within a minute from which the output counts as broken rather than disturbed. */
    static final long CRITICAL_LOSSES = 50;

    static final String HID_GAUGE = "hid";

    private final DeviceServices services;
    private final CounterWindow window;

    InputChecks(DeviceServices services, CounterWindow window) {
        this.services = services;
        this.window = window;
    }

    /** No queue is full or nearly full. */
    Result queues() {
        FormattingResultLog log = new FormattingResultLog();
        List<Gauge> queues = services.gauges().stream().filter(Gauge::isQueue).toList();
        if (queues.isEmpty()) {
            log.temporarilyUnavailable("No bundle tells the length of its queue. Wait for updates to end.");
        }
        for (Gauge queue : queues) {
            long length = queue.value("length");
            long capacity = queue.value("capacity");
            if (length >= capacity) {
                log.critical(
                        "The queue '{}' is full ({} of {}): further entries are refused. Find out what takes so long:"
                                + " see the other checks and the log.",
                        queue.name(),
                        length,
                        capacity);
            } else if (length * 256 > capacity * 200) {
                log.warn("The queue '{}' is nearly full ({} of {}).", queue.name(), length, capacity);
            } else {
                log.info("The queue '{}' has {} of {} entries.", queue.name(), length, capacity);
            }
        }
        return new Result(log);
    }

    /** Reports reach the target. */
    Result hidErrors() {
        FormattingResultLog log = new FormattingResultLog();
        Optional<Gauge> hid = hidGauge();
        if (hid.isEmpty()) {
            log.temporarilyUnavailable("The HID output is absent. Wait for its update to end, or start it.");
            return new Result(log);
        }
        long lost = window.note("hid.discarded", hid.get().value("discarded")).amount();
        long late = window.note("hid.late", hid.get().value("late")).amount();
        if (lost >= CRITICAL_LOSSES) {
            log.critical("{} input events were lost within a minute. Check the USB cable to the target.", lost);
        } else if (lost > 0) {
            log.warn("{} input events were lost within a minute. Check the USB cable to the target.", lost);
        }
        if (late > 0) {
            log.warn("{} reports waited for the target within a minute. It may be busy or starting.", late);
        }
        if (lost == 0 && late == 0) {
            log.info("No input event was lost within a minute.");
        }
        return new Result(log);
    }

    /** The HID output holds the lease of the ports once it has something to write. */
    Result hidLease() {
        FormattingResultLog log = new FormattingResultLog();
        Optional<Gauge> hid = hidGauge();
        ReportPorts ports = services.ports;
        InputMonitor input = services.input;
        long accepted = input == null
                ? 0
                : window.note("input.accepted", input.counters().accepted()).amount();
        if (hid.isEmpty()) {
            log.temporarilyUnavailable("The HID output is absent. Wait for its update to end, or start it.");
        } else if (ports == null) {
            log.critical("There are no report ports: no input reaches the target. Start the bundle of the target.");
        } else if (window.note("hid.written", hid.get().value("written")).amount() == 0
                && hid.get().value("lease") == 0
                && accepted > 0) {
            log.critical("Input is accepted, but the HID output holds no lease of the ports and writes nothing. Make a"
                    + " support archive, then restart the device.");
        } else if (ports.state() != UsbState.CONFIGURED) {
            log.warn(
                    "The target has not configured the device (USB state {}): it is off, or its cable is out.",
                    ports.state().wireName());
        } else {
            log.info(
                    hid.get().value("lease") == 0
                            ? "Nothing was written since the lease of the ports ended."
                            : "The HID output holds the lease of the ports.");
        }
        return new Result(log);
    }

    private Optional<Gauge> hidGauge() {
        return services.hid == null
                ? Optional.empty()
                : services.gauges().stream()
                        .filter(gauge -> gauge.name().equals(HID_GAUGE))
                        .findFirst();
    }

    /** Few calls are refused by the rate limits. */
    Result refusals() {
        FormattingResultLog log = new FormattingResultLog();
        RateLimitMonitor limits = services.rateLimits;
        if (limits == null) {
            log.temporarilyUnavailable(
                    "The rate limiter is absent: limited calls are refused. Wait for its update to end, or start it.");
            return new Result(log);
        }
        boolean any = false;
        for (Map.Entry<Budget, Long> budget : limits.refused().entrySet()) {
            String name = budget.getKey().name().toLowerCase(Locale.ROOT);
            long refused = window.note("refused." + name, budget.getValue()).amount();
            if (refused > 0) {
                any = true;
                log.warn(
                        "The limit '{}' refused {} calls within a minute. A client sends too much, or the limit is too"
                                + " low.",
                        name,
                        refused);
            }
        }
        if (!any) {
            log.info("No limit refused a call within a minute.");
        }
        return new Result(log);
    }
}
