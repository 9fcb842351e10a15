// SPDX-License-Identifier: Apache-2.0
package io.baton.audit;

/**
 * How the writing goes, since the writer began.
 *
 * @param healthy whether the last attempt to write succeeded
 * @param entries entries written
 * @param bytes bytes written
 * @param syncs how often they were forced to the medium
 * @param lost what was to be written and was not, as far as it is known
 * @param gaps entries that say that something is missing
 * @param failures attempts to write that failed
 * @param tornTails incomplete ends found when beginning, each from a crash
 */
public record AuditCounters(
        boolean healthy, long entries, long bytes, long syncs, long lost, long gaps, long failures, long tornTails) {}
