// SPDX-License-Identifier: Apache-2.0
package io.baton.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.health.felix.Metric;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documents say about metrics is what the device gives. */
final class MetricsDocsTest {

    private static final Pattern USED = Pattern.compile("\\bbaton_[a-z_]+");

    @Test
    void everyMetricHasItsRow() {
        Set<String> table = new TreeSet<>();
        for (Metric metric : Metric.values()) {
            table.add(row("| `%s` | %s | %s | %s | %s |"
                    .formatted(
                            exposed(metric),
                            metric.type().name().toLowerCase(Locale.ROOT),
                            metric.unit(),
                            String.join(", ", metric.labels()),
                            metric.help())));
        }
        Set<String> rows = new TreeSet<>(Workspace.read(Workspace.ROOT.resolve("docs/metrics.md"))
                .lines()
                .filter(line -> line.startsWith("| `baton_"))
                .map(MetricsDocsTest::row)
                .toList());
        assertEquals(table, rows);
    }

    @ParameterizedTest
    @ValueSource(strings = {"docs/metrics/alerts.yml", "docs/metrics/dashboard.json"})
    void examplesUseMetricsThatExist(String example) {
        Path file = Workspace.ROOT.resolve(example);
        List<String> names =
                Stream.of(Metric.values()).map(MetricsDocsTest::exposed).toList();
        List<String> used = USED.matcher(Workspace.read(file))
                .results()
                .map(match -> match.group())
                .distinct()
                .toList();
        assertTrue(used.size() > 5, used.toString());
        assertEquals(
                List.of(), used.stream().filter(name -> !names.contains(name)).toList());
    }

    /** A row with one space in an empty cell. */
    private static String row(String line) {
        return line.replaceAll(" +\\|", " |");
    }

    /** The name of the samples. */
    private static String exposed(Metric metric) {
        return metric.wireName()
                + switch (metric.type()) {
                    case COUNTER -> "_total";
                    case INFO -> "_info";
                    case GAUGE -> "";
                };
    }
}
