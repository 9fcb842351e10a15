// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.console.felix.HealthReader.Check;
import io.baton.console.felix.SwapMonitor.Swaps;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.Test;

/** How often a bundle was replaced, and for how long it was away. */
final class SwapMonitorTest {

    private static final String HID = "io.baton.hid.usb";

    private final AtomicLong nanos = new AtomicLong();
    private final SwapMonitor monitor = new SwapMonitor(nanos::get);

    private void after(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void bundleThatOnlyRunsWasNeverReplaced() {
        monitor.running(HID, 7);
        monitor.started(HID, 7);
        assertEquals(Swaps.NONE, monitor.swaps(HID));
        assertEquals(Swaps.NONE, monitor.swaps("io.baton.unknown"));
    }

    @Test
    void gapOfASwapInPlaceIsFromStoppingToStarted() {
        monitor.running(HID, 7);
        monitor.stopping(HID, 7);
        after(Duration.ofMillis(26));
        monitor.started(HID, 7);
        after(Duration.ofMillis(500));
        assertEquals(new Swaps(1, Optional.of(Duration.ofMillis(26))), monitor.swaps(HID));
        monitor.stopping(HID, 7);
        after(Duration.ofMillis(14));
        monitor.started(HID, 7);
        assertEquals(new Swaps(2, Optional.of(Duration.ofMillis(14))), monitor.swaps(HID));
    }

    @Test
    void swapBesideTheOldVersionHasNoGap() {
        monitor.running(HID, 7);
        monitor.started(HID, 41);
        after(Duration.ofMillis(26));
        monitor.stopping(HID, 7);
        assertEquals(new Swaps(1, Optional.of(Duration.ZERO)), monitor.swaps(HID));
    }

    @Test
    void othersBundlesAreNotCounted() {
        monitor.running("org.apache.felix.scr", 2);
        monitor.stopping("org.apache.felix.scr", 2);
        monitor.started("org.apache.felix.scr", 2);
        assertEquals(Swaps.NONE, monitor.swaps("org.apache.felix.scr"));
    }

    @Test
    void checkBelongsToTheBundlesItsTagsName() {
        assertEquals(
                Map.of(
                        HID,
                        List.of("critical: HID errors: 7 events were lost."),
                        "io.baton.policy.handover",
                        List.of("ok (checks: 1)")),
                HealthReader.byBundle(List.of(
                        new Check(HID, List.of("baton", HID), Result.Status.OK, List.of("Runs.")),
                        new Check(
                                "HID errors",
                                List.of("baton", "invariant", HID),
                                Result.Status.CRITICAL,
                                List.of("7 events were lost.")),
                        new Check(
                                "io.baton.policy.handover",
                                List.of("baton", "io.baton.policy.handover"),
                                Result.Status.OK,
                                List.of()),
                        new Check("free disk", List.of("baton"), Result.Status.WARN, List.of()))));
    }

    @Test
    void tableHasStateSwapsGapAndHealth() {
        HtmlWriter html = new HtmlWriter();
        BundlesTable.write(
                html,
                List.of(
                        new BundlesTable.Row(
                                7,
                                HID,
                                "0.2.0",
                                "active",
                                new Swaps(3, Optional.of(Duration.ofMillis(26))),
                                List.of("ok")),
                        new BundlesTable.Row(8, "io.baton.log.slf4j", "0.1.0", "fragment", Swaps.NONE, List.of())),
                "/system/console");
        String row = html.toString().replace("\n", "");
        assertTrue(row.contains("2 bundles of Baton, 1 active."), row);
        assertTrue(
                row.contains("<a href=\"/system/console/bundles/7\">io.baton.hid.usb</a></td><td>0.2.0</td>"
                        + "<td>active</td><td>3</td><td>26 ms</td><td>ok</td>"),
                row);
        assertTrue(row.contains("<td>fragment</td><td>0</td><td></td><td>no check</td>"), row);
    }
}
