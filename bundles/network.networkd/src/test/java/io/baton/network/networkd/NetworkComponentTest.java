// SPDX-License-Identifier: Apache-2.0
package io.baton.network.networkd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.PeerId;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcException;
import io.baton.session.Role;
import io.baton.session.Session;
import io.baton.session.SessionFlag;
import io.baton.testkit.FakeCoordinator;
import io.baton.testkit.ManualClock;
import io.baton.testkit.RecordingRpcEvents;
import io.baton.testkit.RosterFixtureBuilder;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The methods of the network: who may call them, and which call keeps a change. */
final class NetworkComponentTest {

    private static final Session ANN = RosterFixtureBuilder.session("ann", 1, Role.ADMIN, Set.of());
    private static final Session BOB = RosterFixtureBuilder.session("bob", 2, Role.OPERATOR, Set.of());
    private static final Map<String, Object> CHANGE =
            Map.of("settings", Map.of("ipv4_mode", "dhcp", "ipv6_mode", "slaac"));

    @TempDir
    private Path root = Path.of("");

    private final ManualClock clock = new ManualClock();
    private final List<Boolean> announced = new ArrayList<>();
    private Device device;
    private FakeCoordinator coordinator;
    private NetworkComponent component;

    @BeforeEach
    void make() throws IOException {
        device = new Device(root);
        coordinator =
                new FakeCoordinator(new RosterFixtureBuilder().add(ANN).add(BOB).build());
        component = new NetworkComponent(
                announced::add, device.files, new Unconfigured(), root.resolve("data"), device, clock, clock::nanoTime);
        component.coordinator = coordinator;
    }

    private Object ask(Session session, long peer, String method, Map<String, Object> params)
            throws ExecutionException, InterruptedException {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        component.answer(new RpcCall(method, params, session.id(), new PeerId(peer), 0, 0), answer);
        assertTrue(answer.isDone());
        return answer.get();
    }

    private String refusal(Session session, String method, Map<String, Object> params) {
        ExecutionException failed = assertThrows(ExecutionException.class, () -> ask(session, 1, method, params));
        RpcException cause = assertInstanceOf(RpcException.class, failed.getCause());
        return cause.data() + " " + cause.getMessage();
    }

    private boolean pending() {
        return Boolean.TRUE.equals(component.state(NetworkComponent.PENDING).get("pending"));
    }

    @Test
    void onlyAdministratorsAreAnswered() {
        for (String method : List.of("getNetworkState", "getNetworkSettings", "setNetworkSettings", "renewDHCPLease")) {
            assertTrue(refusal(BOB, method, CHANGE).startsWith("not_allowed"), method);
        }
        component.coordinator = null;
        assertTrue(refusal(ANN, "getNetworkState", Map.of()).startsWith("temporarily_unavailable"));
    }

    @Test
    void withoutTheServiceTheSettingsSayWhatIsMissing() throws Exception {
        device.reason = "systemd-networkd does not run on this device.";
        Map<?, ?> settings = (Map<?, ?>) ask(ANN, 1, "getNetworkSettings", Map.of());
        assertEquals(false, settings.get("writable"));
        assertEquals(device.reason, settings.get("reason"));
        assertEquals("unsupported " + device.reason, refusal(ANN, "setNetworkSettings", CHANGE));
        assertEquals("", device.networkFile());
    }

    /** A client that stores what it was told, and sends it back, changes nothing. */
    @Test
    void whatIsReadOnlyMayBeSentBack() throws Exception {
        device.reason = "systemd-networkd does not run on this device.";
        Object told = ask(ANN, 1, "getNetworkSettings", Map.of());
        assertEquals(told, ask(ANN, 1, "setNetworkSettings", Map.of("settings", told)));
        assertEquals(told, ask(ANN, 1, "setNetworkSettings", Map.of("settings", Map.of("domain", "local"))));
        assertEquals(
                "unsupported " + device.reason,
                refusal(ANN, "setNetworkSettings", Map.of("settings", Map.of("domain", "example.net"))));
        assertEquals(
                "unsupported " + device.reason,
                refusal(ANN, "setNetworkSettings", Map.of("settings", Map.of("http_proxy", "http://p:1"))));
        assertEquals("", device.networkFile());
    }

    @Test
    void capabilitiesAreNamedWhileTheNetworkMayBeChanged() {
        component.tick();
        assertEquals(List.of(true), announced);
        device.reason = "systemd-networkd does not run on this device.";
        component.tick();
        assertEquals(List.of(true), announced, "looked at a moment ago");
        clock.advance(Duration.ofSeconds(10));
        component.tick();
        assertEquals(List.of(true, false), announced);
        clock.advance(Duration.ofSeconds(10));
        component.tick();
        device.reason = "";
        clock.advance(Duration.ofSeconds(10));
        component.tick();
        assertEquals(List.of(true, false, true), announced);
    }

    @Test
    void changeIsKeptByItsConfirmationAndNoSecondOneIsAcceptedBefore() throws Exception {
        Map<?, ?> settings = (Map<?, ?>) ask(ANN, 1, "setNetworkSettings", CHANGE);
        assertEquals(60L, settings.get("secondsLeft"));
        assertTrue(refusal(ANN, "setNetworkSettings", CHANGE).startsWith("not_allowed"));
        ask(ANN, 1, "confirmNetworkSettings", Map.of());
        assertTrue(!pending());
        assertTrue(refusal(ANN, "undoNetworkSettings", Map.of()).startsWith("not_allowed"));
    }

    @Test
    void answerToAChangeAndToItsUndoHasTheHostNameOfThatMoment() throws Exception {
        Map<String, Object> change = Map.of("settings", Map.of("hostname", "door"));
        RecordingRpcEvents events = new RecordingRpcEvents();
        component.events = events;
        assertEquals("door", ((Map<?, ?>) ask(ANN, 1, "setNetworkSettings", change)).get("hostname"));
        assertEquals("door", component.state(NetworkComponent.STATE).get("hostname"));
        assertEquals("kvm", ((Map<?, ?>) ask(ANN, 1, "undoNetworkSettings", Map.of())).get("hostname"));
        assertEquals("kvm", component.state(NetworkComponent.STATE).get("hostname"));
        assertEquals(
                List.of(
                        NetworkComponent.STATE,
                        NetworkComponent.PENDING,
                        NetworkComponent.STATE,
                        NetworkComponent.PENDING),
                events.changedStates());
    }

    @Test
    void clientOfJetKvmConfirmsByItsReturnOverANewConnection() throws Exception {
        Session legacy = ANN.edit().withFlag(SessionFlag.LEGACY).build();
        coordinator.setRoster(new RosterFixtureBuilder().add(legacy).add(BOB).build());
        ask(legacy, 1, "setNetworkSettings", CHANGE);
        ask(legacy, 1, "getNetworkSettings", Map.of());
        assertTrue(pending(), "the connection was there before");
        refusal(BOB, "getNetworkSettings", Map.of());
        assertTrue(pending(), "not an administrator");
        ask(legacy, 7, "getNetworkSettings", Map.of());
        assertTrue(!pending());
    }

    @Test
    void pageThatHasAButtonDoesNotConfirmByItsReturn() throws Exception {
        ask(ANN, 1, "setNetworkSettings", CHANGE);
        ask(ANN, 7, "getNetworkSettings", Map.of());
        assertTrue(pending());
    }

    @Test
    void whatTheDeviceLacksIsRefusedInASentence() throws Exception {
        assertTrue(refusal(ANN, "setNetworkSettings", Map.of("settings", Map.of("http_proxy", "http://p:1")))
                .contains("no HTTP proxy"));
        assertTrue(refusal(
                        ANN,
                        "setNetworkSettings",
                        Map.of("settings", Map.of("mdns_mode", "auto", "ipv4_mode", "dhcp", "ipv6_mode", "slaac")))
                .contains("systemd-resolved"));
        assertTrue(refusal(ANN, "checkPublicIPAddresses", Map.of()).startsWith("unsupported"));
        assertEquals(List.of(), ask(ANN, 1, "getPublicIPAddresses", Map.of("refresh", true)));
        assertEquals(
                "settings.hostname",
                refusal(ANN, "setNetworkSettings", Map.of("settings", Map.of("hostname", "-")))
                        .split(" must", 2)[0]);
        assertEquals(List.of(), device.calls);
    }

    @Test
    void leaseIsRenewedWhereThereIsOne() throws Exception {
        ask(ANN, 1, "renewDHCPLease", Map.of());
        assertEquals(List.of("renew 3"), device.calls);
        device.put(Device.LINK, "ADMIN_STATE=unmanaged\n");
        component.tick();
        assertTrue(refusal(ANN, "renewDHCPLease", Map.of()).startsWith("unsupported"));
    }

    /** The configuration of a device that nobody configured. */
    @SuppressWarnings("BadAnnotationImplementation")
    private static final class Unconfigured implements NetworkConfig {

        @Override
        public String interfaceName() {
            return "";
        }

        @Override
        public String publicAddressUrl() {
            return "";
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return NetworkConfig.class;
        }
    }
}
