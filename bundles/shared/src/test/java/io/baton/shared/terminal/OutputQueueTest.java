// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a slow viewer gets, and what a later one. */
final class OutputQueueTest {

    private final List<String> sent = new ArrayList<>();
    private int room = Integer.MAX_VALUE;

    private boolean take(byte[] message) {
        if (room == 0) {
            return false;
        }
        room--;
        sent.add(new String(message, StandardCharsets.US_ASCII));
        return true;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void add(OutputQueue queue, String text) {
        queue.add(bytes(text), text.length());
    }

    @Test
    void outputWaitsWhileTheChannelIsFull() {
        OutputQueue queue = new OutputQueue(100);
        add(queue, "one ");
        room = 0;
        assertFalse(queue.flush(this::take));
        add(queue, "two");
        room = 5;
        assertTrue(queue.flush(this::take));
        assertEquals(List.of("one two"), sent);
        assertTrue(queue.isEmpty());
    }

    @Test
    void aViewerThatIsTooSlowSeesThatSomethingIsMissing() {
        OutputQueue queue = new OutputQueue(8);
        add(queue, "12345678");
        add(queue, "9");
        add(queue, "new");
        assertTrue(queue.flush(this::take));
        assertEquals(List.of("\r\n[9 bytes are missing here: this connection was too slow.]\r\n", "new"), sent);
        assertEquals(9, queue.lost());
    }

    @Test
    void aLongOutputIsSeveralMessagesInOrder() {
        OutputQueue queue = new OutputQueue(100_000);
        String first = "a".repeat(OutputQueue.MAX_MESSAGE);
        add(queue, first + "b");
        room = 1;
        assertFalse(queue.flush(this::take));
        room = 1;
        assertTrue(queue.flush(this::take));
        assertEquals(List.of(first, "b"), sent);
    }

    @Test
    void theScrollBackBeginsWithALineOnceSomethingIsLost() {
        ScrollBack scrollBack = new ScrollBack(10);
        scrollBack.add(bytes("123"), 3);
        assertEquals("123", new String(scrollBack.content(), StandardCharsets.US_ASCII));
        scrollBack.add(bytes("\nabc\nde"), 7);
        assertEquals("123\nabc\nde", new String(scrollBack.content(), StandardCharsets.US_ASCII));
        scrollBack.add(bytes("f"), 1);
        assertEquals("abc\ndef", new String(scrollBack.content(), StandardCharsets.US_ASCII));
        scrollBack.add(bytes("x".repeat(25) + "\nend"), 29);
        assertEquals("end", new String(scrollBack.content(), StandardCharsets.US_ASCII));
        scrollBack.clear();
        assertEquals(0, scrollBack.content().length);
    }
}
