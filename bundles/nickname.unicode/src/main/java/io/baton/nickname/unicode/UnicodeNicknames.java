// SPDX-License-Identifier: Apache-2.0
package io.baton.nickname.unicode;

import io.baton.nickname.NameCheck;
import io.baton.nickname.NameCheck.Problem;
import io.baton.nickname.NicknameKey;
import io.baton.nickname.NicknamePolicy;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/**
 * Names in any one script: letters, digits, spaces and {@code - _ . @}, 2–30 code points after normalisation (NFKC).
 * What cannot be seen, turns text around or piles up is not a letter here. Names that look alike have a form of their
 * keys in common (UTS #39).
 *
 * <p>Threading. Immutable; any thread.
 */
@Component
public final class UnicodeNicknames implements NicknamePolicy {

    static final int MIN_LENGTH = 2;
    static final int MAX_LENGTH = 30;
    private static final int MAX_MARKS = 2;
    private static final String PUNCTUATION = "-_.@";

    private final Confusables confusables = new Confusables();

    @Override
    public NameCheck check(String raw) {
        if (raw.length() > MAX_RAW_LENGTH) {
            return rejected(Problem.TOO_LONG);
        }
        String name = spaced(Normalizer.normalize(raw, Normalizer.Form.NFKC));
        Problem problem = problem(name);
        return problem == null ? new NameCheck.Accepted(name, key(name)) : rejected(problem);
    }

    @Override
    public String generate(RandomGenerator random) {
        return GeneratedNames.next(random);
    }

    private static NameCheck rejected(Problem problem) {
        return new NameCheck.Rejected(
                problem,
                switch (problem) {
                    case TOO_SHORT -> "A name has at least " + MIN_LENGTH + " characters.";
                    case TOO_LONG -> "A name has at most " + MAX_LENGTH + " characters.";
                    case INVISIBLE ->
                        "The name has an invisible or direction-changing character. Type it instead of pasting it.";
                    case SYMBOL -> "A name has letters, digits, spaces and - _ . @ only.";
                    case MARKS ->
                        "A letter of a name has at most " + MAX_MARKS + " accents, and no accent stands alone.";
                    case NO_LETTER -> "A name has at least one letter or digit.";
                    case MIXED_SCRIPTS -> "The letters of a name are of one script, such as Latin or Cyrillic.";
                    case MIXED_DIGITS -> "The digits of a name are of one script.";
                });
    }

    private static @Nullable Problem problem(String name) {
        int length = name.codePointCount(0, name.length());
        Problem problem = length > MAX_LENGTH ? Problem.TOO_LONG : characters(name);
        if (problem != null) {
            return problem;
        }
        if (length < MIN_LENGTH) {
            return Problem.TOO_SHORT;
        }
        if (name.codePoints().noneMatch(Character::isLetterOrDigit)) {
            return Problem.NO_LETTER;
        }
        if (!WritingSystem.isOneScript(name)) {
            return Problem.MIXED_SCRIPTS;
        }
        return WritingSystem.hasOneSetOfDigits(name) ? null : Problem.MIXED_DIGITS;
    }

    private static @Nullable Problem characters(String name) {
        int marks = 0;
        int before = ' ';
        for (int i = 0; i < name.length(); i += Character.charCount(before)) {
            int c = name.codePointAt(i);
            boolean mark = isMark(c);
            marks = mark ? marks + 1 : 0;
            if (isInvisible(c) || isHidden(c)) {
                return Problem.INVISIBLE;
            }
            if (marks > MAX_MARKS || (mark && before == ' ')) {
                return Problem.MARKS;
            }
            if (!mark && !isPlain(c)) {
                return Problem.SYMBOL;
            }
            before = c;
        }
        return null;
    }

    /** Without spaces at the ends, and with one where there were several. */
    private static String spaced(String name) {
        StringBuilder spaced = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean doubled = c == ' ' && (spaced.isEmpty() || spaced.charAt(spaced.length() - 1) == ' ');
            if (!doubled) {
                spaced.append(c);
            }
        }
        int end = spaced.length();
        return end > 0 && spaced.charAt(end - 1) == ' ' ? spaced.substring(0, end - 1) : spaced.toString();
    }

    private static boolean isPlain(int c) {
        return c == ' ' || PUNCTUATION.indexOf(c) >= 0 || Character.isLetterOrDigit(c);
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    /** Controls, line ends, and what changes the direction of text or joins letters. */
    private static boolean isHidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    /** Letters and marks that show nothing (Unicode property Default_Ignorable_Code_Point). */
    private static boolean isInvisible(int c) {
        return c == 0x034F
                || (c >= 0x115F && c <= 0x1160)
                || (c >= 0x17B4 && c <= 0x17B5)
                || (c >= 0x180B && c <= 0x180F)
                || c == 0x3164
                || (c >= 0xFE00 && c <= 0xFE0F)
                || c == 0xFFA0
                || (c >= 0xE0000 && c <= 0xE0FFF);
    }

    /**
     * Returns what the name is compared by: itself without regard to case, what it looks like, and both in either
     * order. Case and looks do not agree: {@code Ian} looks like {@code lan} and is {@code ian}.
     */
    private String key(String name) {
        String folded = folded(name);
        String skeleton = confusables.skeleton(name);
        return NicknameKey.of(List.of(folded, skeleton, confusables.skeleton(folded), folded(skeleton)));
    }

    /**
     * Full case folding by way of upper case, code point by code point on the way back: the last sigma of a word is
     * like any other.
     */
    private static String folded(String name) {
        String upper = Normalizer.normalize(name.toUpperCase(Locale.ROOT), Normalizer.Form.NFKC);
        StringBuilder folded = new StringBuilder(upper.length());
        upper.codePoints().map(Character::toLowerCase).forEach(folded::appendCodePoint);
        return Normalizer.normalize(folded, Normalizer.Form.NFKC);
    }
}
