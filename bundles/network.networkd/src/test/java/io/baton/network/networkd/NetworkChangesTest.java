// SPDX-License-Identifier: Apache-2.0
package io.baton.network.networkd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.audit.AuditEvent;
import io.baton.network.NetworkState;
import io.baton.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A change of the network undoes itself unless it is confirmed. */
final class NetworkChangesTest {

    private static final Actor ANN = new Actor("ann", "admin", "192.0.2.9");
    private static final Map<String, Object> FIXED = Map.of(
            "hostname",
            "rack7",
            "ipv4_mode",
            "static",
            "ipv4_static",
            Map.of("address", "10.9.9.5", "netmask", "255.255.255.0", "gateway", "10.9.9.1", "dns", List.of()),
            "ipv6_mode",
            "slaac");

    @TempDir
    private Path root = Path.of("");

    private final ManualClock clock = new ManualClock();
    private final List<AuditEvent> notes = new ArrayList<>();
    private Device device;
    private Path pending;
    private NetworkChanges changes;

    @BeforeEach
    void make() throws IOException {
        device = new Device(root);
        pending = root.resolve("data/network/pending.json");
        changes = instance();
    }

    private NetworkChanges instance() {
        NetworkChanges made =
                new NetworkChanges(device.files, device.reader(), device, pending, clock, clock::nanoTime, notes::add);
        made.begin();
        return made;
    }

    private void apply() throws IOException {
        NetworkState state = device.reader().read();
        NetworkSettings present = NetworkSettings.ofState(state);
        changes.apply(ANN, state, present, NetworkSettings.of(FIXED, present));
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            clock.advanceMillis(1_000);
            changes.tick();
        }
    }

    private List<String> audited() {
        return notes.stream()
                .map(note -> note.action() + " " + note.outcome() + " "
                        + note.details().getOrDefault("cause", note.details().getOrDefault("by", "")))
                .map(String::strip)
                .toList();
    }

    @Test
    void changeIsUndoneAfterSixtySeconds() throws IOException {
        apply();
        assertTrue(device.networkFile().contains("Address=10.9.9.5/24"));
        assertEquals(60, changes.left().orElseThrow().seconds());
        pass(59);
        assertEquals(1, changes.left().orElseThrow().seconds());
        assertEquals(List.of("reconfigure 3", "hostName rack7"), device.calls);
        pass(1);
        assertEquals("", device.networkFile());
        assertEquals(List.of("reconfigure 3", "hostName rack7", "reconfigure 3", "hostName kvm"), device.calls);
        assertEquals(List.of("network_change done", "network_undo done timeout"), audited());
        assertFalse(Files.exists(pending));
        assertTrue(changes.pending().isEmpty());
    }

    @Test
    void confirmedChangeStays() throws IOException {
        apply();
        pass(30);
        assertTrue(changes.confirm(ANN, "user"));
        pass(60);
        assertTrue(device.networkFile().contains("Address=10.9.9.5/24"));
        assertEquals(List.of("network_change done", "network_confirm done user"), audited());
        assertEquals(Set.of("ann"), Set.of(notes.getLast().details().get("nickname")));
        assertFalse(changes.confirm(ANN, "user"));
        assertFalse(changes.undo(ANN, "user"));
    }

    @Test
    void earlierFileOfOursComesBack() throws IOException {
        apply();
        changes.confirm(ANN, "user");
        String first = device.networkFile();
        NetworkState state = device.reader().read();
        NetworkSettings present =
                NetworkSettings.of(NetworkFile.settings(first).orElseThrow(), NetworkSettings.ofState(state));
        changes.apply(ANN, state, present, NetworkSettings.of(Map.of("ipv4_mode", "dhcp"), present));
        assertTrue(device.networkFile().contains("DHCP=ipv4"));
        changes.undo(ANN, "user");
        assertEquals(first, device.networkFile());
    }

    @Test
    void successorOfACrashedProcessKeepsTheDeadline() throws IOException {
        apply();
        pass(20);
        changes = instance();
        assertEquals(40, changes.left().orElseThrow().seconds());
        pass(39);
        assertTrue(device.networkFile().contains("10.9.9.5"));
        pass(1);
        assertEquals("", device.networkFile());
    }

    @Test
    void overdueChangeIsUndoneAtStart() throws IOException {
        apply();
        clock.advanceMillis(100_000);
        changes = instance();
        changes.tick();
        assertEquals("", device.networkFile());
        assertEquals("network_undo done restart", audited().getLast());
    }

    @Test
    void changeBeforeARestartOfTheMachineIsUndoneAtOnce() throws IOException {
        apply();
        device.put("proc/sys/kernel/random/boot_id", "boot-2\n");
        device.put("sys/class/net/eth0/ifindex", "2\n");
        changes = instance();
        assertFalse(changes.confirm(ANN, "user"));
        changes.tick();
        assertEquals("", device.networkFile());
        assertTrue(device.calls.contains("reconfigure 2"), device.calls.toString());
    }

    @Test
    void clockThatIsSetBackDoesNotKeepAChange() throws IOException {
        apply();
        ManualClock earlier = new ManualClock();
        earlier.advanceMillis(-86_400_000);
        NetworkChanges next = new NetworkChanges(
                device.files, device.reader(), device, pending, earlier, earlier::nanoTime, notes::add);
        next.begin();
        assertEquals(60, next.left().orElseThrow().seconds());
    }

    @Test
    void changeThatTheSystemRefusesIsUndoneAtOnce() throws IOException {
        device.failing = true;
        assertThrows(IOException.class, this::apply);
        assertEquals("", device.networkFile());
        // the system cannot be told yet
        assertTrue(changes.pending().isPresent());
        device.failing = false;
        pass(5);
        assertTrue(changes.pending().isEmpty());
        assertEquals(
                List.of("network_change failed", "network_undo failed failed", "network_undo done failed"), audited());
    }

    @Test
    void undoThatFailsIsTriedAgain() throws IOException {
        apply();
        device.failing = true;
        pass(61);
        assertEquals("", device.networkFile());
        assertFalse(changes.confirm(ANN, "user"));
        device.failing = false;
        pass(5);
        assertTrue(changes.pending().isEmpty());
        assertEquals("network_undo done timeout", audited().getLast());
    }

    @Test
    void addressComesBackWhereTheHostNameDoesNot() throws IOException {
        apply();
        device.failingName = true;
        pass(60);
        assertEquals("reconfigure 3", device.calls.getLast());
        assertTrue(changes.pending().isPresent());
        device.failingName = false;
        pass(5);
        assertEquals("hostName kvm", device.calls.getLast());
        assertTrue(changes.pending().isEmpty());
    }

    @Test
    void changeThatAnotherFileOverridesIsUndone() throws IOException {
        apply();
        device.put(Device.LINK, "NETWORK_FILE=/etc/systemd/network/05-mine.network\n");
        pass(5);
        assertEquals("", device.networkFile());
        assertEquals("network_undo done not_applied", audited().getLast());
    }

    @Test
    void fileOfThePackageIsWrittenAndRemovedWhereItsLinkLeads() throws IOException {
        Path link = root.resolve(NetworkFile.LINK);
        Path file =
                Files.createDirectories(root.resolve("var/lib/baton-network")).resolve("file");
        Path directory = Files.createDirectories(link.getParent());
        // relative, so that it leads there also below the root of the test
        Files.createSymbolicLink(link, directory.relativize(file));
        apply();
        assertTrue(Files.readString(file).contains("\n[Network]\n"));
        pass(5);
        assertTrue(changes.pending().isPresent(), "the link is the file that systemd-networkd names");
        pass(55);
        assertFalse(Files.exists(file));
        assertTrue(Files.isSymbolicLink(link));
        assertEquals("network_undo done timeout", audited().getLast());
    }

    @Test
    void damagedRecordOfAChangeIsNoReasonToFail() throws IOException {
        apply();
        Files.writeString(pending, "{\"deadlineMillis\":");
        changes = instance();
        assertTrue(changes.pending().isEmpty());
        assertEquals("network_undo failed restart", audited().getLast());
    }
}
