// SPDX-License-Identifier: Apache-2.0
package io.baton.audit;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Writes down what happens beside the roster: logins, upgrades. Obtained as a service by whoever does such things; what
 * happens to the roster is heard from the desk and needs no call.
 *
 * <p>Threading. Any thread; returns at once, the writing happens elsewhere.
 *
 * <p>Errors. None reach the caller: what cannot be written is counted, and a gap entry says so once it can again.
 */
@ProviderType
public interface AuditLog {

    void note(AuditEvent note);

    /** How the writing goes, for health checks and metrics. */
    AuditCounters counters();
}
