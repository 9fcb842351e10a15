// SPDX-License-Identifier: Apache-2.0
package io.baton.health.felix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.PeerId;
import io.baton.ratelimit.Budget;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.Test;

final class DeviceMetricsTest {

    private static final HealthReport HEALTH = new HealthReport(
            List.of(new HealthReport.Check("one primary", List.of("baton"), Result.Status.CRITICAL, 1, List.of())));

    private final DeviceFixture device = new DeviceFixture();
    private final DeviceMetrics metrics =
            new DeviceMetrics(device.services, new HostMeter(Path.of("").toAbsolutePath()), "1.2.3");

    @Test
    void everyMetricOfADeviceInUseHasAValue() {
        PeerId peer = device.peers.add();
        device.peers.link(peer);
        device.peers.setVideo(peer, true);
        device.peers.report(peer);
        Set<Metric> missing = EnumSet.allOf(Metric.class);
        missing.removeAll(metrics.read(HEALTH).counts().keySet());
        // the recorded peer tells no round trip, and has sent no frame
        missing.removeAll(Set.of(Metric.ROUND_TRIP, Metric.VIDEO_ENCODED, Metric.VIDEO_SENT));
        assertEquals(Set.of(), missing);
    }

    @Test
    void textIsOpenMetricsWithTypesUnitsAndLabels() {
        device.accepted = 42;
        device.refused.put(Budget.LOGIN, 7L);
        device.hidGauge = "hid written=5 stale=0 coalesced=0 late=1 discarded=2 targetOff=0 lease=1";
        String text = text();
        assertTrue(text.contains("# TYPE baton_input_messages counter\n"), text);
        assertTrue(text.contains("baton_input_messages_total{result=\"accepted\"} 42.0\n"), text);
        assertTrue(text.contains("baton_rate_limit_refusals_total{limit=\"login\"} 7.0\n"), text);
        assertTrue(text.contains("baton_hid_events_total{result=\"discarded\"} 2.0\n"), text);
        assertTrue(text.contains("baton_sessions{mode=\"primary\"} 1.0\n"), text);
        assertTrue(text.contains("baton_queue_length{queue=\"input\"} 0.0\n"), text);
        assertTrue(text.contains("# UNIT baton_video_encode_seconds seconds\n"), text);
        assertTrue(text.contains("baton_health_status{check=\"one primary\"} 3.0\n"), text);
        assertTrue(text.contains("baton_build_info{version=\"1.2.3\"} 1\n"), text);
        assertTrue(text.endsWith("# EOF\n"), text);
    }

    @Test
    void absentServicesHaveNoSamples() {
        String text = new String(
                new DeviceMetrics(new DeviceServices(), new HostMeter(Path.of("/nowhere/at/all")), "1")
                        .read(new HealthReport(List.of()))
                        .text(),
                StandardCharsets.UTF_8);
        assertFalse(text.contains("baton_sessions"), text);
        assertFalse(text.contains("baton_disk_free_bytes"), text);
        assertTrue(text.contains("baton_threads "), text);
    }

    @Test
    void gaugesOfTwoVersionsThatRunSideBySideAreOne() {
        device.services.gauges = List.of(
                () -> "input length=1 capacity=256", () -> "input length=2 capacity=256", () -> {
                    throw new IllegalStateException("leaving");
                });
        String text = text();
        assertTrue(text.contains("baton_queue_length{queue=\"input\"} 1.0\n"), text);
        assertFalse(text.contains("baton_queue_length{queue=\"input\"} 2.0"), text);
    }

    @Test
    void noNameOrIdOfASessionIsInTheText() {
        String text = text();
        for (String personal : List.of("ann", "bob")) {
            assertFalse(Pattern.compile("\\b" + personal).matcher(text).find(), text);
        }
    }

    @Test
    void sampleWithOtherLabelsIsRefused() {
        MetricSamples samples = new MetricSamples();
        assertThrows(IllegalArgumentException.class, () -> samples.add(Metric.SESSIONS, 1));
    }

    @Test
    void nameOfAMetricEndsWithItsUnit() {
        for (Metric metric : Metric.values()) {
            assertTrue(metric.wireName().endsWith(metric.unit()), metric.wireName());
        }
    }

    private String text() {
        return new String(metrics.read(HEALTH).text(), StandardCharsets.UTF_8);
    }
}
