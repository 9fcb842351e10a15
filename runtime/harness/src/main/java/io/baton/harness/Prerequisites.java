// SPDX-License-Identifier: Apache-2.0
package io.baton.harness;

import org.opentest4j.TestAbortedException;

/** Prerequisites of a test on this machine; a test without them is skipped with an explanation. */
public final class Prerequisites {
    private Prerequisites() {}

    /** Skips the running test with this explanation unless the condition holds. */
    public static void unless(boolean present, String explanation) {
        if (!present) {
            System.err.println("SKIPPED: " + explanation);
            throw new TestAbortedException(explanation);
        }
    }
}
