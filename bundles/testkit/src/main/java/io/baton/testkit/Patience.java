// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * How long tests wait for other threads: longer than any machine stands still, since only a failed test waits so long.
 */
public final class Patience {

    public static final Duration LONGEST = Duration.ofMinutes(1);

    private Patience() {}

    /** Returns what waits for a condition, {@link #LONGEST} at most. */
    public static ConditionFactory await() {
        return Awaitility.await().atMost(LONGEST);
    }
}
