// SPDX-License-Identifier: Apache-2.0
package io.baton.time.timesyncd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.PeerId;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcException;
import io.baton.session.Role;
import io.baton.session.Session;
import io.baton.shared.dbus.DBusException;
import io.baton.shared.dbus.SystemBus;
import io.baton.testkit.FakeCoordinator;
import io.baton.testkit.ManualClock;
import io.baton.testkit.RosterFixtureBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The state and the settings of the clock, with and without the services of systemd. */
final class TimeComponentTest implements SystemBus {

    private static final Session ANN = RosterFixtureBuilder.session("ann", 1, Role.ADMIN, Set.of());
    private static final Session BOB = RosterFixtureBuilder.session("bob", 2, Role.OPERATOR, Set.of());

    @TempDir
    private Path root = Path.of("");

    private final List<String> calls = new ArrayList<>();
    private final ManualClock clock = new ManualClock();
    private boolean present = true;
    private boolean ntp = true;
    private String denied = "";
    private String late = "";

    @Override
    public List<Object> call(
            String destination, String path, String type, String member, String signature, List<Object> arguments)
            throws IOException {
        if (!present) {
            throw new IOException("no bus");
        }
        if (member.equals(denied)) {
            throw new DBusException("org.freedesktop.DBus.Error.AccessDenied", "Permission denied");
        }
        if (member.equals("GetAll") && destination.endsWith("timedate1")) {
            return List.of(Map.of("NTP", ntp, "NTPSynchronized", true, "Timezone", "Etc/UTC"));
        }
        if (member.equals("GetAll")) {
            // as systemd-timesyncd 252 has it: leap, version, mode, stratum, precision, delay, dispersion, reference,
            // four times in microseconds, spike, count, jitter
            return List.of(Map.of(
                    "ServerName",
                    "ntp.example",
                    "NTPMessage",
                    List.of(
                            0L,
                            4L,
                            4L,
                            2L,
                            -20L,
                            0L,
                            0L,
                            new byte[4],
                            1_000_000L,
                            1_012_000L,
                            1_013_000L,
                            1_005_000L,
                            false,
                            3L,
                            1L)));
        }
        if (!member.equals("Ping")) {
            calls.add(member + arguments);
        }
        if (member.equals(late)) {
            throw new IOException("no reply");
        }
        return List.of();
    }

    private Object ask(Session session, String method, Map<String, Object> params) throws Exception {
        return ask(component(), session, method, params);
    }

    private TimeComponent component() {
        TimeComponent component = new TimeComponent(this, root, clock::nanoTime);
        component.coordinator =
                new FakeCoordinator(new RosterFixtureBuilder().add(ANN).add(BOB).build());
        return component;
    }

    private static Object ask(TimeComponent component, Session session, String method, Map<String, Object> params)
            throws Exception {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        component.answer(new RpcCall(method, params, session.id(), new PeerId(1), 0, 0), answer);
        assertTrue(answer.isDone());
        return answer.get();
    }

    private String refusal(Session session, Map<String, Object> settings) {
        ExecutionException failed = assertThrows(
                ExecutionException.class, () -> ask(session, "setTimeSettings", Map.of("settings", settings)));
        RpcException cause = assertInstanceOf(RpcException.class, failed.getCause());
        return cause.data() + " " + cause.getMessage();
    }

    @Test
    void stateIsThatOfTheServices() throws Exception {
        assertEquals(
                Map.of(
                        "synchronised",
                        true,
                        "enabled",
                        true,
                        "service",
                        "systemd-timesyncd",
                        "server",
                        "ntp.example",
                        "offsetMillis",
                        10.0,
                        "servers",
                        List.of(),
                        "zone",
                        "Etc/UTC",
                        "writable",
                        true),
                ask(ANN, "getTimeState", Map.of()));
    }

    @Test
    void withoutABusTheFilesTell() throws Exception {
        present = false;
        Files.createDirectories(root.resolve("etc"));
        Files.createSymbolicLink(root.resolve("etc/localtime"), Path.of("/usr/share/zoneinfo/Europe/Paris"));
        Map<?, ?> state = (Map<?, ?>) ask(ANN, "getTimeState", Map.of());
        assertEquals(false, state.get("synchronised"));
        assertEquals("Europe/Paris", state.get("zone"));
        assertEquals(false, state.get("writable"));
        assertFalse(state.containsKey("enabled"));
        Files.createDirectories(root.resolve("run/systemd/timesync"));
        Files.createFile(root.resolve("run/systemd/timesync/synchronized"));
        assertEquals(true, ((Map<?, ?>) ask(ANN, "getTimeState", Map.of())).get("synchronised"));
        assertTrue(refusal(ANN, Map.of("enabled", true)).startsWith("unsupported"));
    }

    @Test
    void settingsGoToTheServicesAndTheFile() throws Exception {
        Map<?, ?> state = (Map<?, ?>) ask(
                ANN,
                "setTimeSettings",
                Map.of(
                        "settings",
                        Map.of(
                                "enabled",
                                true,
                                "zone",
                                "Asia/Tokyo",
                                "servers",
                                List.of("ntp.example", "2001:db8::1"))));
        assertEquals(List.of("SetTimezone[Asia/Tokyo, false]", "SetNTP[false, false]", "SetNTP[true, false]"), calls);
        assertEquals(List.of("ntp.example", "2001:db8::1"), state.get("servers"));
        assertTrue(Files.readString(TimeReader.serversFile(root)).endsWith("\nNTP=ntp.example 2001:db8::1\n"));
        calls.clear();
        ask(ANN, "setTimeSettings", Map.of("settings", Map.of("servers", List.of())));
        assertFalse(Files.exists(TimeReader.serversFile(root)));
        assertEquals(List.of("SetNTP[false, false]", "SetNTP[true, false]"), calls, "it reads its file");
        calls.clear();
        ask(ANN, "setTimeSettings", Map.of("settings", Map.of("zone", "Etc/UTC", "servers", List.of())));
        assertEquals(List.of(), calls, "nothing is otherwise than before");
    }

    @Test
    void serversThatTheServiceDidNotReadAreReadByTheNextChange() throws Exception {
        TimeComponent component = component();
        Map<String, Object> change = Map.of("settings", Map.of("enabled", true, "servers", List.of("ntp.example")));
        denied = "SetNTP";
        assertThrows(ExecutionException.class, () -> ask(component, ANN, "setTimeSettings", change));
        denied = "";
        // as after the one of two calls that stopped it
        ntp = false;
        ask(component, ANN, "setTimeSettings", Map.of("settings", Map.of("servers", List.of("ntp.example"))));
        assertEquals(List.of("SetNTP[false, false]", "SetNTP[true, false]"), calls);
        calls.clear();
        ask(component, ANN, "setTimeSettings", change);
        assertEquals(List.of("SetNTP[true, false]"), calls, "it has read them");
    }

    @Test
    void serviceIsStartedAnewOnceThoughTheAnswersAreLate() throws Exception {
        TimeComponent component = component();
        Map<String, Object> change = Map.of("settings", Map.of("enabled", true, "servers", List.of("ntp.example")));
        late = "SetNTP";
        assertThrows(ExecutionException.class, () -> ask(component, ANN, "setTimeSettings", change));
        assertEquals(List.of("SetNTP[false, false]", "SetNTP[true, false]"), calls, "both were sent");
        calls.clear();
        late = "";
        ask(component, ANN, "setTimeSettings", change);
        assertEquals(List.of("SetNTP[true, false]"), calls, "it is not stopped again");
    }

    @Test
    void switchIsToldAsItWasSetThoughTheServiceIsLate() throws Exception {
        Map<?, ?> state = (Map<?, ?>) ask(ANN, "setTimeSettings", Map.of("settings", Map.of("enabled", false)));
        assertEquals(false, state.get("enabled"), "the recorded service goes on telling true");
    }

    @Test
    void switchStaysToldUntilTheServiceTellsItOrIsLateForTooLong() throws Exception {
        TimeComponent component = component();
        ask(component, ANN, "setTimeSettings", Map.of("settings", Map.of("enabled", false)));
        clock.advance(Duration.ofSeconds(9));
        assertEquals(false, ((Map<?, ?>) ask(component, ANN, "getTimeState", Map.of())).get("enabled"));
        assertEquals(Optional.of(false), component.state().enabled());
        clock.advance(Duration.ofSeconds(1));
        assertEquals(true, ((Map<?, ?>) ask(component, ANN, "getTimeState", Map.of())).get("enabled"), "not done");
        ask(component, ANN, "setTimeSettings", Map.of("settings", Map.of("enabled", false)));
        ntp = false;
        ask(component, ANN, "getTimeState", Map.of());
        ntp = true;
        assertEquals(
                true,
                ((Map<?, ?>) ask(component, ANN, "getTimeState", Map.of())).get("enabled"),
                "it was done, and another program has switched it back");
    }

    @Test
    void serversGoWhereTheLinkOfThePackageLeads() throws Exception {
        Path link = root.resolve(TimeReader.SERVERS_LINK);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, Path.of("/var/lib/baton-network/timesyncd.conf"));
        Map<?, ?> state =
                (Map<?, ?>) ask(ANN, "setTimeSettings", Map.of("settings", Map.of("servers", List.of("ntp.example"))));
        assertEquals(List.of("ntp.example"), state.get("servers"));
        assertTrue(Files.readString(root.resolve("var/lib/baton-network/timesyncd.conf"))
                .endsWith("\nNTP=ntp.example\n"));
    }

    @Test
    void whatIsWrongOrNotPermittedIsRefused() {
        assertTrue(refusal(BOB, Map.of("enabled", true)).startsWith("not_allowed"));
        assertTrue(refusal(ANN, Map.of("zone", "Mars/Olympus")).contains("settings.zone"));
        assertTrue(refusal(ANN, Map.of("enabled", "yes")).contains("settings.enabled"));
        assertTrue(refusal(ANN, Map.of("servers", List.of("a b"))).contains("settings.servers"));
        assertTrue(refusal(ANN, Map.of("servers", List.of("x\nFallbackNTP=y"))).contains("settings.servers"));
        assertTrue(refusal(ANN, Map.of("servers", List.of("a", "a"))).contains("twice"));
        denied = "SetTimezone";
        assertTrue(refusal(ANN, Map.of("zone", "Asia/Tokyo")).contains("does not permit"));
        assertEquals(List.of(), calls);
    }

    @Test
    void offsetOfAMessageThatNeverCameIsUnknown() {
        assertEquals(Optional.empty(), TimeReader.offset(List.of(0L, 4L)));
    }
}
