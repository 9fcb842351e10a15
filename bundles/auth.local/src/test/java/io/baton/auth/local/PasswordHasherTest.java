// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PasswordHasherTest {

    private final PasswordHasher hasher = new PasswordHasher(new Random(1), () -> 0, new HashCost(64, 1));

    @Test
    void passwordMatchesItsOwnHashOnly() throws Exception {
        String hash = hasher.hash("pässword ☃");
        assertTrue(PasswordHasher.isHash(hash), hash);
        assertTrue(hasher.matches("pässword ☃", hash));
        assertFalse(hasher.matches("pässword", hash));
        assertNotEquals(hash, hasher.hash("pässword ☃"), "each hash has a salt");
    }

    @Test
    void malformedOrMissingHashMatchesNothing() throws Exception {
        for (String stored :
                List.of("", "plain", "$argon2id$v=19$m=64,t=1,p=1$AAAA$AAAA", "$argon2i$v=19$m=64,t=1,p=1$")) {
            assertFalse(hasher.matches("", stored), stored);
            assertFalse(hasher.matches("plain", stored), stored);
        }
        String expensive = hasher.hash("x").replace("m=64", "m=999999");
        assertFalse(hasher.matches("x", expensive), "a cost beyond the heap is refused");
    }

    @Test
    void costIsMeasuredOnce() throws Exception {
        Iterator<Long> times = List.of(0L, 60_000_000L).iterator();
        PasswordHasher measuring = new PasswordHasher(new Random(1), times::next, null);
        String hash = measuring.hash("password");
        assertEquals(new HashCost(PasswordHasher.MEMORY_KIB, 4), Objects.requireNonNull(measuring.cost()));
        assertTrue(hash.startsWith("$argon2id$v=19$m=19456,t=4,p=1$"), hash);
        assertTrue(measuring.matches("password", hash));
    }
}
