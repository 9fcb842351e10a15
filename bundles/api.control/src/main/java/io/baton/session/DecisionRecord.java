// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import java.time.Instant;
import java.util.List;

/**
 * A command and its decision. Given {@code before}, the command and the time, the policy returns the rest.
 *
 * @param number counts the decisions of one coordinator from 1, without gaps; a gap means that records were missed
 * @param command with its actor
 * @param at when, on the coordinator's clock
 * @param outcome done, or why not
 * @param before the roster it was decided in
 * @param after the roster afterwards; equal to {@code before} when refused
 * @param effects the effects; empty when refused
 */
public record DecisionRecord(
        long number, Command command, Instant at, Outcome outcome, Roster before, Roster after, List<Effect> effects) {

    public DecisionRecord {
        effects = List.copyOf(effects);
    }
}
