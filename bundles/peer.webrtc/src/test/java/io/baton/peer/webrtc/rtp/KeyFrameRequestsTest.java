// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KeyFrameRequestsTest {

    private static final long MILLI = 1_000_000L;
    private static final long START = -5 * MILLI;

    private final AtomicInteger asked = new AtomicInteger();
    private final KeyFrameRequests requests = new KeyFrameRequests(asked::incrementAndGet, 200 * MILLI);

    @Test
    void firstRequestIsPassedOnAtOnce() {
        requests.request(START);
        assertEquals(1, asked.get());
        assertEquals(KeyFrameRequests.NEVER, requests.deadlineNanos());
    }

    @Test
    void requestsWithinTheIntervalAreMergedIntoOneAtItsEnd() {
        for (int i = 0; i < 10; i++) {
            requests.request(START + i * MILLI);
        }
        assertEquals(1, asked.get());
        assertEquals(START + 200 * MILLI, requests.deadlineNanos());
        requests.tick(START + 199 * MILLI);
        assertEquals(1, asked.get());
        requests.tick(START + 200 * MILLI);
        requests.tick(START + 201 * MILLI);
        assertEquals(2, asked.get());
        assertEquals(10, requests.received());
        assertEquals(2, requests.asked());
    }

    @Test
    void keyFrameAnswersPendingRequests() {
        requests.request(START);
        requests.request(START + 20 * MILLI);
        requests.keyFrame();
        assertEquals(KeyFrameRequests.NEVER, requests.deadlineNanos());
        requests.tick(START + 500 * MILLI);
        assertEquals(1, asked.get());
    }

    @Test
    void requestAfterTheIntervalIsPassedOnAtOnce() {
        requests.request(START);
        requests.keyFrame();
        requests.request(START + 200 * MILLI);
        assertEquals(2, asked.get());
    }

    @Test
    void keyFrameDuringTheRequestCountsAsItsAnswer() {
        KeyFrameRequests[] cycle = new KeyFrameRequests[1];
        cycle[0] = new KeyFrameRequests(() -> cycle[0].keyFrame(), 200 * MILLI);
        cycle[0].request(START);
        assertEquals(1, cycle[0].asked());
    }
}
