// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.handover.HandoverStore;
import io.baton.handover.SavedState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of every handover store. */
public abstract class HandoverStoreContract {

    protected final ManualClock clock = new ManualClock();
    protected HandoverStore store = new NoStore();

    /** Returns an empty store on {@link #clock}. */
    protected abstract HandoverStore create();

    private static final class NoStore implements HandoverStore {
        @Override
        public void put(String role, int schema, long epoch, Map<String, Object> state) {}

        @Override
        public Optional<SavedState> take(String role) {
            return Optional.empty();
        }
    }

    @BeforeEach
    void make() {
        store = create();
    }

    @Test
    void stateIsTakenOnce() {
        store.put("coordinator", 2, 7, Map.of("n", 1L));
        clock.advanceMillis(40);

        assertEquals(Optional.empty(), store.take("other"));
        assertEquals(
                Optional.of(new SavedState("coordinator", 2, 7, Duration.ofMillis(40), Map.of("n", 1L))),
                store.take("coordinator"));
        assertEquals(Optional.empty(), store.take("coordinator"));
    }

    @Test
    void laterStateReplacesTheEarlier() {
        store.put("coordinator", 1, 1, Map.of("n", 1L));
        store.put("coordinator", 1, 2, Map.of("n", 2L));
        assertEquals(2, store.take("coordinator").orElseThrow().epoch());
    }

    @Test
    void stateExpires() {
        store.put("coordinator", 1, 1, Map.of());
        clock.advance(Duration.ofSeconds(HandoverStore.EXPIRY_SECONDS).minusNanos(1));
        assertTrue(store.take("coordinator").isPresent());

        store.put("coordinator", 1, 1, Map.of());
        clock.advance(Duration.ofSeconds(HandoverStore.EXPIRY_SECONDS));
        assertEquals(Optional.empty(), store.take("coordinator"));
    }

    @Test
    void storedStateIsACopy() {
        byte[] bytes = {1, 2};
        List<Object> list = new ArrayList<>(List.of("a"));
        Map<String, Object> state = new HashMap<>(Map.of("bytes", bytes, "list", list, "yes", true, "d", 0.5));
        store.put("coordinator", 1, 1, state);
        bytes[0] = 9;
        list.add("b");
        state.clear();

        Map<String, Object> taken = store.take("coordinator").orElseThrow().state();
        assertArrayEquals(new byte[] {1, 2}, (byte[]) taken.get("bytes"));
        assertEquals(List.of("a"), taken.get("list"));
        assertEquals(true, taken.get("yes"));
        assertThrows(UnsupportedOperationException.class, taken::clear);
    }

    private record BundleType(int n) {}

    @Test
    void typesOutsideTheJdkAreRefused() {
        BundleType foreign = new BundleType(1);
        assertRefused(Map.of("x", foreign));
        assertRefused(Map.of("x", List.of(Map.of("y", foreign))));
        assertRefused(Map.of("x", Map.of(1, "key that is no string")));
        assertRefused(Map.of("x", new int[] {1}));
        assertEquals(Optional.empty(), store.take("coordinator"));
    }

    @Test
    void cyclicStateIsRefused() {
        List<Object> ring = new ArrayList<>();
        ring.add(ring);
        assertRefused(Map.of("ring", ring));
    }

    @Test
    void schemaBelowOneIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> store.put("coordinator", 0, 1, Map.of()));
    }

    private void assertRefused(Map<String, Object> state) {
        assertThrows(IllegalArgumentException.class, () -> store.put("coordinator", 1, 1, state));
    }
}
