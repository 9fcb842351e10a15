// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import java.util.List;

/**
 * The input line at rest.
 *
 * @param holds as {@link AutoRelease#save} made it
 * @param stamps peer number, fence and age in nanoseconds of each message that waited
 * @param messages those messages, as a client sends them
 * @param buttons the pointer buttons last said to be down
 * @param neutralOwed whether the port is to be made neutral first
 */
record PipelineHandoverState(
        List<Long> holds, List<Long> stamps, List<byte[]> messages, int buttons, boolean neutralOwed) {}
