// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What an upgrade under probation finds of queues and lost input. */
class InputProbeTest {

    private List<String> gauges = List.of();
    private OptionalLong expired = OptionalLong.empty();
    private boolean configured = true;

    @Test
    void queueThatBecameFullIsAProblem() {
        gauges = List.of("input length=3 capacity=256", "calls length=64 capacity=64 nearly full");
        InputProbe probe = probe();
        assertEquals("", reason(probe), "full before");
        gauges = List.of("input length=256 capacity=256 nearly full", "calls length=0 capacity=64");
        assertEquals("queue_full", reason(probe));
        gauges = List.of("input length=255 capacity=256 nearly full");
        assertEquals("", reason(probe));
    }

    @Test
    void textThatIsNoQueueIsIgnored() {
        gauges = List.of("", "free", "queue length=x capacity=1", "queue length=0 capacity=0");
        assertEquals("", reason(probe()));
    }

    @Test
    void seriesOfLostEventsIsAProblemUntilItIsOver() {
        gauges = List.of(hid(100));
        InputProbe probe = probe();
        gauges = List.of(hid(100 + InputProbe.MAX_LOST));
        assertEquals("", reason(probe), "a disturbance");
        gauges = List.of(hid(101 + InputProbe.MAX_LOST));
        assertEquals("input_lost", reason(probe));
        for (int check = 0; check < InputProbe.WINDOW; check++) {
            reason(probe);
        }
        assertEquals("", reason(probe));
    }

    /** An output that throws discards nothing: its caller waits for it, and gives up. */
    @Test
    void eventsThatTheOutputDoesNotTakeAreLostToo() {
        gauges = List.of(hid(0));
        expired = OptionalLong.of(500);
        InputProbe probe = probe();
        assertEquals("", reason(probe), "lost before");
        gauges = List.of(hid(10));
        expired = OptionalLong.of(500 + InputProbe.MAX_LOST - 10);
        assertEquals("", reason(probe));
        expired = OptionalLong.empty();
        assertEquals("", reason(probe), "absent while it is replaced");
        expired = OptionalLong.of(1);
        assertEquals("input_lost", reason(probe));
    }

    @Test
    void successorCountsFromZero() {
        gauges = List.of(hid(1000));
        InputProbe probe = probe();
        gauges = List.of();
        assertEquals("", reason(probe), "absent while it is replaced");
        gauges = List.of(hid(5));
        assertEquals("", reason(probe));
        gauges = List.of(hid(InputProbe.MAX_LOST + 1));
        assertEquals("input_lost", reason(probe));
    }

    @Test
    void targetThatTakesNoReportsIsNoFaultOfTheUpgrade() {
        gauges = List.of(hid(0));
        InputProbe probe = probe();
        configured = false;
        gauges = List.of(hid(1000));
        assertEquals("", reason(probe));
        configured = true;
        assertEquals("", reason(probe));
    }

    private InputProbe probe() {
        return new InputProbe(() -> gauges, () -> expired, () -> configured);
    }

    private static String hid(long discarded) {
        return "hid written=9 late=0 discarded=" + discarded + " lease=1";
    }

    private static String reason(InputProbe probe) {
        return probe.check().map(HealthGate.Problem::reason).orElse("");
    }
}
