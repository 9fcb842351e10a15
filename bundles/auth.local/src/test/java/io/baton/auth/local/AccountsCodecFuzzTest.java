// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.baton.testkit.DamagedSeeds;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** S33: an accounts file of any content is read to what was written again, or refused without quoting it. */
class AccountsCodecFuzzTest {

    @FuzzTest
    void reads(byte[] data) {
        try {
            Accounts accounts = AccountsCodec.read(data);
            assertEquals(accounts, AccountsCodec.read(AccountsCodec.write(accounts)));
        } catch (IllegalArgumentException refused) {
            assertTrue(String.valueOf(refused.getMessage()).length() < 200, "an accounts file is not repeated");
        }
    }

    @FuzzTest
    void codeOfAnyTextIsWrong(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        assertTrue(Totp.verify("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", text, Instant.EPOCH, 10)
                .isEmpty());
        try {
            byte[] decoded = Base32.decode(text);
            assertTrue(decoded.length <= text.length());
            assertEquals(Arrays.hashCode(decoded), Arrays.hashCode(Base32.decode(Base32.encode(decoded))));
        } catch (IllegalArgumentException refused) {
            assertEquals("not Base32", refused.getMessage());
        }
    }

    @Test
    void s33DamagedFilesAreReadOrRefused() {
        DamagedSeeds.run(AccountsCodecFuzzTest.class, "reads", this::reads);
    }

    @Test
    void s33DamagedCodesAreWrong() {
        DamagedSeeds.run(AccountsCodecFuzzTest.class, "codeOfAnyTextIsWrong", this::codeOfAnyTextIsWrong);
    }
}
