// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.baton.testkit.ManualClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.osgi.framework.ServiceEvent;

class CapabilityWatchTest {

    private final ManualTimer timer = new ManualTimer(new ManualClock());
    private final List<List<String>> told = new ArrayList<>();
    private List<String> present = List.of("shell");
    private final CapabilityWatch watch = new CapabilityWatch(() -> present, timer, told::add);

    @SuppressWarnings("NullAway") // the watch does not look at the event
    private void become(String... names) {
        present = List.of(names);
        watch.serviceChanged((ServiceEvent) null);
    }

    @Test
    void changeIsToldOnceItHasSettled() {
        become("extensions", "shell");
        timer.advanceMillis(CapabilityWatch.SETTLED.toMillis() - 1);
        assertEquals(List.of(), told);
        timer.advanceMillis(1);
        assertEquals(List.of(List.of("extensions", "shell")), told);
    }

    @Test
    void bundleThatIsReplacedTakesNothingAway() {
        become();
        timer.advanceMillis(1_000);
        become("shell");
        timer.advanceMillis(10_000);
        assertEquals(List.of(), told);
    }

    @Test
    void eachChangeIsToldOnce() {
        become();
        timer.advanceMillis(3_000);
        become("shell");
        become("shell");
        timer.advanceMillis(3_000);
        assertEquals(List.of(List.of(), List.of("shell")), told);
    }
}
