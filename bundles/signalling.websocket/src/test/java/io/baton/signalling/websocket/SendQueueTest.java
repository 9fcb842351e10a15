// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** S17: a client that does not read is bounded, then cut off. */
final class SendQueueTest {

    private final ManualEventLoop loop = new ManualEventLoop();
    private final RecordingSocketWriter socketWriter = new RecordingSocketWriter();
    private Duration timeout = Duration.ofSeconds(5);
    private final SendQueue sendQueue = new SendQueue(socketWriter, loop, () -> timeout);

    @Test
    void framesAreWrittenInOrder() {
        sendQueue.text("a");
        sendQueue.ping();
        sendQueue.text("b");
        assertEquals(List.of("a", "b"), socketWriter.written);
        assertEquals(1, socketWriter.pings);
    }

    @Test
    void s17SlowWriteDisconnects() {
        socketWriter.stuck = true;
        sendQueue.text("a");
        loop.advance(timeout.minusMillis(1));
        assertFalse(socketWriter.cut);
        loop.advance(Duration.ofMillis(1));
        assertTrue(socketWriter.cut);
    }

    @Test
    void finishedWriteCancelsItsTimer() {
        sendQueue.text("a");
        loop.advance(timeout.multipliedBy(2));
        assertFalse(socketWriter.cut);
    }

    @Test
    void s17FullQueueDisconnects() {
        socketWriter.stuck = true;
        for (int i = 0; i < SendQueue.MAX_FRAMES + 1; i++) {
            sendQueue.text("x");
        }
        assertFalse(socketWriter.cut);
        sendQueue.text("one too many");
        assertTrue(socketWriter.cut);
        assertEquals(1, socketWriter.written.size());
    }

    @Test
    void tooManyCharactersDisconnect() {
        socketWriter.stuck = true;
        sendQueue.text("x");
        sendQueue.text("x".repeat(SendQueue.MAX_CHARS));
        assertFalse(socketWriter.cut);
        sendQueue.text("x");
        assertTrue(socketWriter.cut);
    }

    @Test
    void failedWriteDisconnects() {
        socketWriter.broken = true;
        sendQueue.text("a");
        sendQueue.text("b");
        assertTrue(socketWriter.cut);
        assertEquals(List.of("a"), socketWriter.written);
    }

    @Test
    void nothingIsSentAfterClose() {
        sendQueue.close(1012, "bye");
        sendQueue.text("a");
        sendQueue.disconnect();
        assertEquals(1012, socketWriter.closed);
        assertEquals(List.of(), socketWriter.written);
        assertFalse(socketWriter.cut);
    }

    @Test
    void framesThatWaitAreSentBeforeTheClose() {
        socketWriter.stuck = true;
        sendQueue.text("a");
        sendQueue.text("b");
        sendQueue.close(1008, "bye");
        sendQueue.text("late");
        assertNull(socketWriter.closed);
        socketWriter.finishAll();
        assertEquals(List.of("a", "b"), socketWriter.written);
        assertEquals(1008, socketWriter.closed);
    }

    @Test
    void immediateCloseWaitsForNoFrame() {
        socketWriter.stuck = true;
        sendQueue.text("a");
        sendQueue.text("b");
        sendQueue.closeNow(1012, "bye");
        assertEquals(1012, socketWriter.closed);
        socketWriter.finishAll();
        assertEquals(List.of("a"), socketWriter.written);
    }

    @Test
    void clientThatDoesNotReadIsDisconnectedInsteadOfClosed() {
        socketWriter.stuck = true;
        sendQueue.text("a");
        sendQueue.close(1008, "bye");
        loop.advance(timeout);
        assertTrue(socketWriter.cut);
        assertNull(socketWriter.closed);
    }

    @Test
    void closedSocketIsNotClosedAgain() {
        sendQueue.end();
        sendQueue.close(1000, "");
        assertNull(socketWriter.closed);
    }
}
