// SPDX-License-Identifier: Apache-2.0
package io.baton.audit;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Records what happens beside the roster: logins, upgrades. Obtained as a service by the bundles that do such things;
 * what happens to the roster comes from the session coordinator and needs no call.
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
