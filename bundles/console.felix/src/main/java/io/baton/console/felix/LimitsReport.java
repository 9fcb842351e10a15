// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import io.baton.input.InputMonitor;
import io.baton.ratelimit.Budget;
import io.baton.ratelimit.RateLimitMonitor;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * The shell command {@code baton:limits}: how full the queues are, what the rate limits refused, and what became of
 * input.
 *
 * <p>Threading. Any thread; does not block.
 */
@Component(
        service = LimitsReport.class,
        property = {"osgi.command.scope=baton", "osgi.command.function=limits"})
public final class LimitsReport {

    @Reference(
            target = "(baton.role=gauge)",
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile List<Supplier<String>> gauges = List.of();

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable RateLimitMonitor rateLimits;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable InputMonitor input;

    @Activate
    public LimitsReport() {}

    /** Returns the report, one line each. */
    public String limits() {
        StringBuilder report = new StringBuilder("Queues\n");
        gauges.stream()
                .map(Supplier::get)
                .sorted()
                .forEach(gauge -> report.append("  ").append(gauge).append('\n'));
        report.append("Rate limits\n");
        RateLimitMonitor limits = rateLimits;
        if (limits == null) {
            report.append("  absent: limited calls are refused\n");
        } else {
            for (Budget budget : Budget.values()) {
                report.append("  %s callers=%d refused=%d\n"
                        .formatted(
                                budget.name().toLowerCase(Locale.ROOT),
                                limits.callers().getOrDefault(budget, 0),
                                limits.refused().getOrDefault(budget, 0L)));
            }
        }
        InputMonitor monitor = input;
        if (monitor != null) {
            report.append("Input\n  ").append(monitor.counters()).append('\n');
        }
        return report.toString();
    }
}
