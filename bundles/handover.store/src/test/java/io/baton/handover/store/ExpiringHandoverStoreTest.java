// SPDX-License-Identifier: Apache-2.0
package io.baton.handover.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.baton.handover.HandoverStore;
import io.baton.testkit.HandoverStoreContract;
import java.util.Map;
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
}
