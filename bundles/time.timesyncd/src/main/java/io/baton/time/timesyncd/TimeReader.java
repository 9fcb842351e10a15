// SPDX-License-Identifier: Apache-2.0
package io.baton.time.timesyncd;

import io.baton.shared.dbus.SystemBus;
import io.baton.shared.files.SystemConfigFile;
import io.baton.time.TimeState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what sets the clock: systemd-timedated and systemd-timesyncd by D-Bus, and where they do not answer, their
 * files. Whatever does not answer is left out of the state.
 *
 * <p>Threading. One thread; blocks for the time of a few calls.
 */
final class TimeReader {

    /** Made by systemd-timesyncd when it has set the clock from a server, since the start of the machine. */
    private static final String SYNCHRONISED = "run/systemd/timesync/synchronized";

    /** Below the root, where the package has no link. */
    private static final String SERVERS_IN_ETC = "etc/systemd/timesyncd.conf.d/10-baton.conf";

    /** Below the root: the link of the package. */
    static final String SERVERS_LINK = "usr/lib/systemd/timesyncd.conf.d/10-baton.conf";

    private static final String DATE = "org.freedesktop.timedate1";
    private static final String SYNC = "org.freedesktop.timesync1";
    private static final String ZONES = "zoneinfo/";
    private static final double MICROS_PER_MILLI = 1e3;
    /** Members of the structure {@code NTPMessage}, org.freedesktop.timesync1(5). */
    private static final int ORIGINATE = 8;

    private static final int RECEIVE = 9;
    private static final int TRANSMIT = 10;
    private static final int DESTINATION = 11;

    private final SystemBus bus;
    private final Path root;

    /** @param root {@code /} on a device */
    TimeReader(SystemBus bus, Path root) {
        this.bus = bus;
        this.root = root;
    }

    TimeState read() {
        Map<?, ?> date = properties(DATE, "/org/freedesktop/timedate1", DATE);
        Map<?, ?> sync = properties(SYNC, "/org/freedesktop/timesync1", SYNC + ".Manager");
        boolean marked = Files.exists(root.resolve(SYNCHRONISED));
        return new TimeState(
                date.get("NTPSynchronized") instanceof Boolean known ? known : marked,
                date.get("NTP") instanceof Boolean enabled ? Optional.of(enabled) : Optional.empty(),
                sync.isEmpty() && !marked ? "" : "systemd-timesyncd",
                sync.get("ServerName") instanceof String name ? name : "",
                sync.get("NTPMessage") instanceof List<?> message ? offset(message) : Optional.empty(),
                servers(),
                date.get("Timezone") instanceof String zone && !zone.isEmpty() ? zone : zone());
    }

    private Map<?, ?> properties(String destination, String path, String type) {
        try {
            List<Object> answer =
                    bus.call(destination, path, "org.freedesktop.DBus.Properties", "GetAll", "s", List.of(type));
            return answer.size() == 1 && answer.getFirst() instanceof Map<?, ?> map ? map : Map.of();
        } catch (IOException e) {
            return Map.of();
        }
    }

    /** Returns the offset by RFC 5905 §8, in milliseconds; the times are of the wall clock in microseconds. */
    static Optional<Double> offset(List<?> message) {
        if (message.size() <= DESTINATION
                || !(message.get(ORIGINATE) instanceof Long t1)
                || !(message.get(RECEIVE) instanceof Long t2)
                || !(message.get(TRANSMIT) instanceof Long t3)
                || !(message.get(DESTINATION) instanceof Long t4)
                || t1 == 0
                || t4 == 0) {
            return Optional.empty();
        }
        return Optional.of(((t2 - t1) + (t3 - t4)) / 2.0 / MICROS_PER_MILLI);
    }

    /** Returns the file with the servers. */
    static Path serversFile(Path root) {
        return SystemConfigFile.of(root, SERVERS_IN_ETC, SERVERS_LINK);
    }

    private List<String> servers() {
        return text(serversFile(root))
                .lines()
                .filter(line -> line.startsWith("NTP="))
                .findFirst()
                .map(line -> line.substring("NTP=".length()).strip())
                .filter(names -> !names.isEmpty())
                .map(names -> List.of(names.split("\\s+")))
                .orElse(List.of());
    }

    /** Returns the zone that {@code /etc/localtime} leads to, or Debian's name of it. */
    private String zone() {
        try {
            String target =
                    Files.readSymbolicLink(root.resolve("etc/localtime")).toString();
            int at = target.indexOf(ZONES);
            if (at >= 0) {
                return target.substring(at + ZONES.length());
            }
        } catch (IOException | UnsupportedOperationException e) {
            // not a link
        }
        return text(root.resolve("etc/timezone")).strip();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
