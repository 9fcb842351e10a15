// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.baton.shared.sets.SetFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a socket of the kind systemd listens on. */
final class WatchdogTest {
    private final Path directory;
    private final SetFiles files;
    private final List<String> log = new ArrayList<>();
    private final List<String> fatal = new ArrayList<>();
    private Optional<String> notReady = Optional.empty();
    private Optional<String> notAlive = Optional.empty();
    private long now;
    private final UnixDatagramSocket systemd;
    private final Watchdog watchdog;

    WatchdogTest(@TempDir Path directory) throws Throwable {
        this.directory = directory;
        files = new SetFiles(directory.resolve("sets"));
        systemd = new UnixDatagramSocket(directory.resolve("notify").toString());
        watchdog = watchdog(directory.resolve("notify").toString());
    }

    @AfterEach
    void close() {
        systemd.close();
    }

    private Watchdog watchdog(String socket) {
        StartCounter starts = new StartCounter(files, log::add);
        starts.begin();
        return new Watchdog(
                () -> notReady,
                () -> notAlive,
                new SystemdNotifier(socket, log::add),
                starts,
                log::add,
                fatal::add,
                () -> now);
    }

    @Test
    void readyIsSentWhenTheDeviceIsReadyAndNotBefore() throws Throwable {
        notReady = Optional.of("no\nencoder");
        watchdog.check();
        assertEquals("STATUS=not ready: no encoder", systemd.receive());
        notReady = Optional.empty();
        watchdog.check();
        assertEquals("READY=1\nWATCHDOG=1\nSTATUS=ready", systemd.receive());
        watchdog.check();
        assertEquals("WATCHDOG=1", systemd.receive());
        watchdog.stop();
        assertEquals("STOPPING=1\nSTATUS=stopping", systemd.receive());
        assertEquals("", systemd.receive());
    }

    @Test
    void deviceThatIsNotAliveSendsNoSignOfLifeAndIsEnded() throws Throwable {
        watchdog.check();
        systemd.receive();
        notAlive = Optional.of("HTTP does not answer");
        for (int i = 1; i < Watchdog.MAX_DEAD_CHECKS; i++) {
            watchdog.check();
        }
        assertEquals("STATUS=not alive: HTTP does not answer", systemd.receive());
        assertEquals("", systemd.receive());
        assertEquals(List.of(), fatal);
        watchdog.check();
        assertEquals(List.of("not alive for 60 s: HTTP does not answer"), fatal);
        assertEquals("", systemd.receive());
        assertEquals(List.of("Device not alive reason=HTTP does not answer"), log);
    }

    @Test
    void deviceThatWasNotAliveForAMomentGoesOn() throws Throwable {
        watchdog.check();
        systemd.receive();
        for (int i = 0; i < 3 * Watchdog.MAX_DEAD_CHECKS; i++) {
            notAlive = Optional.of("busy");
            watchdog.check();
            assertEquals("STATUS=not alive: busy", systemd.receive());
            notAlive = Optional.empty();
            watchdog.check();
            assertEquals("STATUS=ready", systemd.receive());
            assertEquals("WATCHDOG=1", systemd.receive());
        }
        assertEquals(List.of(), fatal);
    }

    @Test
    void startHasNotFailedAfterAMinuteOfReadiness() {
        watchdog.check();
        now += Duration.ofSeconds(59).toNanos();
        watchdog.check();
        assertEquals(1, files.starts());
        now += Duration.ofSeconds(1).toNanos();
        notAlive = Optional.of("busy");
        watchdog.check();
        assertEquals(1, files.starts());
        notAlive = Optional.empty();
        watchdog.check();
        assertEquals(0, files.starts());
    }

    @Test
    void socketOfTheAbstractNamespaceIsReached() throws Throwable {
        String name = "@baton-" + directory.getFileName();
        try (UnixDatagramSocket abstractSocket = new UnixDatagramSocket(name)) {
            new SystemdNotifier(name, log::add).send(SystemdNotifier.READY);
            assertEquals("READY=1", abstractSocket.receive());
        }
        assertEquals(List.of(), log);
    }

    @Test
    void missingSocketIsReportedOnce() {
        SystemdNotifier notifier =
                new SystemdNotifier(directory.resolve("absent").toString(), log::add);
        notifier.send(SystemdNotifier.READY);
        notifier.send(SystemdNotifier.ALIVE);
        assertEquals(List.of("systemd cannot be told: its socket does not accept messages"), log);
    }

    @Test
    void managerThatDoesNotReadHoldsNothingUp() {
        SystemdNotifier notifier =
                new SystemdNotifier(directory.resolve("notify").toString(), log::add);
        for (int i = 0; i < 1000; i++) {
            notifier.send(SystemdNotifier.ALIVE);
        }
        assertEquals(List.of("systemd cannot be told: its socket does not accept messages"), log);
    }

    @Test
    void nothingIsSentWithoutSystemd() {
        SystemdNotifier none = new SystemdNotifier(null, log::add);
        none.send(SystemdNotifier.READY);
        assertFalse(none.isUsed());
        assertEquals(List.of(), log);
    }
}
