// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.ice;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The candidate pairs of one agent, in order of priority, of bounded number. Guarded by the agent's owner. */
final class CheckList {

    private static final int MAX_PAIRS = 128;

    private final List<IcePair> pairs = new ArrayList<>();

    List<IcePair> all() {
        return pairs;
    }

    /** Returns the pair of this path, added now when it is new; null when the list is full. */
    @Nullable
    IcePair pair(IcePath path, long remotePriority, long now) {
        for (IcePair pair : pairs) {
            if (pair.path.equals(path)) {
                return pair;
            }
        }
        if (pairs.size() >= MAX_PAIRS && !removeFailed()) {
            return null;
        }
        var pair = new IcePair(path, CandidatePriority.pair(remotePriority, path.base()));
        pair.nextCheck = now;
        pairs.add(pair);
        pairs.sort(Comparator.comparingLong((IcePair p) -> p.priority).reversed());
        return pair;
    }

    private boolean removeFailed() {
        for (int i = pairs.size() - 1; i >= 0; i--) {
            if (pairs.get(i).failed) {
                pairs.remove(i);
                return true;
            }
        }
        return false;
    }
}
