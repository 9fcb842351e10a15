// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.audit.AuditCounters;
import io.baton.audit.AuditEvent;
import io.baton.audit.AuditLog;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps the entries in memory. */
final class RecordingAudit implements AuditLog {

    final List<AuditEvent> entries = new CopyOnWriteArrayList<>();

    @Override
    public void note(AuditEvent note) {
        entries.add(note);
    }

    @Override
    public AuditCounters counters() {
        throw new AssertionError("input does not ask for them");
    }
}
