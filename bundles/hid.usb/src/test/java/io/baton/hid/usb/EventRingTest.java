// SPDX-License-Identifier: Apache-2.0
package io.baton.hid.usb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.hid.HidEvent;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bounded, in order, nothing lost between producers, and closed for good. */
class EventRingTest {

    @Test
    void fullRingRefusesUntilAnEventIsRemoved() {
        EventRing ring = new EventRing(4);
        for (int i = 0; i < 4; i++) {
            assertEquals(EventRing.Offer.QUEUED, ring.offer(i, 0, 0));
        }
        assertEquals(EventRing.Offer.FULL, ring.offer(4, 0, 0));
        assertEquals(0, ring.event(0));
        ring.remove();
        assertEquals(EventRing.Offer.QUEUED, ring.offer(4, 0, 0));
        for (int i = 1; i <= 4; i++) {
            assertTrue(ring.has(0));
            assertEquals(i, ring.event(0));
            ring.remove();
        }
        assertFalse(ring.has(0));
        assertTrue(ring.drained());
    }

    @Test
    void closedRingRefusesButKeepsAcceptedEvents() {
        EventRing ring = new EventRing(4);
        ring.offer(7, 3, 9);
        ring.close();
        assertEquals(EventRing.Offer.CLOSED, ring.offer(8, 3, 9));
        assertEquals(1, ring.end());
        assertFalse(ring.drained());
        assertEquals(7, ring.event(0));
        assertEquals(3, ring.epoch(0));
        assertEquals(9, ring.nanos(0));
        ring.remove();
        assertTrue(ring.drained());
    }

    /** Two threads offer through a ring far too small: each one's events come out whole and in its order. */
    @Test
    void eventsOfTwoProducersKeepOrderAndContent() throws Exception {
        int each = 10_000;
        EventRing ring = new EventRing(256);
        CyclicBarrier start = new CyclicBarrier(3);
        List<CompletableFuture<Void>> producers = IntStream.range(0, 2)
                .mapToObj(producer -> CompletableFuture.runAsync(() -> {
                    await(start);
                    for (int i = 0; i < each; i++) {
                        while (ring.offer(i, producer, -i) == EventRing.Offer.FULL) {
                            Thread.onSpinWait();
                        }
                    }
                }))
                .toList();
        await(start);
        long[] next = new long[2];
        while (next[0] < each || next[1] < each) {
            if (ring.has(0)) {
                int producer = (int) ring.epoch(0);
                assertEquals(next[producer], ring.event(0));
                assertEquals(-next[producer], ring.nanos(0));
                next[producer]++;
                ring.remove();
            } else {
                Thread.onSpinWait();
            }
        }
        producers.forEach(CompletableFuture::join);
        assertTrue(ring.drained());
    }

    /** What was accepted before the close is taken, a later one was refused: none is in between. */
    @Test
    void eventOfferedDuringCloseIsEitherAcceptedOrRefused() throws Exception {
        for (int round = 0; round < 200; round++) {
            EventRing ring = new EventRing(1024);
            CyclicBarrier start = new CyclicBarrier(2);
            CompletableFuture<Integer> accepted = CompletableFuture.supplyAsync(() -> {
                await(start);
                int count = 0;
                while (count < 1000 && ring.offer(count, 0, 0) == EventRing.Offer.QUEUED) {
                    count++;
                }
                return count;
            });
            await(start);
            ring.close();
            int count = accepted.get();
            assertEquals(count, ring.end());
            for (int i = 0; i < count; i++) {
                assertEquals(i, ring.event(0));
                ring.remove();
            }
            assertTrue(ring.drained());
        }
    }

    static List<HidEvent> events() {
        return List.of(
                new HidEvent.Keyboard(0, 0),
                new HidEvent.Keyboard(255, 0xffff_ffff_ffffL),
                new HidEvent.Key(0xff, true),
                new HidEvent.Key(4, false),
                new HidEvent.Pointer(0, 0, 0),
                new HidEvent.Pointer(32_767, 32_767, 31),
                new HidEvent.Move(-127, 127, 31),
                new HidEvent.Move(127, -127, 0),
                new HidEvent.Wheel(-127, 127),
                new HidEvent.Wheel(127, -127),
                new HidEvent.Wheel(0, 1));
    }

    @ParameterizedTest
    @MethodSource("events")
    void packedEventUnpacksToTheSameEvent(HidEvent event) {
        long packed = PackedEvent.pack(event);
        HidEvent unpacked = switch (PackedEvent.kind(packed)) {
            case PackedEvent.KEYBOARD -> new HidEvent.Keyboard(PackedEvent.modifiers(packed), PackedEvent.keys(packed));
            case PackedEvent.KEY -> new HidEvent.Key(PackedEvent.usage(packed), PackedEvent.down(packed));
            case PackedEvent.POINTER ->
                new HidEvent.Pointer(PackedEvent.x(packed), PackedEvent.y(packed), PackedEvent.buttons(packed));
            case PackedEvent.MOVE ->
                new HidEvent.Move(PackedEvent.dx(packed), PackedEvent.dy(packed), PackedEvent.buttons(packed));
            default -> new HidEvent.Wheel(PackedEvent.dy(packed), PackedEvent.dx(packed));
        };
        assertEquals(event, unpacked);
    }

    @Test
    void valuesOutOfRangeAreClamped() {
        assertEquals(
                PackedEvent.pack(new HidEvent.Pointer(0, 32_767, 1)),
                PackedEvent.pack(new HidEvent.Pointer(-5, 40_000, 1)));
        assertEquals(
                PackedEvent.pack(new HidEvent.Move(-127, 127, 1)), PackedEvent.pack(new HidEvent.Move(-128, 500, 1)));
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
