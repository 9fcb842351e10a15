// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Every set of flags there is, so that no session needs one of its own: a decision that sets a flag allocates no set.
 *
 * <p>Threading. Any thread.
 */
final class SessionFlags {

    private static final SessionFlag[] FLAGS = SessionFlag.values();
    private static final List<Set<SessionFlag>> SETS =
            IntStream.range(0, 1 << FLAGS.length).mapToObj(SessionFlags::set).toList();

    private SessionFlags() {}

    /** Returns the shared set with these flags. */
    static Set<SessionFlag> of(Set<SessionFlag> flags) {
        return SETS.get(mask(flags));
    }

    static Set<SessionFlag> with(Set<SessionFlag> flags, SessionFlag flag) {
        return SETS.get(mask(flags) | bit(flag));
    }

    static Set<SessionFlag> without(Set<SessionFlag> flags, SessionFlag flag) {
        return SETS.get(mask(flags) & ~bit(flag));
    }

    private static int mask(Set<SessionFlag> flags) {
        int mask = 0;
        for (int i = 0; i < FLAGS.length; i++) {
            mask |= flags.contains(FLAGS[i]) ? 1 << i : 0;
        }
        return mask;
    }

    private static int bit(SessionFlag flag) {
        int i = 0;
        while (FLAGS[i] != flag) {
            i++;
        }
        return 1 << i;
    }

    private static Set<SessionFlag> set(int mask) {
        Set<SessionFlag> set = EnumSet.noneOf(SessionFlag.class);
        for (SessionFlag flag : FLAGS) {
            if ((mask & bit(flag)) != 0) {
                set.add(flag);
            }
        }
        return Collections.unmodifiableSet(set);
    }
}
