// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.nickname.NameCheck;
import io.baton.nickname.NicknamePolicy;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every nickname policy must keep to, whatever it allows. */
public abstract class NicknamePolicyContract {

    protected abstract NicknamePolicy policy();

    @Test
    void acceptedNameIsAcceptedAgainUnchanged() {
        Random random = new Random(7);
        int accepted = 0;
        for (int i = 0; i < 20_000; i++) {
            if (policy().check(randomText(random)) instanceof NameCheck.Accepted first) {
                accepted++;
                assertEquals(first, policy().check(first.name()));
            }
        }
        assertTrue(accepted > 100, "the generator makes too few good names: " + accepted);
    }

    @Test
    void rejectionDoesNotRepeatTheName() {
        String hostile = "\u202Eevil<script>";
        NameCheck.Rejected rejected = assertInstanceOf(NameCheck.Rejected.class, policy().check(hostile));
        assertFalse(rejected.message().contains("evil"));
    }

    @Test
    void textBeyondTheRawLimitIsRejected() {
        String endless = "a".repeat(NicknamePolicy.MAX_RAW_LENGTH + 1);
        assertInstanceOf(NameCheck.Rejected.class, policy().check(endless));
    }

    @Test
    void generatedNameIsAccepted() {
        Random random = new Random(11);
        for (int i = 0; i < 1_000; i++) {
            String name = policy().generate(random);
            NameCheck.Accepted check = assertInstanceOf(NameCheck.Accepted.class, policy().check(name), name);
            assertEquals(name, check.name());
        }
    }

    /**
     * Text of few code points from a mix of ranges: plain, Latin-1, the basic plane with lone surrogates, everything.
     */
    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        int[] limits = {0x7F, 0x7F, 0x250, 0xFFFF, Character.MAX_CODE_POINT};
        int limit = limits[random.nextInt(limits.length)];
        for (int i = random.nextInt(34); i >= 0; i--) {
            text.appendCodePoint(random.nextInt(limit + 1));
        }
        return random.nextBoolean() ? text.toString().replaceAll("[^\\p{L}\\p{Nd} ]", "x") : text.toString();
    }
}
