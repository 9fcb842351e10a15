// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.e2e.ClaimedDevice.Login;
import io.baton.e2e.ReportRecord.Report;
import io.baton.harness.OfferFields;
import io.baton.harness.PeerProcess;
import io.baton.harness.RpcPeer;
import io.baton.harness.SignallingClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Control is lost on every path while a macro runs, buttons of both pointers are down and more input is on its way: by
 * the record of what reached the ports all is released before the successor's first report, and nothing of the
 * predecessor comes after that.
 */
final class ControlLossIT {

    private static final String HID = "hidrpc";
    private static final int MACRO_KEY = 0x1D;
    private static final int TYPED_KEY = 0x06;
    private static final int SUCCESSORS_KEY = 0x05;
    private static final int MACRO_STEPS = 600;
    private static final int STEP_MILLIS = 100;
    private static final int STALE_MESSAGES = 50;
    private static final byte[] NO_KEYS = new byte[7];

    private static ClaimedDevice device;
    private static PeerProcess process;
    private static ReportRecord ports;

    /** How control is lost. */
    enum Loss {
        TRANSFER,
        APPROVAL,
        RELEASE,
        IDLE,
        KICK,
        LINK_LOST,
        LOGOUT,
        ACCOUNT_DISABLED;

        String user() {
            return "user-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        void happen(Login login, RpcPeer primary, RpcPeer successor) throws IOException {
            switch (this) {
                case TRANSFER -> primary.call("transferPrimary", Map.of("toId", successor.id()));
                case APPROVAL -> {
                    successor.call("requestPrimary", Map.of());
                    primary.call("approvePrimaryRequest", Map.of("requesterID", successor.id()));
                }
                case RELEASE -> primary.call("releasePrimary", Map.of());
                case IDLE -> {
                    // the shortest time that control may be idle passes by itself
                }
                case KICK -> successor.call("kickSession", Map.of("sessionId", primary.id()));
                case LINK_LOST -> primary.cutNetwork();
                case LOGOUT -> device.succeed(login, "POST", "/auth/logout", "{}");
                case ACCOUNT_DISABLED ->
                    device.administer("PUT", "/accounts", "{\"user\":\"" + user() + "\",\"disabled\":true}");
            }
        }
    }

    @BeforeAll
    static void start() throws Exception {
        process = PeerProcess.start();
        device = new ClaimedDevice(
                Map.of(
                        "io.baton.session.coordinator",
                        "{\"reconnectGraceSeconds:Integer\": 1, \"primaryTimeoutSeconds:Integer\": 30, \"consentCheckMillis:Integer\": 1000, \"linkLostMillis:Integer\": 4000}"));
        ports = ReportRecord.begin(device.device());
    }

    @AfterAll
    static void stop() {
        process.close();
        device.close();
    }

    @ParameterizedTest
    @EnumSource
    void nothingOfThePredecessorReachesThePortsAfterTheSuccessor(Loss loss) throws Exception {
        Login login = device.account(loss.user(), "operator");
        int begin;
        int lost;
        try (RpcPeer primary = join(login, "Ben");
                RpcPeer successor = join(device.administrator(), "Ada")) {
            primary.awaitMode("primary");
            successor.awaitMode("observer");
            begin = ports.reports().size();
            holdEverything(primary, begin);
            lost = ports.reports().size();
            loss.happen(login, primary, successor);
            if (loss != Loss.IDLE) {
                sendStaleInput(primary);
            }
            successor.awaitMode("primary");
            sendStaleInput(primary);
            successor.bytes(HID, 2, 0, SUCCESSORS_KEY);
            ports.await("key of the successor", lost, report -> report.hasKey(SUCCESSORS_KEY));
            sendStaleInput(primary);
            successor.bytes(HID, 2, 0);
            ports.await(
                    "release of the successor's key",
                    indexOf(SUCCESSORS_KEY, lost) + 1,
                    report -> report.port() == 'K' && report.isNeutral());
            // the reply follows what was sent before it
            successor.call("ping");
        }
        device.device().awaitNoSessions();
        assertReleasedFirst(ports.reports(), lost);
    }

    private static void assertReleasedFirst(List<Report> all, int lost) throws IOException {
        int first = indexOf(SUCCESSORS_KEY, lost);
        for (char port : new char[] {'K', 'A', 'R'}) {
            Report last = all.subList(0, first).stream()
                    .filter(report -> report.port() == port && !(port == 'A' && report.bytes()[0] != 1))
                    .reduce((before, after) -> after)
                    .orElseThrow();
            assertTrue(last.isNeutral(), "before the successor's first report: " + last);
        }
        List<Report> after = new ArrayList<>(all.subList(first, all.size()));
        after.removeIf(report -> report.isNeutral() || report.hasKey(SUCCESSORS_KEY));
        assertEquals(List.of(), after, "of the predecessor, after the successor's first report");
    }

    private static int indexOf(int usage, int from) throws IOException {
        List<Report> all = ports.reports();
        for (int i = from; i < all.size(); i++) {
            if (all.get(i).hasKey(usage)) {
                return i;
            }
        }
        throw new AssertionError("no report with key " + usage);
    }

    /** A button of each pointer is down and a macro presses a key again and again. */
    private static void holdEverything(RpcPeer primary, int from) throws IOException {
        primary.bytes(HID, 3, 0, 0, 0x10, 0, 0, 0, 0x10, 0, 1);
        primary.bytes(HID, 6, 1, 1, 2);
        primary.bytes(HID, macro());
        ports.await("button of the absolute pointer", from, report -> report.port() == 'A' && report.hasButtons());
        ports.await("button of the relative pointer", from, report -> report.port() == 'R' && report.hasButtons());
        ports.await("key of the macro", from, report -> report.hasKey(MACRO_KEY));
    }

    private static int[] macro() {
        ByteBuffer message = ByteBuffer.allocate(6 + 9 * MACRO_STEPS);
        message.put((byte) 7).put((byte) 1).putInt(MACRO_STEPS);
        for (int step = 0; step < MACRO_STEPS; step++) {
            message.put(NO_KEYS).putShort((short) STEP_MILLIS);
            if (step % 2 == 0) {
                message.put(message.position() - 8, (byte) MACRO_KEY);
            }
        }
        int[] bytes = new int[message.capacity()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = message.get(i) & 0xff;
        }
        return bytes;
    }

    /** Input of a session that has lost control, or is about to. */
    private static void sendStaleInput(RpcPeer peer) {
        for (int i = 0; i < STALE_MESSAGES; i++) {
            peer.bytes(HID, 3, 0, 0, 0x20, i, 0, 0, 0x20, i, 1);
            peer.bytes(HID, 6, 1, 1, 2);
            peer.bytes(HID, 5, TYPED_KEY, 1);
            peer.bytes(HID, 5, TYPED_KEY, 0);
        }
    }

    /** Joins and completes the handshake on the HID-RPC channel. */
    private static RpcPeer join(Login login, String name) throws Exception {
        RpcPeer peer = RpcPeer.join(
                process,
                SignallingClient.post(
                        SignallingClient.browser(),
                        device.device().address(),
                        login.header().split(": ", 2)),
                OfferFields.plain().named(name));
        peer.bytes(HID, 1, 1);
        peer.awaitBytes(HID, "0101");
        return peer;
    }
}
