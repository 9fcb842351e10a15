// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import java.util.ArrayList;
import java.util.List;

/** The keys that are down, in the order they went down, and the one that repeats. */
final class HeldKeys {

    private static final int FIRST_MODIFIER = 0xE0;
    private static final int LAST_MODIFIER = 0xE7;

    private final long delayNanos;
    private final long intervalNanos;
    private final List<Integer> down = new ArrayList<>();
    private int repeating;
    private long nextRepeatNanos;

    /**
     * @param delayNanos before the first repetition; 0 for none at all
     * @param intervalNanos between repetitions
     */
    HeldKeys(long delayNanos, long intervalNanos) {
        this.delayNanos = delayNanos;
        this.intervalNanos = intervalNanos;
    }

    /** Returns false when it was down already. */
    boolean press(int usage, long nowNanos) {
        if (down.contains(usage)) {
            return false;
        }
        down.add(usage);
        if (!modifier(usage) && UsKeyboard.lock(usage) == 0) {
            repeating = usage;
            nextRepeatNanos = nowNanos + delayNanos;
        }
        return true;
    }

    /** Returns false when it was not down. */
    boolean release(int usage) {
        if (repeating == usage) {
            repeating = 0;
        }
        return down.remove((Object) usage);
    }

    /** The key due to repeat, once for each call; 0 when none is. */
    int dueRepeat(long nowNanos) {
        if (repeating == 0 || delayNanos == 0 || nowNanos - nextRepeatNanos < 0) {
            return 0;
        }
        nextRepeatNanos += intervalNanos;
        return repeating;
    }

    boolean holds(int usage) {
        return down.contains(usage);
    }

    int modifiers() {
        int bits = 0;
        for (int usage : down) {
            if (modifier(usage)) {
                bits |= 1 << (usage - FIRST_MODIFIER);
            }
        }
        return bits;
    }

    List<Integer> usages() {
        return List.copyOf(down);
    }

    private static boolean modifier(int usage) {
        return usage >= FIRST_MODIFIER && usage <= LAST_MODIFIER;
    }
}
