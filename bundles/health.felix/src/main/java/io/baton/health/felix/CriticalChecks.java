// SPDX-License-Identifier: Apache-2.0
package io.baton.health.felix;

import java.util.function.Supplier;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Reports the critical checks to the upgrade service, which undoes an upgrade under probation after a new one.
 *
 * <p>Threading. The caller's thread, which waits for the checks, 2 s at most.
 */
@Component(service = Supplier.class, property = "baton.role=health")
public final class CriticalChecks implements Supplier<String> {

    private final HealthCheckExecutor executor;

    @Activate
    public CriticalChecks(@Reference HealthCheckExecutor executor) {
        this.executor = executor;
    }

    /** Returns a line for each critical check; empty when there is none. */
    @Override
    public String get() {
        return HealthReport.of(executor).complaints();
    }
}
