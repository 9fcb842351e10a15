// SPDX-License-Identifier: Apache-2.0
package io.baton.wol.udp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.audit.AuditEvent;
import io.baton.hid.HidEvent;
import io.baton.peer.PeerId;
import io.baton.port.PortLease;
import io.baton.port.ReportPorts;
import io.baton.port.UsbState;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcException;
import io.baton.rpc.RpcResult;
import io.baton.session.Login;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.SessionId;
import io.baton.testkit.FakeCoordinator;
import io.baton.testkit.RecordingAuditLog;
import io.baton.testkit.RecordingHidOutput;
import io.baton.testkit.RosterFixtureBuilder;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packets go through a socket of the kernel, to the broadcast address of the loopback network. */
final class WakeMethodsTest {

    private static final String MAC = "00:11:22:33:44:5f";
    private static final Map<String, Object> TOWER = Map.of("name", "Tower", "macAddress", MAC);

    @TempDir
    Path data = Path.of("");

    private final FakeCoordinator coordinator = new FakeCoordinator(
            new RosterFixtureBuilder().primary("ann", 1).observer("bob", 2).build());
    private final RecordingAuditLog audit = new RecordingAuditLog();
    private DatagramSocket target;
    private WakeMethods methods;

    @BeforeEach
    void make() throws IOException {
        target = new DatagramSocket(new InetSocketAddress("0.0.0.0", 0));
        target.setSoTimeout(30_000);
        methods = make(() -> List.of(new MagicPacketSender.Network(
                InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("127.255.255.255"))));
    }

    private WakeMethods make(MagicPacketSender.Networks networks) {
        WakeMethods made = new WakeMethods(
                new WakeTargetStore(data.resolve("wake-on-lan.json")),
                new MagicPacketSender(target.getLocalPort(), networks));
        made.coordinator = coordinator;
        made.audit = audit;
        return made;
    }

    private void again(MagicPacketSender.Networks networks) {
        methods.deactivate();
        methods = make(networks);
    }

    @AfterEach
    void close() {
        methods.deactivate();
        target.close();
    }

    private Object call(String who, String method, Map<String, Object> params) throws RpcException {
        RpcCall call = new RpcCall(method, params, new SessionId(who), new PeerId(1), 0, 7);
        try {
            return methods.call(call).toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw assertInstanceOf(RpcException.class, e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private String refusal(String who, String method, Map<String, Object> params) {
        return assertThrows(RpcException.class, () -> call(who, method, params)).data();
    }

    private byte[] received() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[200], 200);
        target.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    @Test
    void theMagicPacketGoesToTheBroadcastAddressOfEachNetwork() throws Exception {
        assertEquals(RpcResult.VOID, call("ann", "sendWOLMagicPacket", Map.of("macAddress", "00-11-22-33-44-5F")));
        byte[] packet = received();
        assertEquals(102, packet.length);
        assertArrayEquals(new byte[] {-1, -1, -1, -1, -1, -1}, Arrays.copyOf(packet, 6));
        for (int i = 6; i < 102; i += 6) {
            assertArrayEquals(new byte[] {0, 0x11, 0x22, 0x33, 0x44, 0x5F}, Arrays.copyOfRange(packet, i, i + 6));
        }
        AuditEvent event = audit.events().getFirst();
        assertEquals("wol_send", event.action());
        assertEquals("done", event.outcome());
        assertEquals(Map.of("mac", MAC, "session", "ann", "nickname", "ann"), event.details());
    }

    @Test
    void anAddressThatIsGivenIsUsedInstead() throws Exception {
        again(() -> {
            throw new IOException("not asked for");
        });
        call("ann", "sendWOLMagicPacket", Map.of("macAddress", MAC, "broadcastIP", "127.0.0.1"));
        assertEquals(102, received().length);
        assertEquals("127.0.0.1", audit.events().getFirst().details().get("to"));
    }

    @Test
    void withoutANetworkThereIsAnErrorAndNoPretence() {
        again(List::of);
        assertEquals("temporarily_unavailable", refusal("ann", "sendWOLMagicPacket", Map.of("macAddress", MAC)));
        assertEquals("temporarily_unavailable", audit.events().getFirst().outcome());
    }

    @Test
    void wrongAddressesAreNamed() {
        List<String> wrongMacs = List.of(
                "",
                "00:11:22:33:44",
                "00:11:22:33:44:5g",
                "00:11-22:33:44:55",
                "01:00:5e:00:00:01",
                "ff:ff:ff:ff:ff:ff",
                "00:00:00:00:00:00",
                "00:11:22:33:44:55:66",
                "1:2:3:4:5:6");
        for (String wrong : wrongMacs) {
            assertEquals(
                    WakeMethods.WRONG_MAC, refusal("ann", "sendWOLMagicPacket", Map.of("macAddress", wrong)), wrong);
        }
        for (String wrong : List.of("example.org", "224.0.0.1", "0.0.0.0", "::1", "1.2.3", "300.1.1.1")) {
            assertEquals(
                    "broadcastIP must be an IPv4 address, of one computer or a broadcast address",
                    refusal("ann", "sendWOLMagicPacket", Map.of("macAddress", MAC, "broadcastIP", wrong)),
                    wrong);
        }
    }

    @Test
    void everyCustomaryFormOfAnAddressIsTheSameAddress() {
        for (String form : List.of("00:11:22:33:44:5f", "00-11-22-33-44-5F", "0011.2233.445f", "00112233445f")) {
            assertEquals(Optional.of(new MacAddress(MAC)), MacAddress.of(form), form);
        }
    }

    @Test
    void damagedAddressesAreRefusedOrGiveWholePackets() {
        Random random = new Random(815);
        String letters = "0123456789abcdefABCDEF:-.\0 é/";
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder(i % 3 == 0 ? MAC : "");
            for (int j = random.nextInt(24); j > 0; j--) {
                int at = random.nextInt(text.length() + 1);
                text.insert(at, letters.charAt(random.nextInt(letters.length())));
                if (random.nextBoolean()) {
                    text.deleteCharAt(random.nextInt(text.length()));
                }
            }
            MacAddress.of(text.toString()).ifPresent(mac -> assertEquals(102, mac.magicPacket().length));
        }
    }

    @Test
    void onlyTheSessionInControlWakes() {
        assertEquals("not_in_control", refusal("bob", "sendWOLMagicPacket", Map.of("macAddress", MAC)));
        assertEquals("not_in_control", refusal("bob", "setWakeOnLanDevices", devices(TOWER)));
        assertEquals("not_in_control", refusal("bob", "wakeHost", Map.of()));
        methods.coordinator = null;
        assertEquals("temporarily_unavailable", refusal("ann", "sendWOLMagicPacket", Map.of("macAddress", MAC)));
    }

    @Test
    void overHttpTheLoginOfTheSessionInControlOrAnAdministratorWakes() {
        Login carl = new Login("carl", Role.OPERATOR, Login.Strength.OWN_ACCOUNT, "cookie", false);
        Roster controlledByAnn = coordinator.roster();
        assertTrue(WakeServlet.mayWake(carl.withRole(Role.ADMIN), controlledByAnn));
        assertFalse(WakeServlet.mayWake(carl, controlledByAnn), "another login's session has control");
        Roster controlledByCarl = new RosterFixtureBuilder()
                .primary("ann", 1)
                .control(controlledByAnn.control())
                .build();
        Roster own = new Roster(
                controlledByCarl.settings(),
                controlledByCarl.sessions().stream()
                        .map(session -> session.edit().login(carl).build())
                        .toList(),
                controlledByCarl.control(),
                List.of(),
                List.of(),
                controlledByCarl.emergency(),
                null,
                null,
                1,
                1);
        assertTrue(WakeServlet.mayWake(carl, own));
        Login elsewhere = new Login("carl", Role.OPERATOR, Login.Strength.OWN_ACCOUNT, "other", false);
        assertFalse(WakeServlet.mayWake(elsewhere, own), "another login of the same account");
        assertFalse(WakeServlet.mayWake(
                RosterFixtureBuilder.session("eve", 3, Role.VIEWER, Set.of()).login(), own));
    }

    @Test
    void theListIsCheckedStoredAndReadAgain() throws Exception {
        assertEquals(List.of(), call("bob", "getWakeOnLanDevices", Map.of()));
        Map<String, Object> tower = Map.of("name", " Tower ", "macAddress", "00-11-22-33-44-5F", "broadcastIP", "");
        Map<String, Object> rack =
                Map.of("name", "Rack", "macAddress", "aa:bb:cc:dd:ee:f0", "broadcastIP", "192.0.2.255");
        call("ann", "setWakeOnLanDevices", devices(tower, rack));
        assertEquals(List.of(TOWER, rack), call("bob", "getWakeOnLanDevices", Map.of()));
        assertEquals("wol_devices", audit.events().getFirst().action());
        again(List::of);
        assertEquals(List.of(TOWER, rack), call("bob", "getWakeOnLanDevices", Map.of()));
    }

    private static Map<String, Object> devices(Object... devices) {
        return Map.of("params", Map.of("devices", List.of(devices)));
    }

    @Test
    void aWrongListIsRefusedAndTheOldOneStays() throws Exception {
        call("ann", "setWakeOnLanDevices", devices(TOWER));
        List<Object> many = new ArrayList<>();
        for (int i = 0; i <= WakeTarget.MAX_TARGETS; i++) {
            many.add(TOWER);
        }
        String length = "devices must be a list of at most 64 devices";
        String name = "device 1 must have a name of 1\u201364 characters";
        assertEquals(length, refusal("ann", "setWakeOnLanDevices", devices(many.toArray())));
        assertEquals(length, refusal("ann", "setWakeOnLanDevices", Map.of()));
        assertEquals("device 1 must be an object", refusal("ann", "setWakeOnLanDevices", devices("x")));
        assertEquals(name, refusal("ann", "setWakeOnLanDevices", devices(Map.of("name", "a\nb", "macAddress", MAC))));
        assertEquals(name, refusal("ann", "setWakeOnLanDevices", devices(Map.of("name", 5L, "macAddress", MAC))));
        assertEquals(
                "device 1 must have a macAddress such as 00:11:22:33:44:55",
                refusal("ann", "setWakeOnLanDevices", devices(Map.of("name", "a"))));
        assertEquals(
                "device 2 must have an IPv4 address as broadcastIP, or none",
                refusal(
                        "ann",
                        "setWakeOnLanDevices",
                        devices(TOWER, Map.of("name", "a", "macAddress", MAC, "broadcastIP", "x"))));
        assertEquals(List.of(TOWER), call("bob", "getWakeOnLanDevices", Map.of()));
    }

    @Test
    void aDamagedFileIsKeptBesideAndTheListIsEmpty() throws Exception {
        Files.writeString(data.resolve("wake-on-lan.json"), "{\"devices\":[{\"name\":\"x\"}]}");
        again(List::of);
        assertEquals(List.of(), call("bob", "getWakeOnLanDevices", Map.of()));
        assertTrue(Files.exists(data.resolve("wake-on-lan.json.damaged")));
    }

    @Test
    void aSleepingTargetIsWokenByAKeyThatTypesNothing() throws Exception {
        assertEquals("temporarily_unavailable", refusal("ann", "wakeHost", Map.of()));
        RecordingHidOutput keyboard = new RecordingHidOutput();
        keyboard.setEpoch(7);
        methods.hid = keyboard;
        methods.ports = new Ports(UsbState.SUSPENDED);
        assertEquals(RpcResult.VOID, call("ann", "wakeHost", Map.of()));
        assertEquals(List.of(new HidEvent.Key(0xE1, true), new HidEvent.Key(0xE1, false)), keyboard.events());

        methods.ports = new Ports(UsbState.CONFIGURED);
        assertEquals(RpcResult.VOID, call("ann", "wakeHost", Map.of()));
        assertEquals(2, keyboard.events().size(), "one that is awake gets no key");
        methods.ports = new Ports(UsbState.NOT_ATTACHED);
        assertEquals("target_off", refusal("ann", "wakeHost", Map.of()));
        assertEquals("target_off", audit.events().getLast().outcome());
    }

    private record Ports(UsbState state) implements ReportPorts {

        @Override
        public PortLease lease(Start start) {
            throw new AssertionError("waking takes no ports");
        }

        @Override
        public int leds() {
            return 0;
        }
    }
}
