// SPDX-License-Identifier: Apache-2.0
package io.baton.input;

/**
 * What became of input messages since start; none ever falls.
 *
 * @param accepted handed to the HID output
 * @param notInControl refused: the sender did not have control
 * @param stale refused: control had passed on between arrival and effect
 * @param malformed dropped: wrong length, type or range
 * @param rateLimited refused: too many
 * @param expired dropped: parked for an absent collaborator beyond the bound
 */
public record InputCounters(
        long accepted, long notInControl, long stale, long malformed, long rateLimited, long expired) {}
