// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import java.util.List;

/**
 * The state of the input pipeline as a predecessor leaves it.
 *
 * @param holds as {@link AutoRelease#save} returns it
 * @param origins peer number, control epoch and age in nanoseconds of each queued message
 * @param messages the queued messages, encoded as a client sends them
 * @param buttons the pointer buttons last received as down
 * @param releasePending whether the epoch is to be begun again before the next message
 */
record PipelineHandoverState(
        List<Long> holds, List<Long> origins, List<byte[]> messages, int buttons, boolean releasePending) {}
