// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.baton.harness.Device;
import io.baton.harness.OfferFields;
import io.baton.harness.PeerProcess;
import io.baton.harness.RpcPeer;
import io.baton.harness.SignallingClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A right that is revoked between its check and its effect: no input of the previous primary reaches the target after
 * control has passed, as seen by the target's keyboard driver.
 */
final class RevokedIT {
    private static final Map<String, String> SHORT_GRACE =
            Map.of("io.baton.session.coordinator", "{\"reconnectGraceSeconds:Integer\": 1}");
    private static final String HID = "hidrpc";
    private static final int A = 0x04;
    private static final int B = 0x05;
    private static final int ONE = 0x1E;
    private static final int SHIFT = 0xE1;
    private static final int STEPS = 40;
    private static final int STEP_MILLIS = 50;

    private static Device device;
    private static PeerProcess process;

    private final List<RpcPeer> peers = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        process = PeerProcess.start();
        device = Device.startWithShell(SHORT_GRACE);
    }

    @AfterAll
    static void stop() {
        process.close();
        device.close();
    }

    @AfterEach
    void closePeers() throws Exception {
        peers.reversed().forEach(RpcPeer::close);
        assertEquals(List.of(), stillDown(device.keyLog()), "keys that stayed down");
    }

    @Test
    void runningMacroEndsWhenControlPasses() throws Exception {
        RpcPeer previous = primary();
        RpcPeer successor = observer();
        int from = device.keyLog().size();
        previous.bytes(HID, macro(STEPS, A, STEP_MILLIS));
        previous.awaitBytes(HID, "340101");
        device.awaitKeyEdges(from + 6);
        handOver(previous, successor);
        typeUntilAfter(successor, (STEPS + 1L) * STEP_MILLIS);
        previous.awaitBytes(HID, "340001");

        List<String> seen = since(from);
        List<String> previousEdges = seen.subList(0, seen.indexOf(down(ONE)));
        assertTrue(previousEdges.size() >= 6 && previousEdges.size() < 2 * STEPS, "the macro was under way: " + seen);
        assertEquals(List.of(), stillDown(previousEdges), "everything is up before the successor's first key");
        assertEquals(Set.of(down(ONE), up(ONE)), Set.copyOf(seen.subList(previousEdges.size(), seen.size())));
    }

    @Test
    void heldKeysAreReleasedBeforeTheSuccessorsFirstKey() throws Exception {
        RpcPeer previous = primary();
        RpcPeer successor = observer();
        int from = device.keyLog().size();
        previous.bytes(HID, 2, 0x02, A, B, 0, 0, 0, 0);
        successor.awaitBytes(HID, "3302040500000000");
        handOver(previous, successor);
        pressAndRelease(successor, ONE);
        previous.bytes(HID, 9);
        assertEquals(
                List.of(down(A), down(B), down(SHIFT), up(A), up(B), up(SHIFT), down(ONE), up(ONE)),
                sorted(since(from), 3));
    }

    @Test
    void keysInFlightWhenControlPassesAreWrittenBeforeItOrNever() throws Exception {
        RpcPeer previous = primary();
        RpcPeer successor = observer();
        int from = device.keyLog().size();
        int passed = successor.eventCount();
        int call = -1;
        for (int i = 0; i < 200; i++) {
            previous.bytes(HID, 5, A, 1);
            previous.bytes(HID, 5, A, 0);
            if (i == 100) {
                call = successor.begin("transferPrimary", Map.of("fromId", previous.id(), "toId", successor.id()));
            }
        }
        assertEquals(
                "success", successor.reply(call).path("result").path("status").asText());
        awaitChange(successor, passed, "primary");
        pressAndRelease(successor, ONE);
        assertEquals("pong", previous.call("ping").asText());
        List<String> seen = since(from);
        assertEquals(
                List.of(down(ONE), up(ONE)),
                seen.subList(seen.indexOf(down(ONE)), seen.size()),
                "nothing comes after the successor's first key");
        assertEquals(List.of(), stillDown(seen.subList(0, seen.indexOf(down(ONE)))));
    }

    @Test
    void waitingCallIsRefusedWhenControlPasses() throws Exception {
        RpcPeer previous = primary();
        RpcPeer successor = observer();
        int from = device.keyLog().size();
        String output = device.ask("lb -s io.baton.hid.usb", Pattern.compile("io\\.baton\\.hid\\.usb"))
                .getFirst()
                .replaceAll("\\D*(\\d+)\\|.*", "$1");
        device.ask("stop " + output, Pattern.compile(""));
        try {
            int call = previous.begin("keypressReport", Map.of("key", A, "press", true));
            handOver(successor, previous, successor);
            JsonNode error = previous.reply(call).path("error");
            // of calls on two connections either may come first
            assertTrue(
                    Set.of("stale_epoch", "temporarily_unavailable", "not_in_control")
                            .contains(error.path("data").asText()),
                    () -> "refused: " + error);
        } finally {
            device.ask("start " + output, Pattern.compile(""));
        }
        pressAndRelease(successor, ONE);
        assertEquals(List.of(down(ONE), up(ONE)), since(from));
    }

    @Test
    void approvingADepartedSessionIsRefused() throws Exception {
        RpcPeer previous = primary();
        RpcPeer asker = join("asker");
        assertEquals("queued", asker.call("requestPrimary").path("mode").asText());
        previous.awaitEvent("primaryControlRequested");
        previous.awaitList("the asker here", list -> list.toString().contains(asker.id()));
        asker.close();
        peers.remove(asker);
        previous.awaitList("the asker gone", list -> !list.toString().contains(asker.id()));
        assertEquals("unknown_session", previous.refusal("approvePrimaryRequest", Map.of("requesterID", asker.id())));
        assertEquals("primary", previous.call("getPermissions").path("mode").asText());
    }

    @Test
    void transferByAFormerPrimaryIsRefused() throws Exception {
        RpcPeer previous = primary();
        RpcPeer successor = observer();
        RpcPeer third = join("third");
        handOver(previous, successor);
        assertEquals(
                "not_allowed",
                third.refusal("transferPrimary", Map.of("fromId", previous.id(), "toId", third.id())),
                "control is not where it was thought to be");
        assertEquals("not_in_control", previous.refusal("releasePrimary", Map.of()));
        successor.awaitMode("primary");
    }

    @Test
    void kickedSessionIsSilencedAndItsTokenIsVoid() throws Exception {
        RpcPeer previous = primary();
        RpcPeer successor = observer();
        int from = device.keyLog().size();
        previous.bytes(HID, macro(STEPS, A, STEP_MILLIS));
        previous.awaitBytes(HID, "340101");
        int mark = successor.eventCount();
        assertEquals(
                "kicked",
                successor
                        .call("kickSession", Map.of("sessionId", previous.id()))
                        .path("status")
                        .asText());
        previous.awaitEvent("sessionRemoved");
        previous.awaitEvent("otherSessionConnected");
        previous.awaitClosed();
        awaitChange(successor, mark, "primary");
        typeUntilAfter(successor, (STEPS + 1L) * STEP_MILLIS);
        List<String> seen = since(from);
        assertEquals(
                Set.of(down(ONE), up(ONE)),
                Set.copyOf(seen.subList(seen.indexOf(down(ONE)), seen.size())),
                "no input of the kicked session");
        try (RpcPeer resumed = RpcPeer.join(
                process,
                signalling(),
                OfferFields.plain().resuming(previous.accepted().resumeToken()))) {
            assertNotEquals(previous.id(), resumed.id(), "its token is void");
            resumed.awaitMode("observer");
        }
    }

    private RpcPeer primary() throws Exception {
        RpcPeer peer = join("old");
        peer.awaitMode("primary");
        return peer;
    }

    private RpcPeer observer() throws Exception {
        RpcPeer peer = join("successor");
        peer.awaitMode("observer");
        return peer;
    }

    /** Joins from another browser and completes the handshake on the HID-RPC channel. */
    private RpcPeer join(String name) throws Exception {
        RpcPeer peer = RpcPeer.join(process, signalling(), OfferFields.plain().named(name));
        peers.add(peer);
        peer.bytes(HID, 1, 1);
        peer.awaitBytes(HID, "0101");
        return peer;
    }

    private static SignallingClient signalling() {
        return SignallingClient.post(SignallingClient.browser(), device.address());
    }

    private static void handOver(RpcPeer previous, RpcPeer successor) {
        handOver(previous, previous, successor);
    }

    private static void handOver(RpcPeer actor, RpcPeer previous, RpcPeer successor) {
        int mark = successor.eventCount();
        actor.call("transferPrimary", Map.of("fromId", previous.id(), "toId", successor.id()));
        awaitChange(successor, mark, "primary");
    }

    private static void awaitChange(RpcPeer peer, int mark, String mode) {
        peer.awaitEvent(
                mark, "modeChanged", params -> params.path("mode").asText().equals(mode));
    }

    /** Presses and releases a key; returns when the target has seen both edges. */
    private static void pressAndRelease(RpcPeer peer, int usage) throws Exception {
        int before = device.keyLog().size();
        type(peer, usage);
        device.awaitKeyEdges(before + 2);
    }

    /** Types until this much time has passed. */
    private static void typeUntilAfter(RpcPeer peer, long millis) throws Exception {
        long end = System.nanoTime() + millis * 1_000_000;
        int edges = device.keyLog().size();
        do {
            type(peer, ONE);
            edges += 2;
            device.awaitKeyEdges(edges);
        } while (System.nanoTime() - end < 0);
    }

    private static void type(RpcPeer peer, int usage) throws Exception {
        peer.bytes(HID, 5, usage, 1);
        peer.bytes(HID, 5, usage, 0);
    }

    private static List<String> since(int from) throws Exception {
        List<String> all = device.keyLog();
        return all.subList(from, all.size());
    }

    /** Sorts each run of this length: edges of one report have no order. */
    private static List<String> sorted(List<String> edges, int run) {
        List<String> all = new ArrayList<>(edges);
        for (int i = 0; i < 2; i++) {
            all.subList(i * run, (i + 1) * run).sort(String::compareTo);
        }
        return all;
    }

    /** A macro that presses and releases one key in so many steps. */
    private static int[] macro(int steps, int usage, int millis) {
        int[] message = new int[6 + steps * 9];
        message[0] = 7;
        message[1] = 1;
        message[4] = steps >> 8;
        message[5] = steps & 0xFF;
        for (int i = 0; i < steps; i++) {
            int at = 6 + i * 9;
            message[at + 1] = i % 2 == 0 ? usage : 0;
            message[at + 7] = millis >> 8;
            message[at + 8] = millis & 0xFF;
        }
        return message;
    }

    private static List<String> stillDown(List<String> edges) {
        List<String> down = new ArrayList<>();
        for (String edge : edges) {
            String key = edge.substring(edge.indexOf(' ') + 1);
            if (edge.startsWith("down")) {
                down.add(key);
            } else {
                down.remove(key);
            }
        }
        return down;
    }

    private static String down(int usage) {
        return String.format(Locale.ROOT, "down 0x%02X", usage);
    }

    private static String up(int usage) {
        return String.format(Locale.ROOT, "up 0x%02X", usage);
    }
}
