// SPDX-License-Identifier: Apache-2.0
package io.baton.nickname;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * What nicknames are compared by: a key is a text of one or several forms, and two names would be taken for the same
 * when their keys have a form in common. The empty key is that of no name.
 *
 * <p>Threading. Pure; any thread.
 */
public final class NicknameKey {

    private static final String SEPARATOR = "\n";
    private static final int TRIES = 32;

    private NicknameKey() {}

    /** Returns the key with these forms, none of which has a line end. */
    public static String of(Collection<String> forms) {
        return String.join(SEPARATOR, new LinkedHashSet<>(forms));
    }

    /** Returns the forms of a key; none for the empty key. */
    public static List<String> forms(String key) {
        return key.isEmpty() ? List.of() : Arrays.asList(key.split(SEPARATOR, -1));
    }

    /** Returns whether two names would be taken for the same. */
    public static boolean clash(String key, String other) {
        if (key.isEmpty() || other.isEmpty()) {
            return false;
        }
        if (key.equals(other)) {
            return true;
        }
        int end;
        for (int from = 0; from <= key.length(); from = end + 1) {
            end = end(key, from);
            if (hasForm(other, key, from, end)) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether a key has the form that is this part of another key; makes no object. */
    private static boolean hasForm(String key, String other, int from, int to) {
        int end;
        for (int at = 0; at <= key.length(); at = end + 1) {
            end = end(key, at);
            if (end - at == to - from && key.regionMatches(at, other, from, to - from)) {
                return true;
            }
        }
        return false;
    }

    private static int end(String key, int from) {
        int end = key.indexOf(SEPARATOR, from);
        return end < 0 ? key.length() : end;
    }

    /**
     * Returns a generated name that is free; empty when none was found.
     *
     * @param taken whether a name with this key is taken
     */
    public static Optional<NameCheck.Accepted> generated(
            NicknamePolicy policy, RandomGenerator random, Predicate<String> taken) {
        for (int i = 0; i < TRIES; i++) {
            if (policy.check(policy.generate(random)) instanceof NameCheck.Accepted made && !taken.test(made.key())) {
                return Optional.of(made);
            }
        }
        return Optional.empty();
    }
}
