// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import java.time.Instant;
import java.util.List;

/**
 * A command and what became of it, whole: the policy, given {@code before}, the command and the time, said the rest.
 *
 * @param number counts what this desk decided, from 1 and without gaps: who hears 7 after 5 missed one
 * @param command with its actor
 * @param at when, on the desk's clock
 * @param outcome done, or why not
 * @param before the roster it was decided in
 * @param after the roster afterwards; equal to {@code before} when refused
 * @param effects what followed; empty when refused
 */
public record DecisionRecord(
        long number, Command command, Instant at, Outcome outcome, Roster before, Roster after, List<Effect> effects) {

    public DecisionRecord {
        effects = List.copyOf(effects);
    }
}
