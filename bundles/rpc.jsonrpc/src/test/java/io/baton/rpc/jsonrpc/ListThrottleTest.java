// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListThrottleTest {

    private static final long MILLI = 1_000_000;

    @Test
    void changeAfterQuietTimeIsDueAtOnce() {
        ListThrottle throttle = new ListThrottle(5);
        assertEquals(5, throttle.change(5));
        throttle.told(5, 1);
        assertEquals(200 * MILLI, throttle.change(200 * MILLI));
    }

    @ParameterizedTest
    @CsvSource({"1,1,100", "10,10,102", "100,1,102", "100,50,200", "100,200,500", "100,10000,1000"})
    void delayGrowsWithClientsAndChanges(int clients, int changes, long millis) {
        ListThrottle throttle = new ListThrottle(0);
        for (int i = 0; i < changes; i++) {
            throttle.change(0);
        }
        throttle.told(0, clients);
        assertEquals(millis, throttle.change(1) / MILLI);
    }

    @Test
    void delayShrinksAfterBusyInterval() {
        ListThrottle throttle = new ListThrottle(0);
        for (int i = 0; i < 10_000; i++) {
            throttle.change(0);
        }
        throttle.told(0, 100);
        long due = throttle.change(1);
        throttle.told(due, 100);
        assertEquals(due + 102 * MILLI, throttle.change(due + 1));
    }
}
