// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade;

import java.time.Instant;

/**
 * One step of an attempt, written to the medium before it is done.
 *
 * @param name a stable word such as {@code verified}
 * @param at the time of day
 * @param detail what an operator wants to know of it; may be empty
 */
public record UpgradeStep(String name, Instant at, String detail) {}
