// SPDX-License-Identifier: Apache-2.0
package io.baton.health.felix;

import io.baton.audit.AuditCounters;
import io.baton.audit.AuditLog;
import io.baton.time.TimeMonitor;
import io.baton.time.TimeState;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.Result;

/** Checks of the audit journal and of what the machine has left. */
final class HostChecks {

    private final DeviceServices services;
    private final CounterWindow window;
    private final Minimum minimum;
    private final Supplier<OptionalLong> freeDiskMiB;
    private final DoubleSupplier freeHeapPercent;

    /**
     * What must be left.
     *
     * @param freeDiskMiB MiB of the data directory
     * @param freeHeapPercent percent of the heap
     */
    record Minimum(long freeDiskMiB, long freeHeapPercent) {}

    /**
     * @param freeDiskMiB MiB that the device may still write in its data directory; empty where that is unknown
     * @param freeHeapPercent percent of the heap that was free after the last collection
     */
    HostChecks(
            DeviceServices services,
            CounterWindow window,
            Minimum minimum,
            Supplier<OptionalLong> freeDiskMiB,
            DoubleSupplier freeHeapPercent) {
        this.services = services;
        this.window = window;
        this.minimum = minimum;
        this.freeDiskMiB = freeDiskMiB;
        this.freeHeapPercent = freeHeapPercent;
    }

    /** The audit journal is written and misses nothing. */
    Result audit() {
        FormattingResultLog log = new FormattingResultLog();
        AuditLog audit = services.audit;
        if (audit == null) {
            log.temporarilyUnavailable(
                    "The audit journal is absent: nothing is recorded. Wait for its update to end, or start it.");
            return new Result(log);
        }
        AuditCounters counters = audit.counters();
        long lost = window.note("audit.lost", counters.lost()).amount();
        if (!counters.healthy()) {
            log.critical(
                    "The audit journal cannot be written. Free disk space, and check the rights of its directory.");
        } else if (lost > 0) {
            log.critical("{} audit entries were lost within a minute; the journal says where.", lost);
        } else if (counters.entries() == 0) {
            log.temporarilyUnavailable("The audit journal is not open yet.");
        } else {
            log.info("The audit journal has written {} entries since it began.", counters.entries());
        }
        if (counters.lost() > 0 && lost == 0) {
            log.warn("{} audit entries were lost since the journal began; its gap entries say when.", counters.lost());
        }
        if (counters.tornTails() > 0) {
            log.info(
                    "The journal was cut off by {} power losses or crashes; what was torn is kept.",
                    counters.tornTails());
        }
        return new Result(log);
    }

    /** The clock follows a time server: the audit, logins and certificates depend on it. */
    Result clock() {
        FormattingResultLog log = new FormattingResultLog();
        TimeMonitor time = services.time;
        TimeState state = time == null ? null : time.state();
        if (state == null || (state.service().isEmpty() && state.enabled().isEmpty())) {
            log.info("It is not known whether a time server sets the clock. Compare it by hand.");
        } else if (state.synchronised()) {
            log.info("The clock is synchronised. server={}", state.server());
        } else if (state.enabled().equals(Optional.of(false))) {
            log.warn("Time servers are off, so the times of the audit and of logins may be wrong. Switch them on.");
        } else {
            log.warn("The clock is not synchronised, so the times of the audit and of logins may be wrong. Check the"
                    + " time servers and the network.");
        }
        return new Result(log);
    }

    /** The data directory has room. */
    Result disk() {
        FormattingResultLog log = new FormattingResultLog();
        OptionalLong free = freeDiskMiB.get();
        if (free.isEmpty()) {
            log.warn("The free space of the data directory cannot be read.");
        } else if (free.getAsLong() < minimum.freeDiskMiB()) {
            log.critical("{} MiB are free in the data directory. Delete what is not needed.", free.getAsLong());
        } else if (free.getAsLong() < 4 * minimum.freeDiskMiB()) {
            log.warn("{} MiB are free in the data directory. Delete what is not needed.", free.getAsLong());
        } else {
            log.info("{} MiB are free in the data directory.", free.getAsLong());
        }
        return new Result(log);
    }

    /** The heap has room after a collection. */
    Result heap() {
        FormattingResultLog log = new FormattingResultLog();
        long free = Math.round(freeHeapPercent.getAsDouble());
        if (free < minimum.freeHeapPercent()) {
            log.critical("{} % of the heap are free. Close sessions; make a support archive.", free);
        } else if (free < 2 * minimum.freeHeapPercent()) {
            log.warn("{} % of the heap are free.", free);
        } else {
            log.info("{} % of the heap are free.", free);
        }
        return new Result(log);
    }
}
