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
}
