// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** S17: who does not read is bounded, then cut off. */
final class SendQueueTest {

    private final ManualEventLoop loop = new ManualEventLoop();
    private final RecordingSocketWriter wire = new RecordingSocketWriter();
    private Duration timeout = Duration.ofSeconds(5);
    private final SendQueue outbox = new SendQueue(wire, loop, () -> timeout);

    @Test
    void writesInOrder() {
        outbox.text("a");
        outbox.ping();
        outbox.text("b");
        assertEquals(List.of("a", "b"), wire.written);
        assertEquals(1, wire.pings);
    }

    @Test
    void aWriteThatTakesTooLongCutsTheClientOff() {
        wire.stuck = true;
        outbox.text("a");
        loop.advance(timeout.minusMillis(1));
        assertFalse(wire.cut);
        loop.advance(Duration.ofMillis(1));
        assertTrue(wire.cut);
    }

    @Test
    void aWriteThatSucceededIsNotTimed() {
        outbox.text("a");
        loop.advance(timeout.multipliedBy(2));
        assertFalse(wire.cut);
    }

    @Test
    void aFullQueueCutsTheClientOff() {
        wire.stuck = true;
        for (int i = 0; i < SendQueue.MAX_FRAMES + 1; i++) {
            outbox.text("x");
        }
        assertFalse(wire.cut);
        outbox.text("one too many");
        assertTrue(wire.cut);
        assertEquals(1, wire.written.size());
    }

    @Test
    void aFewHugeFramesDoTheSame() {
        wire.stuck = true;
        outbox.text("x");
        outbox.text("x".repeat(SendQueue.MAX_CHARS));
        assertFalse(wire.cut);
        outbox.text("x");
        assertTrue(wire.cut);
    }

    @Test
    void aBrokenWireEndsIt() {
        wire.broken = true;
        outbox.text("a");
        outbox.text("b");
        assertTrue(wire.cut);
        assertEquals(List.of("a"), wire.written);
    }

    @Test
    void afterTheGoodbyeNothingFollows() {
        outbox.close(1012, "bye");
        outbox.text("a");
        outbox.cut();
        assertEquals(1012, wire.closed);
        assertEquals(List.of(), wire.written);
        assertFalse(wire.cut);
    }

    @Test
    void aSocketThatIsGoneIsNotClosedAgain() {
        outbox.end();
        outbox.close(1000, "");
        assertNull(wire.closed);
    }
}
