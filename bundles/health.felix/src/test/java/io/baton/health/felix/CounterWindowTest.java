// SPDX-License-Identifier: Apache-2.0
package io.baton.health.felix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.baton.testkit.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class CounterWindowTest {

    private final ManualClock clock = new ManualClock();
    private final CounterWindow window = new CounterWindow(clock::nanoTime);

    @Test
    void firstReadingHasNoGrowth() {
        assertEquals(new CounterWindow.Growth(0, 0), window.note("a", 1000));
        assertEquals(0.0, window.note("a", 1000).perSecond());
    }

    @Test
    void growthIsThatOfTheLastMinute() {
        for (int second = 0; second <= 300; second++) {
            window.note("a", second * 30L);
            clock.advanceMillis(1000);
        }
        CounterWindow.Growth growth = window.note("a", 301 * 30L);
        assertEquals(30.0, growth.perSecond());
        assertEquals(Duration.ofSeconds(60).toNanos(), growth.nanos());
    }

    @Test
    void counterThatFellBeganAgainAtZero() {
        window.note("a", 1000);
        clock.advanceMillis(2000);
        assertEquals(3, window.note("a", 3).amount());
        clock.advanceMillis(2000);
        assertEquals(5, window.note("a", 5).amount());
    }

    @Test
    void countersAreApartAndForgottenOneByOne() {
        window.note("a", 1);
        window.note("b", 1);
        clock.advanceMillis(2000);
        window.forget("a");
        assertEquals(0, window.note("a", 9).amount());
        assertEquals(8, window.note("b", 9).amount());
    }
}
