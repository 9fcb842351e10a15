// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListThrottleTest {

    private static final long MILLI = 1_000_000;

    @Test
    void afterAQuietTimeItIsNow() {
        ListThrottle tempo = new ListThrottle(5);
        assertEquals(5, tempo.change(5));
        tempo.told(5, 1);
        assertEquals(200 * MILLI, tempo.change(200 * MILLI));
    }

    @ParameterizedTest
    @CsvSource({"1,1,100", "10,10,102", "100,1,102", "100,50,200", "100,200,500", "100,10000,1000"})
    void theMoreThereIsToTellTheLessOften(int clients, int changes, long millis) {
        ListThrottle tempo = new ListThrottle(0);
        for (int i = 0; i < changes; i++) {
            tempo.change(0);
        }
        tempo.told(0, clients);
        assertEquals(millis, tempo.change(1) / MILLI);
    }

    @Test
    void afterABusyRoundAQuietOneIsSoonFollowed() {
        ListThrottle tempo = new ListThrottle(0);
        for (int i = 0; i < 10_000; i++) {
            tempo.change(0);
        }
        tempo.told(0, 100);
        long due = tempo.change(1);
        tempo.told(due, 100);
        assertEquals(due + 102 * MILLI, tempo.change(due + 1));
    }
}
