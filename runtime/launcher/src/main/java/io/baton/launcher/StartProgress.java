// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Tells a start that hangs from one that is only slow, and has systemd wait for the latter. Used by one thread.
 *
 * <p>The unit's limit for a start ({@code TimeoutStartSec}) need only cover the time until the first bundle starts.
 */
final class StartProgress {
    /** How often {@link #hangs} is to be asked at least. */
    static final Duration INTERVAL = Duration.ofSeconds(5);

    /** A bundle that starts for longer than this hangs. */
    static final Duration LONGEST_BUNDLE_START = Duration.ofSeconds(60);

    /** How long systemd waits for the next sign: of a bundle, or after the last one of a device that is ready. */
    private static final Duration EXTENSION = LONGEST_BUNDLE_START.plusSeconds(60);

    private record State(int level, List<String> notActive) {}

    private final SystemdNotifier systemd;
    private final LongSupplier nanoTime;
    private State before = new State(0, List.of());
    private long changed;

    StartProgress(SystemdNotifier systemd, LongSupplier nanoTime) {
        this.systemd = systemd;
        this.nanoTime = nanoTime;
        changed = nanoTime.getAsLong();
    }

    /**
     * Returns whether nothing started for {@link #LONGEST_BUNDLE_START}.
     *
     * @param level the start level that is to be reached
     * @param notActive the bundles that are not active now
     */
    boolean hangs(int level, List<String> notActive) {
        State state = new State(level, List.copyOf(notActive));
        if (!state.equals(before)) {
            before = state;
            changed = nanoTime.getAsLong();
            systemd.send(SystemdNotifier.extension(EXTENSION), SystemdNotifier.status("starting bundles"));
        }
        return nanoTime.getAsLong() - changed >= LONGEST_BUNDLE_START.toNanos();
    }
}
