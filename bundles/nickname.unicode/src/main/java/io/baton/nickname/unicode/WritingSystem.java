// SPDX-License-Identifier: Apache-2.0
package io.baton.nickname.unicode;

import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether a text is written in one script and with one set of digits (UTS #39, sections 5.1 and 5.3). The scripts that
 * Chinese, Japanese and Korean combine count as one.
 */
final class WritingSystem {

    private static final List<Set<UnicodeScript>> COMBINED = List.of(
            EnumSet.of(UnicodeScript.HAN, UnicodeScript.HIRAGANA, UnicodeScript.KATAKANA),
            EnumSet.of(UnicodeScript.HAN, UnicodeScript.HANGUL),
            EnumSet.of(UnicodeScript.HAN, UnicodeScript.BOPOMOFO));

    private WritingSystem() {}

    static boolean isOneScript(String text) {
        Set<UnicodeScript> scripts = EnumSet.noneOf(UnicodeScript.class);
        text.codePoints().mapToObj(UnicodeScript::of).forEach(scripts::add);
        scripts.remove(UnicodeScript.COMMON);
        scripts.remove(UnicodeScript.INHERITED);
        return scripts.size() <= 1 || COMBINED.stream().anyMatch(set -> set.containsAll(scripts));
    }

    static boolean hasOneSetOfDigits(String text) {
        Set<Integer> zeros = new HashSet<>();
        text.codePoints().filter(Character::isDigit).forEach(c -> zeros.add(c - Character.digit(c, 10)));
        return zeros.size() <= 1;
    }
}
