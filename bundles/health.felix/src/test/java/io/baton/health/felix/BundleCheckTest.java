// SPDX-License-Identifier: Apache-2.0
package io.baton.health.felix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.health.felix.BundleFacts.Condition;
import io.baton.health.felix.BundleFacts.Life;
import io.baton.health.felix.BundleFacts.Unit;
import java.util.List;
import java.util.Optional;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.junit.jupiter.api.Test;

final class BundleCheckTest {

    private static final Unit SOUND = new Unit("Sound", Condition.SATISFIED, List.of());

    @Test
    void runningBundleWithSatisfiedComponentsIsOk() {
        assertEquals(
                Status.OK, check(Life.RUNNING, false, List.of(SOUND), List.of()).getStatus());
        assertEquals(
                Status.OK, check(Life.ATTACHED, false, List.of(), List.of()).getStatus());
    }

    @Test
    void stoppedBundleIsCriticalUnlessItsSuccessorRuns() {
        assertEquals(
                Status.CRITICAL,
                check(Life.STOPPED, false, List.of(), List.of()).getStatus());
        assertEquals(Status.OK, check(Life.STOPPED, true, List.of(), List.of()).getStatus());
        assertEquals(
                Status.TEMPORARILY_UNAVAILABLE,
                check(Life.CHANGING, false, List.of(), List.of()).getStatus());
    }

    @Test
    void componentWithoutWhatItNeedsIsCriticalAndNamed() {
        for (Condition condition : Condition.values()) {
            Result result = check(
                    Life.RUNNING, false, List.of(SOUND, new Unit("Other", condition, List.of("store"))), List.of());
            assertEquals(
                    condition == Condition.SATISFIED ? Status.OK : Status.CRITICAL,
                    result.getStatus(),
                    condition.name());
        }
        Result waiting = check(
                Life.RUNNING,
                false,
                List.of(new Unit("Other", Condition.MISSING_SERVICE, List.of("store"))),
                List.of());
        assertTrue(DeviceFixture.text(waiting).contains("Other waits for store"), DeviceFixture.text(waiting));
    }

    @Test
    void bundleThatSaysItIsNotReadyIsTemporary() {
        Result result = check(Life.RUNNING, false, List.of(SOUND), List.of("no encoder was opened"));
        assertEquals(Status.TEMPORARILY_UNAVAILABLE, result.getStatus());
        assertTrue(DeviceFixture.text(result).contains("no encoder was opened"));
    }

    @Test
    void gaugeHasItsNumbersAndNothingElse() {
        Gauge queue = Gauge.parse("input length=201 capacity=256 nearly full").orElseThrow();
        assertEquals("input", queue.name());
        assertEquals(201, queue.value("length"));
        assertEquals(0, queue.value("other"));
        assertTrue(queue.isQueue());
        assertEquals(Optional.empty(), Gauge.parse(""));
        assertEquals(Optional.empty(), Gauge.parse("length=1"));
        assertEquals(Optional.empty(), Gauge.parse("input length=many"));
    }

    @Test
    void reportPutsTheWorstFirstAndIsWellUpToAWarning() {
        HealthReport report = new HealthReport(List.of(
                new HealthReport.Check("b", List.of("baton"), Status.OK, 1, List.of("fine")),
                new HealthReport.Check("a", List.of("baton"), Status.WARN, 1, List.of("look"))));
        assertEquals("a", report.checks().getFirst().name());
        assertTrue(report.isWell());
        assertEquals("warn", report.members().get("status"));
        HealthReport worse = new HealthReport(
                List.of(new HealthReport.Check("c", List.of("baton"), Status.CRITICAL, 1, List.of("act"))));
        assertEquals("critical", worse.members().get("status"));
        assertEquals(false, worse.isWell());
        assertEquals("", report.complaints());
        assertEquals("c: act", worse.complaints());
    }

    private static Result check(Life life, boolean isReplaced, List<Unit> components, List<String> notReady) {
        return new BundleCheck(() -> new BundleFacts("io.baton.some", "1.0.0", life, isReplaced, components, notReady))
                .execute();
    }
}
