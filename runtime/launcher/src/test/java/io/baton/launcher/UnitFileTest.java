// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The unit files that ship, as systemd reads them. */
final class UnitFileTest {

    private static final Path UNIT = Path.of("..", "baton.service");
    private static final Path OTHERS = Path.of("..", "deb");
    private static final String PROGRAM = "/usr/lib/baton/run";

    /** Known to systemd since version 254; an older one waits {@code RestartSec} each time. */
    private static final String SINCE_254 =
            ".*Unknown key '(RestartSteps|RestartMaxDelaySec)' in section \\[Service].*";

    @TempDir
    private Path directory = Path.of("");

    /** Skips the test with an explanation where systemd is not installed. */
    @Test
    void systemdAcceptsEveryLine() throws Exception {
        String unit = Files.readString(UNIT);
        assertTrue(unit.contains("ExecStart=" + PROGRAM + " "), unit);
        // the image is not installed on the machine that builds it
        assertEquals(List.of(), complaints("baton.service", unit.replace(PROGRAM, "/bin/true")));
    }

    @ParameterizedTest
    @CsvSource({"baton-devices.service, prepare-devices", "baton-cache.service, train"})
    void systemdAcceptsEveryLineOfTheOthers(String name, String script) throws Exception {
        String unit = Files.readString(OTHERS.resolve(name));
        String program = "/usr/lib/baton/" + script;
        assertTrue(unit.contains("ExecStart=-" + program), unit);
        assertTrue(Files.isExecutable(OTHERS.resolve(script)));
        assertEquals(List.of(), complaints(name, unit.replace(program, "/bin/true")));
    }

    /** The process that the network reaches has no privilege, and no way to one. */
    @Test
    void batonRunsWithoutPrivilege() throws IOException {
        List<String> lines = Files.readAllLines(UNIT);
        for (String line : List.of(
                "User=baton",
                "CapabilityBoundingSet=",
                "NoNewPrivileges=yes",
                "ProtectSystem=strict",
                "ProtectHome=yes",
                "DevicePolicy=closed")) {
            assertTrue(lines.contains(line), line);
        }
    }

    @Test
    void misspelledKeyWouldBeFound() throws Exception {
        String unit = Files.readString(UNIT).replace(PROGRAM, "/bin/true").replace("WatchdogSec", "WatchDogSeconds");
        List<String> complaints = complaints("baton.service", unit);
        assertTrue(complaints.toString().contains("WatchDogSeconds"), complaints::toString);
    }

    /** The launcher ends by itself within the times that systemd waits. */
    @Test
    void systemdWaitsLongerThanTheLauncher() throws IOException {
        List<String> lines = Files.readAllLines(UNIT);
        assertTrue(lines.contains("TimeoutStopSec=20"), "more than the 14 s of a stop");
        assertTrue(lines.contains("WatchdogSec=90"), "more than the 60 s after which the device ends by itself");
        assertTrue(lines.contains("RestartForceExitStatus=" + ExitCode.RESTART.status), lines::toString);
        assertTrue(lines.contains("RestartPreventExitStatus=" + ExitCode.USAGE.status), lines::toString);
    }

    private List<String> complaints(String name, String unit) throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve(name), unit);
        Process verify;
        try {
            verify = new ProcessBuilder("systemd-analyze", "verify", "--man=no", file.toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            String skipped = "systemd-analyze is not installed, the unit file is not verified";
            System.err.println("SKIPPED: " + skipped);
            return Assumptions.abort(skipped);
        }
        String output = new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        verify.waitFor();
        return output.lines()
                .filter(line -> !line.isBlank() && !line.matches(SINCE_254))
                .toList();
    }
}
