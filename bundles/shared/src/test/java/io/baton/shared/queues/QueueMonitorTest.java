// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.queues;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class QueueMonitorTest {

    private final List<String> lines = new ArrayList<>();
    private final Logger log = (Logger) Proxy.newProxyInstance(
            Logger.class.getClassLoader(), new Class<?>[] {Logger.class}, (proxy, method, arguments) -> {
                lines.add(method.getName());
                return null;
            });
    private final QueueMonitor monitor = new QueueMonitor(log, "test", 256);

    @Test
    void warnsOnceAbove200AndSaysOnceThatTheQueueRecovered() {
        monitor.length(200);
        assertEquals(List.of(), lines);
        monitor.length(201);
        monitor.length(256);
        monitor.length(199);
        monitor.length(210);
        assertEquals(List.of("warn"), lines);
        assertTrue(monitor.isNearlyFull());
        monitor.length(129);
        assertTrue(monitor.isNearlyFull());
        monitor.length(128);
        monitor.length(0);
        assertEquals(List.of("warn", "info"), lines);
        assertFalse(monitor.isNearlyFull());
        monitor.length(201);
        assertEquals(List.of("warn", "info", "warn"), lines);
        assertEquals(201, monitor.length());
        assertEquals("test length=201 capacity=256 nearly full", monitor.gauge());
        monitor.length(3);
        assertEquals("test length=3 capacity=256", monitor.gauge());
    }
}
