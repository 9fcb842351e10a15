// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a socket of the kind systemd listens on. */
final class StartProgressTest {
    private static final String EXTENSION = "EXTEND_TIMEOUT_USEC=120000000\nSTATUS=starting bundles";

    private long now = 42;
    private final UnixDatagramSocket systemd;
    private final StartProgress progress;

    StartProgressTest(@TempDir Path directory) throws Throwable {
        String socket = directory.resolve("notify").toString();
        systemd = new UnixDatagramSocket(socket);
        progress = new StartProgress(
                new SystemdNotifier(socket, line -> {
                    throw new AssertionError(line);
                }),
                () -> now);
    }

    @AfterEach
    void close() {
        systemd.close();
    }

    private boolean hangs(int seconds, int level, String... notActive) {
        now += TimeUnit.SECONDS.toNanos(seconds);
        return progress.hangs(level, List.of(notActive));
    }

    @Test
    void systemdWaitsForAStartThatIsSlowAndGoesOn() throws Throwable {
        assertFalse(hangs(59, 2, "a", "b"));
        assertEquals(EXTENSION, systemd.receive());
        assertFalse(hangs(59, 2, "b"));
        assertEquals(EXTENSION, systemd.receive());
        assertFalse(hangs(59, 3, "b"));
        assertEquals(EXTENSION, systemd.receive());
        assertFalse(hangs(59, 3));
        assertEquals(EXTENSION, systemd.receive());
    }

    @Test
    void startWithoutAnotherBundleForAMinuteHangsAndIsNotExtended() throws Throwable {
        assertFalse(hangs(5, 2, "a", "b"));
        systemd.receive();
        assertFalse(hangs(59, 2, "a", "b"));
        assertTrue(hangs(1, 2, "a", "b"));
        assertEquals("", systemd.receive());
    }
}
