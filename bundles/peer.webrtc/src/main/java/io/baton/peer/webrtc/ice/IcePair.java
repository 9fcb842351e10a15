// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.ice;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One candidate pair and its checks. Guarded by the agent's owner. */
final class IcePair {

    /** How many checks may be unanswered and still be answered late. */
    private static final int OPEN_CHECKS = 16;

    final IcePath path;
    final long priority;
    private final byte[][] transactions = new byte[OPEN_CHECKS][];
    private int checks;

    boolean valid;
    boolean failed;
    /** The other side nominated the pair before it was found valid. */
    boolean nominateWhenValid;
    /** When the next check is due, nanoseconds. */
    long nextCheck;
    /** When the last valid answer came, nanoseconds; means nothing before {@link #valid}. */
    long lastAnswer;
    /** When the other side last nominated it, nanoseconds. */
    long lastNomination;
    /** Checks sent since the last answer. */
    int unanswered;

    IcePair(IcePath path, long priority) {
        this.path = path;
        this.priority = priority;
    }

    void sent(byte[] transaction) {
        transactions[checks++ % OPEN_CHECKS] = transaction;
        unanswered++;
    }

    /** Whether this is an open transaction of the pair; it is closed then. */
    boolean close(byte[] transaction) {
        for (int i = 0; i < OPEN_CHECKS; i++) {
            byte @Nullable [] open = transactions[i];
            if (open != null && Arrays.equals(open, transaction)) {
                transactions[i] = new byte[0];
                return true;
            }
        }
        return false;
    }
}
