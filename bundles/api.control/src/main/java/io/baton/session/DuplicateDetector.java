// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import org.jspecify.annotations.Nullable;

/**
 * Tells whether things are all different. A roster is checked at every decision, so this is a bare table with open
 * addressing rather than a set of nodes.
 *
 * <p>Threading. One thread.
 */
final class DuplicateDetector {

    private final @Nullable Object[] slots;

    /** For so many things at most. */
    DuplicateDetector(int most) {
        slots = new Object[Integer.highestOneBit(Math.max(most, 1)) * 4];
    }

    /** Whether nothing equal came before. */
    boolean add(Object thing) {
        int hash = thing.hashCode();
        int at = (hash ^ hash >>> 16) & (slots.length - 1);
        for (Object other = slots[at]; other != null; other = slots[at]) {
            if (other.equals(thing)) {
                return false;
            }
            at = (at + 1) & (slots.length - 1);
        }
        slots[at] = thing;
        return true;
    }
}
