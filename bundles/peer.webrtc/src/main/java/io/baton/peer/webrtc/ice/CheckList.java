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

    /**
     * Returns the pair of this path, added now when it is new. In a full list it takes the place of a failed pair, or
     * of the one whose last answer is oldest; null when there is none of either.
     *
     * @param inUse stays in any case
     */
    @Nullable
    IcePair pair(IcePath path, long remotePriority, @Nullable IcePair inUse, long now) {
        for (IcePair pair : pairs) {
            if (pair.path.equals(path)) {
                return pair;
            }
        }
        if (pairs.size() >= MAX_PAIRS) {
            IcePair useless = useless(inUse);
            if (useless == null) {
                return null;
            }
            pairs.remove(useless);
        }
        var pair = new IcePair(path, CandidatePriority.pair(remotePriority, path.base()));
        pair.nextCheck = now;
        pairs.add(pair);
        pairs.sort(Comparator.comparingLong((IcePair p) -> p.priority).reversed());
        return pair;
    }

    private @Nullable IcePair useless(@Nullable IcePair inUse) {
        IcePair oldest = null;
        for (int i = pairs.size() - 1; i >= 0; i--) {
            IcePair pair = pairs.get(i);
            if (pair.failed) {
                return pair;
            }
            if (pair.valid && pair != inUse && (oldest == null || pair.lastAnswer - oldest.lastAnswer < 0)) {
                oldest = pair;
            }
        }
        return oldest;
    }
}
