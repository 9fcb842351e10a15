// SPDX-License-Identifier: Apache-2.0
package io.baton.harness;

import org.opentest4j.TestAbortedException;

/** Says plainly that something cannot be tried on this machine, and skips what needs it. */
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
