// SPDX-License-Identifier: Apache-2.0
package io.baton.nickname.unicode;

import io.baton.nickname.NameCheck;
import io.baton.nickname.NicknamePolicy;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.osgi.service.component.annotations.Component;

/**
 * Names in any script: letters, digits, spaces and {@code - _ . @}, 2–30 code points after normalisation (NFKC). What
 * cannot be seen, turns text around or piles up is not a letter here.
 *
 * <p>Threading. No state; any thread.
 */
@Component
public final class UnicodeNicknames implements NicknamePolicy {

    static final int MIN_LENGTH = 2;
    static final int MAX_LENGTH = 30;
    private static final int MAX_MARKS = 2;
    private static final int MAX_BROWSER = 16;
    private static final String PUNCTUATION = "-_.@";

    @Override
    public NameCheck check(String raw) {
        if (raw.length() > MAX_RAW_LENGTH) {
            return tooLong();
        }
        String name = spaced(Normalizer.normalize(raw, Normalizer.Form.NFKC));
        int length = name.codePointCount(0, name.length());
        if (length < MIN_LENGTH) {
            return new NameCheck.JoinRejected("A name has at least " + MIN_LENGTH + " characters.");
        }
        if (length > MAX_LENGTH) {
            return tooLong();
        }
        boolean speakable = false;
        int marks = 0;
        for (int i = 0; i < name.length(); i += Character.charCount(name.codePointAt(i))) {
            int c = name.codePointAt(i);
            boolean mark = isMark(c);
            marks = mark ? marks + 1 : 0;
            boolean floating = mark && (i == 0 || name.charAt(i - 1) == ' ');
            if (floating || marks > MAX_MARKS || !(mark || isPlain(c))) {
                return new NameCheck.JoinRejected("A name has letters, digits, spaces and - _ . @ only.");
            }
            speakable |= Character.isLetterOrDigit(c);
        }
        return speakable
                ? new NameCheck.Accepted(name, key(name))
                : new NameCheck.JoinRejected("A name has at least one letter or digit.");
    }

    @Override
    public String generate(String browser, RandomGenerator random) {
        String lower = browser.toLowerCase(Locale.ROOT);
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < lower.length() && word.length() < MAX_BROWSER; i++) {
            char c = lower.charAt(i);
            if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
                word.append(c);
            }
        }
        String number = HexFormat.of().toHexDigits((short) random.nextInt());
        return "u-" + (word.isEmpty() ? "browser" : word) + "-" + number;
    }

    private static NameCheck tooLong() {
        return new NameCheck.JoinRejected("A name has at most " + MAX_LENGTH + " characters.");
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
        return c == ' ' || PUNCTUATION.indexOf(c) >= 0 || (Character.isLetterOrDigit(c) && !isInvisible(c));
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return (type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK) && !isInvisible(c);
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
     * Full case folding by way of upper case, code point by code point on the way back: the last sigma of a word is
     * like any other.
     */
    private static String key(String name) {
        String upper = Normalizer.normalize(name.toUpperCase(Locale.ROOT), Normalizer.Form.NFKC);
        StringBuilder folded = new StringBuilder(upper.length());
        upper.codePoints().map(Character::toLowerCase).forEach(folded::appendCodePoint);
        return Normalizer.normalize(folded, Normalizer.Form.NFKC);
    }
}
