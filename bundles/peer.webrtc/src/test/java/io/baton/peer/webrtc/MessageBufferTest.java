// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.ChannelHandler;
import io.baton.peer.ChannelMessage;
import io.baton.peer.PeerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MessageBufferTest {

    private static final PeerId PEER = new PeerId(1);
    private static final String HID = "hidrpc";
    private static final String POINTER = "hidrpc-unreliable-ordered";
    private static final String RPC = "rpc";
    private static final long MILLI = 1_000_000L;
    private static final BufferPolicy INPUT =
            BufferPolicy.of(Map.of(ChannelHandler.WAIT_MILLIS, 500, ChannelHandler.COALESCE, new String[] {
                "03 replace*8 equal", "06 add add equal"
            }));

    private final Map<String, BufferPolicy> policies =
            new HashMap<>(Map.of(HID, INPUT, POINTER, INPUT, RPC, BufferPolicy.of(Map.of())));
    private final MessageBuffer buffer = new MessageBuffer(policies::get);
    private long now = 5_000_000_000L;
    private long fencingToken = 1;

    private void add(String label, byte[] data) {
        now++;
        buffer.add(new ChannelMessage(PEER, label, false, data, now, fencingToken));
    }

    private void add(String label, int... bytes) {
        byte[] data = new byte[bytes.length];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) bytes[i];
        }
        add(label, data);
    }

    private static byte[] moveTo(int x, int buttons) {
        return new byte[] {3, 0, 0, (byte) (x >> 8), (byte) x, 0, 0, 0, 0, (byte) buttons};
    }

    private void pointer(int x, int buttons) {
        add(POINTER, moveTo(x, buttons));
    }

    private List<ChannelMessage> drain() {
        var all = new ArrayList<ChannelMessage>();
        for (var m = buffer.next(label -> true, now); m != null; m = buffer.next(label -> true, now)) {
            all.add(m.message());
        }
        return all;
    }

    @Test
    void messagesOfAllLabelsComeBackInOrderWithTimeAndToken() {
        add(HID, 5, 4, 1);
        long first = now;
        fencingToken = 2;
        add(RPC, 1);
        add(HID, 5, 4, 0);
        now += 100 * MILLI;
        List<ChannelMessage> all = drain();
        assertEquals(
                List.of(HID, RPC, HID), all.stream().map(ChannelMessage::label).toList());
        assertEquals(first, all.getFirst().arrivalNanos());
        assertEquals(
                List.of(1L, 2L, 2L),
                all.stream().map(ChannelMessage::fencingToken).toList());
        assertTrue(buffer.isEmpty());
        assertEquals(0, buffer.discarded());
    }

    @Test
    void messageOfALabelWithoutHandlerStays() {
        add(HID, 1);
        add(RPC, 2);
        var taken = buffer.next(label -> label.equals(RPC), now);
        assertNotNull(taken);
        assertEquals(RPC, taken.message().label());
        assertEquals(1, drain().size());
    }

    @Test
    void messageOfALabelNeverRegisteredIsDiscarded() {
        for (int i = 0; i < 1_000; i++) {
            add("label " + i, 1);
        }
        assertTrue(buffer.isEmpty());
        assertFalse(buffer.holds("label 1"));
        assertEquals(1_000, buffer.discarded());
        assertEquals(Long.MAX_VALUE, buffer.deadline());
    }

    @Test
    void messagesWaitAsLongAsTheirHandlerAllows() {
        add(HID, 1);
        add(RPC, 2);
        assertEquals(now - 1 + 500 * MILLI + 1, buffer.deadline());
        now += 499 * MILLI;
        buffer.expire(now);
        assertEquals(0, buffer.discarded());
        now += 2 * MILLI;
        buffer.expire(now);
        assertEquals(1, buffer.discarded());
        now += 1_500 * MILLI;
        assertEquals(List.of(), drain());
        assertEquals(2, buffer.discarded());
        assertEquals(Long.MAX_VALUE, buffer.deadline());
    }

    @Test
    void laterRegistrationChangesTheLimits() {
        add(RPC, 1);
        add(RPC, 2);
        policies.put(RPC, BufferPolicy.of(Map.of(ChannelHandler.BUFFER_MESSAGES, 2)));
        add(RPC, 3);
        assertArrayEquals(new byte[] {2}, drain().getFirst().data());
        policies.put(RPC, BufferPolicy.of(Map.of(ChannelHandler.BUFFER_MESSAGES, 0)));
        add(RPC, 4);
        assertEquals(List.of(), drain());
    }

    @Test
    void oldestOfALabelIsDiscardedBeyondItsLimit() {
        add(HID, 1);
        for (int i = 0; i < 300; i++) {
            add(RPC, i >> 8, i);
        }
        List<ChannelMessage> all = drain();
        assertEquals(257, all.size());
        assertEquals(HID, all.getFirst().label());
        assertArrayEquals(new byte[] {0, 44}, all.get(1).data());
        assertEquals(44, buffer.discarded());
    }

    @Test
    void bytesOfAPeerAreBoundedAndTheLargestLabelGivesWay() {
        add(HID, 5, 4, 1);
        for (int i = 0; i < 10; i++) {
            add(RPC, new byte[200_000]);
        }
        add(HID, 5, 4, 0);
        assertEquals(
                List.of(HID, RPC, RPC, HID),
                drain().stream().map(ChannelMessage::label).toList());
        assertEquals(8, buffer.discarded());
    }

    @Test
    void messagesOfAPeerAreBoundedAndTheLargestLabelGivesWay() {
        policies.put(RPC, BufferPolicy.of(Map.of(ChannelHandler.BUFFER_MESSAGES, ChannelHandler.PEER_MESSAGES)));
        add(HID, 5, 4, 1);
        for (int i = 0; i < 600; i++) {
            add(RPC, i >> 8, i);
        }
        List<ChannelMessage> all = drain();
        assertEquals(ChannelHandler.PEER_MESSAGES, all.size());
        assertEquals(HID, all.getFirst().label());
        assertEquals(601 - ChannelHandler.PEER_MESSAGES, buffer.discarded());
    }

    @Test
    void onlyMessagesThatFollowEachOtherAreCoalesced() {
        for (int i = 0; i < 1_000; i++) {
            pointer(i, 0);
        }
        add(HID, 5, 4, 1);
        pointer(2_000, 1);
        pointer(2_001, 1);
        pointer(2_002, 1);
        add(HID, 5, 4, 0);
        add(HID, 6, 100, 1, 0);
        add(HID, 6, 20, 1, 0);
        add(HID, 6, 7, 1, 0);
        add(HID, 6, 120, 1, 0);
        List<byte[]> all = drain().stream().map(ChannelMessage::data).toList();
        List<byte[]> expected = List.of(
                moveTo(0, 0),
                moveTo(999, 0),
                new byte[] {5, 4, 1},
                moveTo(2_000, 1),
                moveTo(2_002, 1),
                new byte[] {5, 4, 0},
                new byte[] {6, 100, 1, 0},
                new byte[] {6, 27, 2, 0},
                new byte[] {6, 120, 1, 0});
        assertEquals(expected.size(), all.size());
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), all.get(i), "message " + i);
        }
        assertEquals(0, buffer.discarded());
    }

    @Test
    void messagesWithAnotherOneOfAnotherLabelInBetweenAreNotCoalesced() {
        pointer(1, 0);
        pointer(2, 0);
        add(HID, 5, 4, 1);
        pointer(3, 0);
        add(HID, 5, 4, 0);
        pointer(4, 0);
        assertEquals(6, drain().size());
    }

    @Test
    void messagesWithDifferentTokensAreNotCoalesced() {
        pointer(1, 0);
        pointer(2, 0);
        fencingToken = 9;
        pointer(3, 0);
        assertEquals(3, drain().size());
    }

    @Test
    void returnedMessageBecomesTheOldestAgain() {
        add(RPC, 1);
        add(RPC, 2);
        var refused = buffer.next(label -> true, now);
        assertNotNull(refused);
        buffer.putBack(refused);
        assertEquals(
                List.of((byte) 1, (byte) 2),
                drain().stream().map(m -> m.data()[0]).toList());
    }

    @Test
    void discardForgetsEverythingEvenWhatAHandlerReturnsLater() {
        add(HID, 1);
        add(RPC, 2);
        var refused = buffer.next(label -> true, now);
        assertNotNull(refused);
        buffer.discard();
        buffer.putBack(refused);
        assertEquals(List.of(), drain());
        assertEquals(2, buffer.discarded());
        add(HID, 3);
        assertEquals(1, drain().size());
    }

    @Test
    void discardAlsoCountsForAReturnedMessageWhenOthersCameSince() {
        add(RPC, 1);
        var refused = buffer.next(label -> true, now);
        assertNotNull(refused);
        buffer.discard();
        add(RPC, 2);
        buffer.putBack(refused);
        assertArrayEquals(new byte[] {2}, drain().getFirst().data());
    }

    @Test
    void labelOfMessagesDiscardedBeyondALimitIsReportedOnce() {
        for (int i = 0; i < 257; i++) {
            add(HID, 5, i, 1);
        }
        add(RPC, 1);
        assertNull(buffer.nextIncomplete(label -> label.equals(RPC), now));
        assertEquals(HID, buffer.nextIncomplete(label -> true, now));
        assertNull(buffer.nextIncomplete(label -> true, now));
        buffer.putBackIncomplete(HID);
        assertEquals(HID, buffer.nextIncomplete(label -> true, now));
    }

    @Test
    void labelOfExpiredMessagesIsReportedWhenNothingWaitsAnyMore() {
        add(HID, 5, 4, 0);
        now += 500 * MILLI;
        assertNull(buffer.nextIncomplete(label -> true, now));
        now++;
        assertEquals(HID, buffer.nextIncomplete(label -> true, now));
        assertTrue(buffer.isEmpty());
    }

    @Test
    void expiredMessageKeepsTheBufferFromBeingEmptyUntilItIsReported() {
        add(HID, 5, 4, 0);
        now += 501 * MILLI;
        buffer.expire(now);
        assertFalse(buffer.isEmpty());
        assertEquals(HID, buffer.nextIncomplete(label -> true, now));
        assertTrue(buffer.isEmpty());
    }

    /** Control has passed: its end has released every key. */
    @Test
    void messagesDiscardedOnPurposeAreNotReported() {
        for (int i = 0; i < 257; i++) {
            add(HID, 5, i, 1);
        }
        buffer.discard();
        assertNull(buffer.nextIncomplete(label -> true, now));
        assertTrue(buffer.isEmpty());
    }
}
