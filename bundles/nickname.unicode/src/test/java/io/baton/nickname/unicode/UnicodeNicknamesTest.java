// SPDX-License-Identifier: Apache-2.0
package io.baton.nickname.unicode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.baton.nickname.NameCheck;
import io.baton.nickname.NameCheck.Problem;
import io.baton.nickname.NicknameKey;
import io.baton.nickname.NicknamePolicy;
import io.baton.testkit.NicknamePolicyContract;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
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
    void namesThatDifferInCaseClash(String one, String other) {
        assertTrue(NicknameKey.clash(accepted(one).key(), accepted(other).key()));
    }

    static Stream<Arguments> badNames() {
        return Stream.of(
                arguments("", Problem.TOO_SHORT),
                arguments(" ", Problem.TOO_SHORT),
                arguments("a", Problem.TOO_SHORT),
                arguments("  a  ", Problem.TOO_SHORT),
                arguments("--", Problem.NO_LETTER),
                arguments(". .", Problem.NO_LETTER),
                arguments("<b>ann</b>", Problem.SYMBOL),
                arguments("ann\nlee", Problem.INVISIBLE),
                arguments("ann\tlee", Problem.INVISIBLE),
                arguments("ann\u0000", Problem.INVISIBLE),
                arguments("\u202Eann", Problem.INVISIBLE),
                arguments("an\u200Bn", Problem.INVISIBLE),
                arguments("an\u200Dn", Problem.INVISIBLE),
                arguments("an\u00ADn", Problem.INVISIBLE),
                arguments("an\u2066n", Problem.INVISIBLE),
                arguments("\uFEFFann", Problem.INVISIBLE),
                arguments("ann\u3164", Problem.INVISIBLE),
                arguments("ann\u115F", Problem.INVISIBLE),
                arguments("ann\uFE0F", Problem.INVISIBLE),
                arguments("an\u034Fn", Problem.INVISIBLE),
                arguments("ann\u2028lee", Problem.INVISIBLE),
                arguments("ann\uDB40\uDC41", Problem.INVISIBLE),
                arguments("ann\uD800", Problem.SYMBOL),
                arguments("ann\uE000", Problem.SYMBOL),
                arguments("ann\u0378", Problem.SYMBOL),
                arguments("ann\uD83D\uDE00", Problem.SYMBOL),
                arguments("ann'; drop table", Problem.SYMBOL),
                arguments("\u0301ann", Problem.MARKS),
                arguments("an \u0301n", Problem.MARKS),
                arguments("a\u0336\u0337\u0338n", Problem.MARKS),
                arguments("Аnn", Problem.MIXED_SCRIPTS),
                arguments("Αnn", Problem.MIXED_SCRIPTS),
                arguments("ann李", Problem.MIXED_SCRIPTS),
                arguments("Ольгаn", Problem.MIXED_SCRIPTS),
                arguments("ありがとう안녕", Problem.MIXED_SCRIPTS),
                arguments("१2", Problem.MIXED_DIGITS),
                arguments("अनीता १2", Problem.MIXED_DIGITS));
    }

    @ParameterizedTest
    @MethodSource("badNames")
    void s24BadNameIsRejectedWithItsProblem(String raw, Problem problem) {
        NameCheck.Rejected rejected = assertInstanceOf(NameCheck.Rejected.class, names.check(raw));
        assertEquals(problem, rejected.problem());
        assertTrue(rejected.message().endsWith("."), rejected.message());
    }

    @ParameterizedTest
    @ValueSource(strings = {"田中さくら", "テレビ", "김철수", "韓國김", "ㄅㄆ李", "Ann-2_b.c@d", "محمد ٣"})
    void writingSystemsThatCombineScriptsAreAccepted(String raw) {
        accepted(raw);
    }

    /** Each pair is one script each, and looks alike. */
    @ParameterizedTest
    @CsvSource({
        "Ian,lan",
        "B0b,Bob",
        "B0B,BOB",
        "Mary 1,Mary l",
        "corner,comer",
        "modern,modem",
        "АНН,AHH",
        "РаурО,PaypO",
        "НОВ,HOB",
        "ΑΝΝΑ,ANNA",
        "ı-dan,i-dan"
    })
    void s24NamesThatLookAlikeClash(String one, String other) {
        assertTrue(NicknameKey.clash(accepted(one).key(), accepted(other).key()));
    }

    @ParameterizedTest
    @CsvSource({"Ann,Anna", "ian,lan", "Bob,Rob", "Olga,Ольга", "Zoe,Zoë", "李李,季季"})
    void namesThatDifferDoNotClash(String one, String other) {
        assertFalse(NicknameKey.clash(accepted(one).key(), accepted(other).key()));
    }

    @Test
    void lengthIsCountedInCodePointsAfterNormalisation() {
        assertEquals(30, accepted("李".repeat(30)).name().length());
        assertInstanceOf(NameCheck.Rejected.class, names.check("李".repeat(31)));
        assertInstanceOf(NameCheck.Rejected.class, names.check("\uFDFA".repeat(2)), "each becomes 18");
    }

    @Test
    void generatedNamesAreValidAndTheirFormsAreTheirOwn() {
        Set<String> forms = new HashSet<>();
        for (String first : GeneratedNames.FIRST) {
            for (String second : GeneratedNames.SECOND) {
                NicknameKey.forms(accepted(first + " " + second).key())
                        .forEach(form -> assertTrue(forms.add(form), form));
            }
        }
        assertEquals(64, GeneratedNames.FIRST.size());
        assertEquals(64, GeneratedNames.SECOND.size());
        assertTrue(names.generate(new Random(1)).matches("[A-Z][a-z]+ [A-Z][a-z]+"));
    }

    @Test
    void confusablesAreThoseOfTheResource() {
        assertEquals(1_986, new Confusables().size());
    }

    @Test
    void acceptedNameHasNoHiddenCodePoint() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (names.check("ab" + Character.toString(c)) instanceof NameCheck.Accepted accepted) {
                accepted.name().codePoints().forEach(UnicodeNicknamesTest::assertHarmless);
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
