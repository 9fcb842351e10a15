// SPDX-License-Identifier: Apache-2.0
package io.baton.network.networkd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.shared.dbus.SystemBus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SystemdServicesTest {

    private final Path root;

    SystemdServicesTest(@TempDir Path root) {
        this.root = root;
    }

    private String reason(SystemBus bus) {
        return new SystemdServices(bus, new KernelFiles(root)).noMulticastDnsReason();
    }

    private void resolvedRuns() throws IOException {
        Files.createDirectories(root.resolve("run/systemd/resolve"));
    }

    private static SystemBus resolvedWith(String mode) {
        return (destination, path, type, member, signature, arguments) -> {
            assertEquals("org.freedesktop.resolve1/org/freedesktop/resolve1", destination + path);
            assertEquals(List.of("org.freedesktop.resolve1.Manager", "MulticastDNS"), arguments);
            return List.of(mode);
        };
    }

    @Test
    void multicastDnsIsAnsweredWhereResolvedHasItForAllInterfaces() throws IOException {
        resolvedRuns();
        assertEquals("", reason(resolvedWith("yes")));
    }

    @Test
    void whatResolvedHasForAllInterfacesLimitsEachOfThem() throws IOException {
        resolvedRuns();
        String off = "Multicast DNS is switched off for all networks of this device";
        assertTrue(reason(resolvedWith("no")).startsWith(off));
        assertTrue(reason(resolvedWith("resolve")).startsWith(off));
    }

    @Test
    void nothingAnswersWithoutResolvedOrABus() throws IOException {
        SystemBus none = (destination, path, type, member, signature, arguments) -> {
            throw new IOException("no bus");
        };
        assertTrue(reason(none).startsWith("Multicast DNS needs systemd-resolved"));
        resolvedRuns();
        assertEquals("The operating system did not do it: no bus", reason(none));
    }
}
