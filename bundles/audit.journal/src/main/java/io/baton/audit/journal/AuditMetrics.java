// SPDX-License-Identifier: Apache-2.0
package io.baton.audit.journal;

import io.baton.audit.AuditCounters;
import java.util.List;

/**
 * The counters of the journal.
 *
 * <p>Threading. Any thread.
 */
final class AuditMetrics {

    private boolean healthy = true;
    private long entries;
    private long bytes;
    private long syncs;
    private long lost;
    private long gaps;
    private long failures;
    private long tornTails;

    synchronized AuditCounters counters() {
        return new AuditCounters(healthy, entries, bytes, syncs, lost, gaps, failures, tornTails);
    }

    synchronized void wrote(List<byte[]> lines) {
        entries += lines.size();
        lines.forEach(line -> bytes += line.length);
    }

    synchronized void synced() {
        syncs++;
    }

    synchronized void lost(long count) {
        lost += count;
    }

    synchronized void gaps(long count) {
        gaps += count;
    }

    synchronized void torn() {
        tornTails++;
    }

    /** Whether this is the first failure after a success. */
    synchronized boolean failed() {
        boolean first = healthy;
        healthy = false;
        failures++;
        return first;
    }

    /** Whether this is the first success after a failure. */
    synchronized boolean recovered() {
        boolean first = !healthy;
        healthy = true;
        return first;
    }
}
