// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Tells new complaints of reporters from those that were there before. Each line of a report is one complaint; what
 * precedes its first colon is its subject, such as the name of a health check, and the rest may change.
 *
 * <p>Threading. One thread.
 */
final class Complaints {

    private final Set<String> known = new HashSet<>();

    /** Notes what a reporter complains of now; an empty text has no complaint. */
    void remember(long reporter, String report) {
        report.lines().map(line -> key(reporter, line)).forEach(known::add);
    }

    /** Returns the first line whose subject this reporter did not complain of before. */
    Optional<String> firstNew(long reporter, String report) {
        return report.lines()
                .filter(line -> !known.contains(key(reporter, line)))
                .findFirst();
    }

    private static String key(long reporter, String line) {
        return reporter + " " + line.split(":", 2)[0];
    }
}
