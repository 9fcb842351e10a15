// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import io.baton.audit.AuditCounters;
import io.baton.audit.AuditEvent;
import io.baton.audit.AuditLog;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Records events in memory.
 *
 * <p>Threading. Any thread.
 */
public final class RecordingAuditLog implements AuditLog {

    private final List<AuditEvent> events = new CopyOnWriteArrayList<>();

    @Override
    public void note(AuditEvent event) {
        events.add(event);
    }

    /** Returns every event, in the order of the calls. */
    public List<AuditEvent> events() {
        return List.copyOf(events);
    }

    @Override
    public AuditCounters counters() {
        throw new UnsupportedOperationException("nothing is written");
    }
}
