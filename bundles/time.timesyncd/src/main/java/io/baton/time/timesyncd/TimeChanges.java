// SPDX-License-Identifier: Apache-2.0
package io.baton.time.timesyncd;

import io.baton.shared.dbus.DBusException;
import io.baton.shared.dbus.SystemBus;
import io.baton.shared.files.AtomicFiles;
import io.baton.time.TimeState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Changes what sets the clock: systemd-timedated switches the time service and sets the zone, a file names the servers.
 *
 * <p>Threading. One thread; blocks for the time of a few calls.
 */
final class TimeChanges {

    private static final String DATE = "org.freedesktop.timedate1";

    private final SystemBus bus;
    private final Path root;
    /** The service runs, or is to, and has not read the servers that were written. */
    private boolean unread;

    TimeChanges(SystemBus bus, Path root) {
        this.bus = bus;
        this.root = root;
    }

    /** Returns a sentence that says why nothing can be changed; empty when changes are possible. */
    String readOnlyReason() {
        try {
            bus.call(DATE, "/org/freedesktop/timedate1", "org.freedesktop.DBus.Peer", "Ping", "", List.of());
            return "";
        } catch (DBusException e) {
            return "systemd-timedated does not answer on this device, and nothing else changes its clock.";
        } catch (IOException e) {
            return "The system bus does not answer: D-Bus is missing, or does not admit Baton.";
        }
    }

    /**
     * Makes a change. A zone and servers that are as they are wanted already are left alone, since the switch has
     * systemd read all its units.
     *
     * @param now the state before
     * @throws IOException when it was not done; what came before it in the order servers, zone, switch was done. The
     *     next change has the service read the servers, and run, where this one did not come to it
     */
    void apply(TimeSettings wanted, TimeState now) throws IOException {
        boolean otherServers =
                wanted.servers().isPresent() && !wanted.servers().get().equals(now.servers());
        if (otherServers) {
            servers(wanted.servers().get());
        }
        // an earlier change may have ended before the service was started anew, or when it was stopped for that
        boolean enabledNow = now.enabled().orElse(false) || unread;
        boolean enabled = wanted.enabled().orElse(enabledNow);
        unread = (otherServers || unread) && enabledNow && enabled;
        if (wanted.zone().isPresent() && !wanted.zone().get().equals(now.zone())) {
            date("SetTimezone", "sb", List.of(wanted.zone().get(), false));
        }
        if (unread) {
            startAnew();
        } else if (wanted.enabled().isPresent()) {
            // also where it seems to be so already: systemd-timedated may tell for a moment how it was
            date("SetNTP", "bb", List.of(enabled, false));
        }
    }

    /** A service that is started anew reads its file. */
    private void startAnew() throws IOException {
        try {
            date("SetNTP", "bb", List.of(false, false));
        } catch (DBusException e) {
            throw e;
        } catch (IOException e) {
            // a slow systemd-timedated does it later, and what follows after it
        }
        unread = false;
        try {
            date("SetNTP", "bb", List.of(true, false));
        } catch (DBusException e) {
            unread = true;
            throw e;
        }
    }

    private void date(String member, String signature, List<Object> arguments) throws IOException {
        bus.call(DATE, "/org/freedesktop/timedate1", DATE, member, signature, arguments);
    }

    private void servers(List<String> servers) throws IOException {
        Path file = TimeReader.serversFile(root);
        if (servers.isEmpty()) {
            Files.deleteIfExists(file);
            return;
        }
        String text = "# Written by Baton, which overwrites changes.\n[Time]\nNTP=" + String.join(" ", servers) + "\n";
        try {
            Files.createDirectories(file.getParent());
            AtomicFiles.replace(file, text.getBytes(StandardCharsets.UTF_8), AtomicFiles.WORLD_READABLE);
        } catch (IOException e) {
            throw new IOException("Baton may not write to " + file.getParent(), e);
        }
    }

    /** Returns what to tell an administrator of a change that failed. */
    static String sentence(IOException cause) {
        if (cause instanceof DBusException refused && refused.isDenied()) {
            return "The operating system does not permit Baton to change the clock; docs/network.md says how to permit it.";
        }
        return "The operating system did not do it: " + cause.getMessage();
    }
}
