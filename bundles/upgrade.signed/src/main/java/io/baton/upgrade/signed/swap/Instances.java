// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed.swap;

import io.baton.upgrade.signed.swap.SwapSteps.StepException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bundles of the running framework. */
interface Instances {

    /** The version of a bundle that runs; null when none does. */
    @Nullable
    Instance running(String symbolicName) throws StepException;

    /** Refuses what cannot be replaced while the device runs. */
    void check(Instance previous, Replacement replacement) throws StepException;

    Instance install(Replacement replacement) throws Exception;

    /** Resolves against the bundles as they are wired now. */
    void resolve(List<Instance> installed) throws StepException;

    /** Begins to measure the time in which neither of two versions provides a service that the first one provides. */
    GapMeter meter(Instance first, Instance second);
}
