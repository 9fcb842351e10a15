// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How far a session is trusted with control it did not ask for, and why.
 *
 * @param total 0–1000
 * @param terms what it is made of, before it is brought into its range
 */
public record TrustScore(int total, List<Term> terms) {

    /** Highest score. */
    public static final int MAX = 1000;

    /**
     * One reason for trust, or against it.
     *
     * @param name its stable word
     * @param points positive or negative, never 0
     */
    public record Term(String name, int points) {}

    public TrustScore {
        terms = List.copyOf(terms);
        if (total < 0 || total > MAX) {
            throw new IllegalArgumentException("a trust score is 0–" + MAX + ": " + total);
        }
    }

    /** The terms by name, in order. */
    public Map<String, Integer> byName() {
        Map<String, Integer> named = new LinkedHashMap<>();
        terms.forEach(term -> named.put(term.name(), term.points()));
        return named;
    }
}
