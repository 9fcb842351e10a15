// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.input.InputCounters;
import io.baton.input.InputMonitor;
import io.baton.peer.PeerId;
import io.baton.ratelimit.Budget;
import io.baton.ratelimit.RateLimitMonitor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an administrator reads of queues and rate limits. */
final class LimitsReportTest {

    private final LimitsReport report = new LimitsReport();

    @Test
    void showsQueuesRefusalsAndInput() {
        report.gauges =
                List.of(() -> "input length=0 capacity=256", () -> "commands length=201 capacity=256 nearly full");
        report.rateLimits = new RateLimitMonitor() {
            @Override
            public Map<Budget, Long> refused() {
                return Map.of(Budget.LOGIN, 7L);
            }

            @Override
            public Map<Budget, Integer> callers() {
                return Map.of(Budget.RPC, 3);
            }
        };
        report.input = new InputMonitor() {
            @Override
            public InputCounters counters() {
                return new InputCounters(5, 4, 3, 2, 1, 0);
            }

            @Override
            public long lastInputNanos(PeerId peer) {
                return 0;
            }
        };
        List<String> lines = report.limits().lines().toList();
        assertEquals("Queues", lines.getFirst());
        assertEquals("  commands length=201 capacity=256 nearly full", lines.get(1));
        assertEquals("  input length=0 capacity=256", lines.get(2));
        assertTrue(lines.contains("  login callers=0 refused=7"), lines.toString());
        assertTrue(lines.contains("  rpc callers=3 refused=0"), lines.toString());
        assertTrue(lines.getLast().contains("notInControl=4"), lines.toString());
        assertEquals(3 + 1 + Budget.values().length + 2, lines.size());
    }

    @Test
    void saysThatTheLimiterIsAbsent() {
        assertEquals("Queues\nRate limits\n  absent: limited calls are refused\n", report.limits());
    }

    @Test
    void pageShowsMarkupAsText() {
        assertEquals("&lt;b&gt; &amp;amp;", HtmlWriter.escaped("<b> &amp;"));
    }
}
