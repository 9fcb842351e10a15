// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.baton.auth.Credentials;
import io.baton.testkit.DamagedSeeds;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** S33: whatever comes as Cookie or Authorization is bounded, and is in no text of the credentials. */
class CredentialsFuzzTest {

    private static final int MAX_VALUE = 256;

    /** Input: Cookie headers, one in a line, the last line the Authorization header. */
    @FuzzTest
    void reads(byte[] data) {
        List<String> lines = Arrays.asList(new String(data, StandardCharsets.ISO_8859_1).split("\n", -1));
        Credentials credentials = Credentials.of(lines.subList(0, lines.size() - 1), lines.getLast());
        assertTrue(credentials.cookie().length() <= MAX_VALUE);
        assertTrue(credentials.bearer().length() <= MAX_VALUE);
        assertFalse(credentials.cookie().contains(";"));
        assertEquals(credentials.cookie().strip(), credentials.cookie());
        assertTrue(credentials.toString().length() < 60, "values are secrets");
    }

    @Test
    void s33DamagedHeadersAreReadWithinBounds() {
        DamagedSeeds.run(CredentialsFuzzTest.class, "reads", this::reads);
    }
}
