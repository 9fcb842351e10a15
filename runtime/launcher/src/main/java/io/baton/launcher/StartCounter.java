// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import io.baton.shared.sets.SetFiles;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Counts the starts in a row that failed, in {@code <data>/sets/starts}. A start has failed from its beginning until
 * the device was ready for {@link #STABLE}; one that is told to stop before does not count.
 *
 * <p>Threading. Safe for any thread.
 */
final class StartCounter {
    /** For so long the device must be ready before its start has not failed. */
    static final Duration STABLE = Duration.ofSeconds(60);

    private final SetFiles files;
    private final Consumer<String> log;
    private int before;
    private boolean stable;

    /** @param log receives a line when the count cannot be written */
    StartCounter(SetFiles files, Consumer<String> log) {
        this.files = files;
        this.log = log;
    }

    /** Counts this start as failed until it is known to be none. */
    synchronized void begin() {
        before = files.starts();
        if (before > 0) {
            log.accept("Starts that failed since the last good one: " + before + ".");
        }
        write(before + 1);
    }

    /** The device was ready for {@link #STABLE}. */
    synchronized void stable() {
        stable = true;
        write(0);
    }

    /** The device is told to stop, or to restart. */
    synchronized void stoppedWhenAsked() {
        if (!stable) {
            write(before);
        }
    }

    private void write(int number) {
        try {
            files.starts(number);
        } catch (IOException e) {
            log.accept("The count of failed starts cannot be written: " + FileErrors.message(e));
        }
    }
}
