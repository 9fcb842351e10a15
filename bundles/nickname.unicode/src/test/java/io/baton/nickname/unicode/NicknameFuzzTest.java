// SPDX-License-Identifier: Apache-2.0
package io.baton.nickname.unicode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.baton.nickname.NameCheck;
import io.baton.nickname.NicknamePolicy;
import io.baton.testkit.DamagedSeeds;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Any text is accepted within bounds, and the same when checked again, or rejected. */
class NicknameFuzzTest {

    private final NicknamePolicy names = new UnicodeNicknames();

    @FuzzTest
    void checks(byte[] data) {
        String raw = new String(data, StandardCharsets.UTF_8);
        if (names.check(raw) instanceof NameCheck.Accepted accepted) {
            assertTrue(accepted.name().codePointCount(0, accepted.name().length()) <= UnicodeNicknames.MAX_LENGTH);
            assertEquals(accepted, names.check(accepted.name()));
            assertTrue(accepted.key().length() < 2_000, accepted.key());
        }
    }

    @Test
    void s33DamagedNicknamesAreCheckedWithinBounds() {
        DamagedSeeds.run(NicknameFuzzTest.class, "checks", this::checks);
    }
}
