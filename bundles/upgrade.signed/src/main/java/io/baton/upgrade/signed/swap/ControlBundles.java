// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed.swap;

import io.baton.upgrade.signed.swap.SwapSteps.StepException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The two sets of {@code api.control} with all bundles that use it: the one whose classes this code has, and the other.
 * Each set is in the order of its start, and without the bundle that replaces the sets.
 *
 * <p>Threading. One thread at a time.
 */
interface ControlBundles {

    /** Carries the content of the handover store from one set to the other while it is open. */
    interface Carrier extends AutoCloseable {

        /** By role; of JDK types alone. */
        Map<String, Map<String, Object>> content();

        @Override
        void close();
    }

    /**
     * Installs the other set and resolves it beside this one; nothing is left of it when that fails.
     *
     * @param replacements every bundle of the set
     */
    void install(List<Replacement> replacements) throws StepException;

    /** The set that this code belongs to. */
    List<Instance> own();

    /** The set that is stopped while this code runs; empty when none is kept. */
    List<Instance> other();

    /** The bundle of this code. */
    Instance self();

    /** The bundle that does in the other set what this one does. */
    @Nullable
    Instance counterpart();

    /** The bundle of this name that runs; null when there is none, or more than one. */
    @Nullable
    Instance running(String symbolicName);

    Carrier carry();

    /** Gives up the classes of uninstalled bundles. */
    void forget();
}
