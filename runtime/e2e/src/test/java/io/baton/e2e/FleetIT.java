// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.harness.Device;
import io.baton.testkit.DdiAction;
import io.baton.testkit.DdiServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device takes signed upgrades from a server of hawkBit's API and reports what became of them. */
final class FleetIT {
    private static final String ID = "kvm-1";
    private static final String TOKEN = "canary-5b1f9c";
    private static final Duration LONGEST = Duration.ofMinutes(4);
    private static final Path SHIPPED =
            Path.of(System.getProperty("baton.dist", ""), "bundle", "nickname.unicode-0.1.0.jar");

    private DdiServer server;
    private Device device;
    private SignedUpgrade maker;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        server = DdiServer.start();
        server.authorization("GatewayToken " + TOKEN);
        server.sleep("00:00:01");
        device = Device.start(Map.of(
                "io.baton.upgrade.signed",
                "{\"probationSeconds:Integer\": 5}",
                "io.baton.fleet.hawkbit",
                "{\"enabled:Boolean\": true, \"serverUrl\": \"%s\", \"token\": \"%s\", \"controllerId\": \"%s\"}"
                        .formatted(server.address(), TOKEN, ID)));
        maker = new SignedUpgrade(Files.createDirectories(directory));
        maker.trustedBy(device.data());
        server.await(() -> server.isRegistered(ID), LONGEST);
    }

    @AfterEach
    void stop() {
        device.close();
        server.close();
    }

    @Test
    void signedBundleIsInstalledObservedAndReportedAsSuccess() throws Exception {
        DdiAction action = assign(maker.of("names", SHIPPED, "0.1.1", 1, Map.of()));
        assertEquals("FINISHED", server.status(action), () -> String.valueOf(server.feedback(action)));
        List<String> feedback = server.feedback(action);
        assertTrue(feedback.getLast().contains("io.baton.nickname.unicode 0.1.1"), feedback.toString());
        assertTrue(feedback.stream().anyMatch(each -> each.contains("probation")), feedback.toString());
        server.await(() -> "0.1.1".equals(server.attributes(ID).get("bundle.nickname.unicode")), LONGEST);
        assertFalse(device.log().stream().anyMatch(line -> line.contains(TOKEN)), "the token is in the log");
    }

    @Test
    void bundleThatDoesNotStartIsRolledBackAndReportedAsFailure() throws Exception {
        DdiAction action =
                assign(maker.of("names", SHIPPED, "0.1.2", 2, Map.of("Bundle-Activator", "no.such.Activator")));
        assertEquals("ERROR", server.status(action), () -> String.valueOf(server.feedback(action)));
        assertTrue(
                server.feedback(action).getLast().contains("start_failed"),
                server.feedback(action).toString());
        server.await(() -> "0.1.0".equals(server.attributes(ID).get("bundle.nickname.unicode")), LONGEST);
    }

    private DdiAction assign(Path file) throws Exception {
        DdiAction action = server.assign(ID, Files.readAllBytes(file));
        server.await(() -> !server.status(action).equals("RUNNING"), LONGEST);
        return action;
    }
}
