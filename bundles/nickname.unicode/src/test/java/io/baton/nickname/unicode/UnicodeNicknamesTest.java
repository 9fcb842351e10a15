// SPDX-License-Identifier: Apache-2.0
package io.baton.nickname.unicode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.nickname.NameCheck;
import io.baton.nickname.NicknamePolicy;
import io.baton.testkit.NicknamePolicyContract;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnicodeNicknamesTest extends NicknamePolicyContract {

    private final UnicodeNicknames names = new UnicodeNicknames();

    @Override
    protected NicknamePolicy policy() {
        return names;
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "Ann,Ann",
                "'  Ann   of  Kiel ',Ann of Kiel",
                "Ａｎｎ,Ann",
                "ﬁona,fiona",
                "Zoë,Zoë",
                "Zoe\u0308,Zoë",
                "Ann\u00A0Lee,Ann Lee",
                "Ольга,Ольга",
                "अनीता,अनीता",
                "李小龙,李小龙",
                "ann.lee@host-1_b,ann.lee@host-1_b",
                "𝐀𝐧𝐧,Ann",
                "42,42"
            })
    void acceptedNameIsNormalised(String raw, String shown) {
        assertEquals(shown, accepted(raw).name());
    }

    @ParameterizedTest
    @CsvSource({"Ann,ANN", "Straße,STRASSE", "Σίσυφος,ΣΊΣΥΦΟΣ", "Ａnn,ann", "İpek,i̇pek", "ﬁona,FIONA"})
    void similarNamesHaveOneKey(String one, String other) {
        assertEquals(accepted(one).key(), accepted(other).key());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a",
                "  a  ",
                "--",
                ". .",
                "<b>ann</b>",
                "ann\nlee",
                "ann\tlee",
                "ann\u0000",
                "\u202Eann",
                "an\u200Bn",
                "an\u200Dn",
                "an\u00ADn",
                "an\u2066n",
                "\uFEFFann",
                "ann\u3164",
                "ann\u115F",
                "ann\uFE0F",
                "an\u034Fn",
                "ann\uD800",
                "ann\uE000",
                "ann\u0378",
                "ann\uD83D\uDE00",
                "ann\uDB40\uDC41",
                "\u0301ann",
                "an \u0301n",
                "a\u0336\u0337\u0338n",
                "ann'; drop table",
                "ann\u2028lee"
            })
    void invisibleOrDirectionChangingTextIsRejected(String raw) {
        assertInstanceOf(NameCheck.JoinRejected.class, names.check(raw));
    }

    @Test
    void lengthIsCountedInCodePointsAfterNormalisation() {
        assertEquals(30, accepted("李".repeat(30)).name().length());
        assertInstanceOf(NameCheck.JoinRejected.class, names.check("李".repeat(31)));
        assertInstanceOf(NameCheck.JoinRejected.class, names.check("\uFDFA".repeat(2)), "each becomes 18");
    }

    @Test
    void generatedNameContainsTheBrowser() {
        assertTrue(names.generate("Chrome", new Random(1)).matches("u-chrome-[0-9a-f]{4}"));
        assertTrue(names.generate("!?", new Random(1)).matches("u-browser-[0-9a-f]{4}"));
    }

    @Test
    void acceptedNameHasNoHiddenCodePoint() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (names.check("ab" + Character.toString(c)) instanceof NameCheck.Accepted accepted) {
                accepted.name().codePoints().forEach(UnicodeNicknamesTest::assertHarmless);
                accepted.key().codePoints().forEach(UnicodeNicknamesTest::assertHarmless);
            }
        }
    }

    private static void assertHarmless(int c) {
        int type = Character.getType(c);
        boolean hidden = type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.PRIVATE_USE
                || type == Character.UNASSIGNED
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.ENCLOSING_MARK
                || (type == Character.SPACE_SEPARATOR && c != ' ');
        assertTrue(!hidden && "<>&\"'`\\/".indexOf(c) < 0, Integer.toHexString(c));
    }

    private NameCheck.Accepted accepted(String raw) {
        return assertInstanceOf(NameCheck.Accepted.class, names.check(raw), raw);
    }
}
