// SPDX-License-Identifier: Apache-2.0
package io.baton.health.felix;

import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The values of the metrics at one moment. A metric without a value, as of an absent bundle, is left out.
 *
 * <p>Threading. One thread.
 */
final class MetricSamples {

    static final String CONTENT_TYPE = OpenMetricsTextFormatWriter.CONTENT_TYPE;

    private final Map<Metric, List<Sample>> samples = new EnumMap<>(Metric.class);

    private record Sample(List<String> labels, double value) {}

    /** Adds a value, with the values of the metric's labels in their order. */
    void add(Metric metric, Number value, String... labels) {
        if (labels.length != metric.labels().size()) {
            throw new IllegalArgumentException(metric + " has the labels " + metric.labels());
        }
        samples.computeIfAbsent(metric, key -> new ArrayList<>()).add(new Sample(List.of(labels), value.doubleValue()));
    }

    /** Adds 1 for true and 0 for false. */
    void add(Metric metric, boolean value) {
        add(metric, value ? 1 : 0);
    }

    /** Returns the metrics that have values. */
    Map<Metric, Integer> counts() {
        Map<Metric, Integer> counts = new EnumMap<>(Metric.class);
        samples.forEach((metric, values) -> counts.put(metric, values.size()));
        return counts;
    }

    /** Returns the text format of OpenMetrics 1.0, UTF-8. */
    byte[] text() {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        samples.forEach((metric, values) -> all.metricSnapshot(snapshot(metric, values)));
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            new OpenMetricsTextFormatWriter(false, false).write(text, all.build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toByteArray();
    }

    private static MetricSnapshot snapshot(Metric metric, List<Sample> values) {
        return switch (metric.type()) {
            case COUNTER -> {
                CounterSnapshot.Builder counter = described(CounterSnapshot.builder(), metric);
                values.forEach(sample -> counter.dataPoint(CounterDataPointSnapshot.builder()
                        .labels(labels(metric, sample))
                        .value(sample.value())
                        .build()));
                yield counter.build();
            }
            case GAUGE -> {
                GaugeSnapshot.Builder gauge = described(GaugeSnapshot.builder(), metric);
                values.forEach(sample -> gauge.dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(labels(metric, sample))
                        .value(sample.value())
                        .build()));
                yield gauge.build();
            }
            case INFO -> {
                InfoSnapshot.Builder info = described(InfoSnapshot.builder(), metric);
                values.forEach(sample -> info.dataPoint(InfoDataPointSnapshot.builder()
                        .labels(labels(metric, sample))
                        .build()));
                yield info.build();
            }
        };
    }

    private static <B extends MetricSnapshot.Builder<B>> B described(B builder, Metric metric) {
        builder.name(metric.wireName()).help(metric.help());
        if (!metric.unit().isEmpty()) {
            builder.unit(new Unit(metric.unit()));
        }
        return builder;
    }

    private static Labels labels(Metric metric, Sample sample) {
        return Labels.of(metric.labels(), sample.labels());
    }
}
