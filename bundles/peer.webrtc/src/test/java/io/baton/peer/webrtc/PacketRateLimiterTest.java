// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

final class PacketRateLimiterTest {

    private static final long SECOND = 1_000_000_000L;

    private final PacketRateLimiter guard = new PacketRateLimiter(10, 100, 12_345, 0);

    private static InetAddress source(int number) {
        return InetAddress.ofLiteral("198.51.100." + number);
    }

    private int admitted(int number, int packets, long now) {
        int count = 0;
        for (int i = 0; i < packets; i++) {
            count += guard.admits(source(number), now) ? 1 : 0;
        }
        return count;
    }

    @Test
    void floodOfOneSourceDoesNotLimitAnother() {
        assertEquals(10, admitted(1, 1_000, 5));
        assertEquals(10, admitted(2, 10, 5));
    }

    @Test
    void manySourcesShareOneLimit() {
        int all = 0;
        for (int number = 1; number < 100; number++) {
            all += admitted(number, 5, 5);
        }
        assertEquals(100, all);
    }

    @Test
    void limitsResetEverySecond() {
        assertEquals(10, admitted(1, 20, 0));
        assertFalse(guard.admits(source(1), SECOND - 1));
        assertTrue(guard.admits(source(1), SECOND));
    }
}
