// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import java.util.List;
import java.util.stream.Stream;

/** The live threads of this process, for tests that a component leaves none behind. */
public final class LiveThreads {

    private LiveThreads() {}

    /** Returns the names of live threads that begin with one of the prefixes, sorted. */
    public static List<String> named(String... prefixes) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> Stream.of(prefixes).anyMatch(name::startsWith))
                .sorted()
                .toList();
    }

    /**
     * Returns as {@link #named}, once these threads have ended: a component waits for the ends of its threads for some
     * time only, and on a busy machine that may be too short. What is returned did not end within a minute.
     */
    public static List<String> left(String... prefixes) {
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> Stream.of(prefixes).anyMatch(thread.getName()::startsWith))
                .forEach(LiveThreads::awaitEnd);
        return named(prefixes);
    }

    private static void awaitEnd(Thread thread) {
        try {
            thread.join(Patience.LONGEST);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
