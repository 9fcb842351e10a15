// SPDX-License-Identifier: Apache-2.0
package io.baton.handover.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.baton.handover.HandoverStore;
import io.baton.handover.SavedState;
import io.baton.testkit.HandoverStoreContract;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExpiringHandoverStoreTest extends HandoverStoreContract {

    @Override
    protected HandoverStore create() {
        return new ExpiringHandoverStore(clock::nanoTime);
    }

    @Test
    void expiredStatesAreRemoved() {
        for (int i = 0; i < 100; i++) {
            store.put("role" + i, 1, 1, Map.of());
            clock.advanceMillis(1_000);
        }
        assertEquals(5, ((ExpiringHandoverStore) store).size());
    }

    @Test
    void contentIsCarriedToTheNextStoreWithItsAge() {
        Map<String, Map<String, Object>> carried = new HashMap<>();
        ExpiringHandoverStore old = store(carried);
        old.put("hid.output", 2, 7, Map.of("keys", List.of(4)));
        clock.advanceMillis(300);
        old.deactivate();
        clock.advanceMillis(4_800);
        ExpiringHandoverStore next = store(carried);
        next.activate();
        assertEquals(Map.of(), carried, "taken once");
        assertEquals(
                Optional.of(new SavedState("hid.output", 2, 7, Duration.ofMillis(5_100), Map.of("keys", List.of(4)))),
                next.take("hid.output"));
    }

    @Test
    void carriedStateExpiresAsWell() {
        Map<String, Map<String, Object>> carried = new HashMap<>();
        ExpiringHandoverStore old = store(carried);
        old.put("hid.output", 2, 7, Map.of());
        old.deactivate();
        ExpiringHandoverStore next = store(carried);
        next.activate();
        clock.advanceMillis(5_000);
        assertEquals(Optional.empty(), next.take("hid.output"));
    }

    @Test
    void expiredStateIsNotCarried() {
        Map<String, Map<String, Object>> carried = new HashMap<>();
        ExpiringHandoverStore old = store(carried);
        old.put("hid.output", 2, 7, Map.of());
        clock.advanceMillis(5_000);
        old.deactivate();
        assertEquals(Map.of(), carried);
    }

    private ExpiringHandoverStore store(Map<String, Map<String, Object>> carried) {
        ExpiringHandoverStore created = new ExpiringHandoverStore(clock::nanoTime);
        created.carrier = () -> carried;
        return created;
    }
}
