// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed.swap;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One replacement of a set of bundles: replaced as a whole, then either kept or reverted.
 *
 * <p>Threading. One thread; every method may block while bundles stop and start.
 */
public interface BundleSwap {

    /** Manifest header: {@code in-place}, and the role in the handover store, if any, as {@code ;role=name}. */
    String HEADER = "Baton-Swap";

    /**
     * Returns whether a bundle stops before its successor starts.
     *
     * @param header the value of {@link #HEADER}; null when the bundle has none
     */
    static boolean isInPlace(@Nullable String header) {
        return header != null && header.startsWith("in-place");
    }

    /**
     * Replaces or adds bundles, all or none: when one fails to start, hangs or cannot adopt the state, those that were
     * replaced already are put back before this returns.
     *
     * @param replacements in the order in which they are replaced
     */
    SwapResult replace(List<Replacement> replacements);

    /** Puts the previous bundles back, with their state. Only after a {@link #replace} that succeeded. */
    SwapResult revert();

    /** Stops and uninstalls bundles that nothing replaces; one that hangs is left behind. */
    void remove(List<String> symbolicNames);

    /** Gives up what was kept for {@link #revert}. */
    void keep();

    /** Whether the bundle that does the upgrade is one of the bundles: {@link #handOver} is the last step then. */
    default boolean handsOver() {
        return false;
    }

    /**
     * Stops the bundle that does the upgrade and starts the one that replaces it, which goes on from what is recorded.
     * Returns at once.
     *
     * @param failed is called when that one does not start, once the bundles from before run again, and before the
     *     bundle that does the upgrade is started again: the result says what became of the others
     */
    default void handOver(Consumer<SwapResult> failed) {
        throw new UnsupportedOperationException();
    }
}
