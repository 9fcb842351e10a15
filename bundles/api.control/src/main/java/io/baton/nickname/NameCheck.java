// SPDX-License-Identifier: Apache-2.0
package io.baton.nickname;

/** The result of checking a nickname. */
public sealed interface NameCheck {

    /**
     * The name is valid.
     *
     * @param name the name as it is shown
     * @param key what it is compared by, see {@link NicknameKey}
     */
    record Accepted(String name, String key) implements NameCheck {}

    /**
     * The name is not valid.
     *
     * @param message for the user: what is wrong and what is allowed; does not repeat the name
     */
    record Rejected(Problem problem, String message) implements NameCheck {}

    /** What is wrong with a name. */
    enum Problem {
        TOO_SHORT,
        TOO_LONG,
        /** A control, format or line-end character, or a letter that shows nothing. */
        INVISIBLE,
        /** Neither letter, mark, digit, space nor one of {@code - _ . @}. */
        SYMBOL,
        /** Too many marks on one letter, or a mark without one. */
        MARKS,
        NO_LETTER,
        MIXED_SCRIPTS,
        MIXED_DIGITS
    }
}
