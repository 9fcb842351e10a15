// SPDX-License-Identifier: Apache-2.0
package io.baton.health.felix;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckSelector;

/**
 * The results of checks, the worst first, as programs and people read them.
 *
 * @param checks the results
 */
record HealthReport(List<Check> checks) {

    /**
     * The result of one check.
     *
     * @param name its name
     * @param tags its tags
     * @param status its status
     * @param millis the time it took
     * @param messages what it found, and what to do
     */
    record Check(String name, List<String> tags, Result.Status status, long millis, List<String> messages) {}

    HealthReport {
        checks = checks.stream()
                .sorted(Comparator.comparing(Check::status).reversed().thenComparing(Check::name))
                .toList();
    }

    /** Runs all checks of Baton; the executor keeps their results for a while. */
    static HealthReport of(HealthCheckExecutor executor) {
        return of(executor, "");
    }

    /** @param tag the tag of the checks to report; empty for all */
    static HealthReport of(HealthCheckExecutor executor, String tag) {
        List<Check> checks = new ArrayList<>();
        for (HealthCheckExecutionResult result : executor.execute(HealthCheckSelector.tags(BundleChecks.TAG))) {
            var metadata = result.getHealthCheckMetadata();
            if (tag.isEmpty() || metadata.getTags().contains(tag)) {
                checks.add(new Check(
                        metadata.getName(),
                        List.copyOf(metadata.getTags()),
                        result.getHealthCheckResult().getStatus(),
                        result.getElapsedTimeInMs(),
                        messages(result.getHealthCheckResult())));
            }
        }
        return new HealthReport(checks);
    }

    /** Without exceptions: their texts are for the log. */
    private static List<String> messages(Result result) {
        List<String> messages = new ArrayList<>();
        for (ResultLog.Entry entry : result) {
            messages.add(entry.getMessage());
        }
        return messages;
    }

    /** Returns the worst status; OK without checks. */
    Result.Status status() {
        return checks.stream().map(Check::status).max(Comparator.naturalOrder()).orElse(Result.Status.OK);
    }

    /** Whether nothing is worse than a warning. */
    boolean isWell() {
        return status().compareTo(Result.Status.WARN) <= 0;
    }

    /** Returns a line for each critical check: its name, a colon, what it found; empty when there is none. */
    String complaints() {
        return checks.stream()
                .filter(check -> check.status() == Result.Status.CRITICAL)
                .map(check ->
                        check.name() + ": " + String.join(" ", check.messages()).replaceAll("\\s+", " "))
                .collect(Collectors.joining("\n"));
    }

    /** Returns the members of a JSON document. */
    Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("status", wireName(status()));
        members.put(
                "checks",
                checks.stream()
                        .map(check -> {
                            Map<String, Object> one = new LinkedHashMap<>();
                            one.put("name", check.name());
                            one.put("status", wireName(check.status()));
                            one.put("tags", check.tags());
                            one.put("messages", check.messages());
                            one.put("elapsedMillis", check.millis());
                            return one;
                        })
                        .toList());
        return members;
    }

    static String wireName(Result.Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }
}
