// SPDX-License-Identifier: Apache-2.0
package io.baton.power;

import io.baton.session.Outcome;
import io.baton.session.Reason;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A way to the power of the target computer. A provider registers it while it is configured, whether what it controls
 * is there or not; of several, the one with the highest ranking that can do a thing does it. It tells every registered
 * {@link PowerListener} each change of its state.
 *
 * <p>Threading. Any thread; no method blocks.
 */
@ConsumerType
public interface PowerControl {

    /** Service property: the {@link #kind}. */
    String KIND = "baton.power.kind";

    /** Returns the kind of provider, a word such as {@code gpio}. */
    String kind();

    /** Returns what is controlled, for people, such as {@code ATX buttons on gpiochip0}. */
    String name();

    /** Returns what it can do as it is configured. */
    Set<PowerAction> actions();

    /** Returns the last known state. */
    PowerState state();

    /**
     * Begins an action. The stage completes when it has begun, so that a long press does not keep the caller; a button
     * is released at its time, also when the caller is gone. While a button is pressed, another action is refused.
     *
     * @return {@link Reason#UNSUPPORTED} for an action that is not among {@link #actions}
     */
    CompletionStage<Outcome> perform(PowerAction action);

    /** Sets what the supply does when the mains come back. */
    default CompletionStage<Outcome> setRestore(RestoreState restore) {
        return CompletableFuture.completedStage(
                Outcome.refused(Reason.UNSUPPORTED, "What this supply does after a power cut cannot be set."));
    }
}
