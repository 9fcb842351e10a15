// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import io.baton.harness.Device;
import io.baton.harness.ReportFile;
import io.baton.port.ReportPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Everything that reached the report ports of a device, in order. */
final class ReportRecord {
    private static final Pattern STARTED = Pattern.compile("started");
    private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(120);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** One report. */
    record Report(char port, byte[] bytes) {

        /** The usage of the only key, or of none. */
        boolean hasKey(int usage) {
            return isOf(ReportPort.KEYBOARD) && bytes[2] == usage;
        }

        boolean hasButtons() {
            return switch (port) {
                case 'A' -> bytes[0] == 1 && bytes[1] != 0;
                case 'R' -> bytes[0] != 0;
                default -> false;
            };
        }

        /** Whether no key, modifier or button is down by this report; a pointer keeps its position. */
        boolean isNeutral() {
            if (port == 'A' || port == 'R') {
                return !hasButtons();
            }
            return Arrays.equals(bytes, new byte[bytes.length]);
        }

        private boolean isOf(ReportPort of) {
            return port == of.name().charAt(0);
        }

        @Override
        public String toString() {
            return port + HexFormat.of().formatHex(bytes);
        }
    }

    private final Path file;

    private ReportRecord(Path file) {
        this.file = file;
    }

    /** Installs ports that record, before those of the virtual target. */
    static ReportRecord begin(Device device) throws IOException, InterruptedException {
        Path file = Files.createFile(device.data().resolve("reports"));
        device.ask("felix:start " + ReportFile.jar(device.data(), file).toUri(), STARTED);
        return new ReportRecord(file);
    }

    List<Report> reports() throws IOException {
        byte[] all = Files.readAllBytes(file);
        List<Report> reports = new ArrayList<>();
        for (int at = 0; at + 2 <= all.length && at + 2 + all[at + 1] <= all.length; at += 2 + all[at + 1]) {
            reports.add(new Report((char) all[at], Arrays.copyOfRange(all, at + 2, at + 2 + all[at + 1])));
        }
        return reports;
    }

    /** Waits for a report after the first {@code from}. */
    void await(String what, int from, Predicate<Report> fits) throws IOException {
        long end = System.nanoTime() + TIMEOUT_NANOS;
        while (reports().stream().skip(from).noneMatch(fits)) {
            if (System.nanoTime() - end >= 0) {
                List<Report> all = reports();
                throw new AssertionError("no " + what + " after " + all.subList(from, all.size()));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
