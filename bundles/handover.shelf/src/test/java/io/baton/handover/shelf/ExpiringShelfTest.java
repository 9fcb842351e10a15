// SPDX-License-Identifier: Apache-2.0
package io.baton.handover.shelf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.baton.handover.StateShelf;
import io.baton.testkit.StateShelfContract;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExpiringShelfTest extends StateShelfContract {

    @Override
    protected StateShelf create() {
        return new ExpiringShelf(clock::nanoTime);
    }

    @Test
    void whatExpiredDoesNotPileUp() {
        for (int i = 0; i < 100; i++) {
            shelf.put("role" + i, 1, 1, Map.of());
            clock.advanceMillis(1_000);
        }
        assertEquals(5, ((ExpiringShelf) shelf).size());
    }
}
