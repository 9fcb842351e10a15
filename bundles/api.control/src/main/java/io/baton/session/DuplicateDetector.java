// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import org.jspecify.annotations.Nullable;

/**
 * Detects equal objects among those added: a table with open addressing, without a node for each.
 *
 * <p>Threading. One thread.
 */
final class DuplicateDetector {

    private final @Nullable Object[] slots;

    /** @param most how many objects are added at most */
    DuplicateDetector(int most) {
        slots = new Object[Integer.highestOneBit(Math.max(most, 1)) * 4];
    }

    /** Returns whether no equal object was added before. */
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
