// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.power;

import io.baton.power.PowerAction;
import io.baton.power.RestoreState;
import io.baton.session.Outcome;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a client asked a power control to do; one of the two.
 *
 * @param action the action
 * @param restore what the supply shall do after a power cut
 * @param answer completed on the control's thread
 */
public record PowerCall(
        @Nullable PowerAction action, @Nullable RestoreState restore, CompletableFuture<Outcome> answer) {}
