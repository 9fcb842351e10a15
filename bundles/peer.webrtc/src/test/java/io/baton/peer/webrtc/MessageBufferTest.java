// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.ChannelHandler;
import io.baton.peer.ChannelMessage;
import io.baton.peer.PeerId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What waits for an absent handler, with a moved clock. */
final class MessageBufferTest {

    private static final PeerId PEER = new PeerId(1);
    private static final String HID = "hidrpc";
    private static final String POINTER = "hidrpc-unreliable-ordered";
    private static final long MILLI = 1_000_000L;
    private static final ChannelHandler ANYBODY = message -> true;

    private final MessageBuffer parking = new MessageBuffer();
    private long now = 5_000_000_000L;
    private long fencingToken = 1;

    private void park(String label, int... bytes) {
        byte[] data = new byte[bytes.length];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) bytes[i];
        }
        now++;
        parking.park(new ChannelMessage(PEER, label, false, data, now, fencingToken));
    }

    private static byte[] moveTo(int x, int buttons) {
        return new byte[] {3, 0, 0, (byte) (x >> 8), (byte) x, 0, 0, 0, 0, (byte) buttons};
    }

    private void pointer(int x, int buttons) {
        now++;
        parking.park(new ChannelMessage(PEER, POINTER, false, moveTo(x, buttons), now, fencingToken));
    }

    private List<ChannelMessage> drain() {
        var all = new ArrayList<ChannelMessage>();
        for (var m = parking.next(label -> ANYBODY, now); m != null; m = parking.next(label -> ANYBODY, now)) {
            all.add(m);
        }
        return all;
    }

    @Test
    void givesBackInOrderWithTimeAndStamp() {
        park(HID, 5, 4, 1);
        long first = now;
        fencingToken = 2;
        park("rpc", 1);
        park(HID, 5, 4, 0);
        now += 100 * MILLI;
        List<ChannelMessage> all = drain();
        assertEquals(
                List.of(HID, "rpc", HID),
                all.stream().map(ChannelMessage::label).toList());
        assertEquals(first, all.getFirst().arrivalNanos());
        assertEquals(
                List.of(1L, 2L, 2L),
                all.stream().map(ChannelMessage::fencingToken).toList());
        assertTrue(parking.isEmpty());
        assertEquals(0, parking.discarded());
    }

    @Test
    void keepsWhatNobodyTakesYet() {
        park(HID, 1);
        park("rpc", 2);
        var taken = parking.next(label -> label.equals("rpc") ? ANYBODY : null, now);
        assertEquals("rpc", taken == null ? "" : taken.label());
        assertEquals(1, drain().size());
    }

    @Test
    void inputWaitsHalfASecondAndRpcTwo() {
        park(HID, 1);
        park("rpc", 2);
        assertEquals(now - 1 + 500 * MILLI + 1, parking.deadline());
        now += 499 * MILLI;
        parking.expire(now);
        assertEquals(0, parking.discarded());
        now += 2 * MILLI;
        parking.expire(now);
        assertEquals(1, parking.discarded());
        now += 1_500 * MILLI;
        assertEquals(List.of(), drain());
        assertEquals(2, parking.discarded());
        assertEquals(Long.MAX_VALUE, parking.deadline());
    }

    @Test
    void dropsTheOldestBeyondTheBound() {
        for (int i = 0; i < 300; i++) {
            park("rpc", i >> 8, i);
        }
        List<ChannelMessage> all = drain();
        assertEquals(256, all.size());
        assertArrayEquals(new byte[] {0, 44}, all.getFirst().data());
        assertEquals(44, parking.discarded());
    }

    @Test
    void boundsBytes() {
        for (int i = 0; i < 10; i++) {
            park("rpc", new int[200_000]);
        }
        assertEquals(2, drain().size());
    }

    @Test
    void coalescesMovesAndNothingElse() {
        for (int i = 0; i < 1_000; i++) {
            pointer(i, 0);
        }
        park(HID, 5, 4, 1);
        pointer(2_000, 1);
        pointer(2_001, 1);
        pointer(2_002, 1);
        park(HID, 5, 4, 0);
        park(HID, 6, 100, 1, 0);
        park(HID, 6, 20, 1, 0);
        park(HID, 6, 7, 1, 0);
        park(HID, 6, 120, 1, 0);
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
        assertEquals(0, parking.discarded());
    }

    @Test
    void doesNotMixStamps() {
        pointer(1, 0);
        pointer(2, 0);
        fencingToken = 9;
        pointer(3, 0);
        assertEquals(3, drain().size());
    }

    @Test
    void forgetsOnRequest() {
        park(HID, 1);
        park("rpc", 2);
        parking.discard();
        assertEquals(List.of(), drain());
        assertEquals(2, parking.discarded());
    }
}
