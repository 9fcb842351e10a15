// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckSelector;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Reads what the health checks with the tag {@code baton} say of each bundle. A check belongs to the bundles whose
 * symbolic names are among its tags.
 *
 * <p>Threading. The caller's thread, which waits for the checks; the executor keeps their results for a while.
 */
@Component(service = HealthReader.class)
public final class HealthReader {

    private static final String TAG = "baton";

    private final HealthCheckExecutor executor;

    /**
     * The result of a check.
     *
     * @param name its name
     * @param tags its tags
     * @param status its status
     * @param messages what it found
     */
    record Check(String name, Collection<String> tags, Result.Status status, List<String> messages) {}

    @Activate
    public HealthReader(@Reference HealthCheckExecutor executor) {
        this.executor = executor;
    }

    /** Returns the lines for each bundle that a check belongs to: what is not well, or that all is. */
    Map<String, List<String>> byBundle() {
        return byBundle(executor.execute(HealthCheckSelector.tags(TAG)).stream()
                .map(HealthReader::check)
                .toList());
    }

    private static Check check(HealthCheckExecutionResult result) {
        List<String> messages = new ArrayList<>();
        for (ResultLog.Entry entry : result.getHealthCheckResult()) {
            messages.add(entry.getMessage());
        }
        return new Check(
                result.getHealthCheckMetadata().getName(),
                result.getHealthCheckMetadata().getTags(),
                result.getHealthCheckResult().getStatus(),
                messages);
    }

    static Map<String, List<String>> byBundle(List<Check> checks) {
        Map<String, List<String>> problems = new HashMap<>();
        Map<String, Integer> counts = new HashMap<>();
        for (Check check : checks) {
            for (String tag : check.tags()) {
                if (tag.startsWith(SwapMonitor.OWN)) {
                    counts.merge(tag, 1, Integer::sum);
                    List<String> lines = problems.computeIfAbsent(tag, absent -> new ArrayList<>());
                    if (check.status() != Result.Status.OK) {
                        lines.add(line(check, tag));
                    }
                }
            }
        }
        Map<String, List<String>> byBundle = new HashMap<>();
        problems.forEach((name, lines) -> byBundle.put(
                name, lines.isEmpty() ? List.of("ok (checks: " + counts.get(name) + ")") : List.copyOf(lines)));
        return byBundle;
    }

    private static String line(Check check, String bundle) {
        String status = check.status().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        String name = check.name().equals(bundle) ? "" : check.name() + ": ";
        return status + ": " + name + String.join(" ", check.messages());
    }
}
