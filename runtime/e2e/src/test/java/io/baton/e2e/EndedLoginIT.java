// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.baton.e2e.ClaimedDevice.Login;
import io.baton.harness.OfferFields;
import io.baton.harness.PeerProcess;
import io.baton.harness.RpcPeer;
import io.baton.harness.SignallingClient;
import io.baton.harness.WebSocketSignallingClient;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A login that ends takes its socket and its connection with it, and none of its input reaches the target once the
 * request that ended it is answered (S7). The times are printed, not asserted: the machine may be busy.
 */
final class EndedLoginIT {

    private static final String HID = "hidrpc";
    private static final int A = 0x04;
    private static final int B = 0x05;
    private static final int ONE = 0x1E;
    private static final int KEYS = 100;

    private static ClaimedDevice device;
    private static PeerProcess process;

    /** How a login ends. */
    enum End {
        LOGOUT,
        LOGIN_REMOVED,
        PASSWORD_CHANGED,
        ROLE_CHANGED,
        ACCOUNT_DISABLED,
        ACCOUNT_REMOVED,
        TOKEN_REVOKED,
        LINK_REVOKED;

        String user() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        Login begin() throws IOException {
            return switch (this) {
                case LINK_REVOKED -> device.link(user());
                case TOKEN_REVOKED -> device.token(device.administrator(), "control");
                default -> device.account(user(), "operator");
            };
        }

        void end(Login login) throws IOException {
            String user = "\"user\":\"" + user() + "\"";
            String id = "{\"id\":\"" + login.id() + "\"}";
            switch (this) {
                case LOGOUT -> device.succeed(login, "POST", "/auth/logout", "{}");
                case LOGIN_REMOVED -> device.administer("DELETE", "/auth/logins", id);
                case PASSWORD_CHANGED -> device.changePassword(login);
                case ROLE_CHANGED -> device.administer("PUT", "/accounts", "{" + user + ",\"role\":\"viewer\"}");
                case ACCOUNT_DISABLED -> device.administer("PUT", "/accounts", "{" + user + ",\"disabled\":true}");
                case ACCOUNT_REMOVED -> device.administer("DELETE", "/accounts", "{" + user + "}");
                case TOKEN_REVOKED -> device.administer("DELETE", "/auth/tokens", id);
                case LINK_REVOKED -> device.administer("DELETE", "/auth/links", id);
            }
        }
    }

    @BeforeAll
    static void start() throws Exception {
        process = PeerProcess.start();
        device = new ClaimedDevice();
    }

    @AfterAll
    static void stop() {
        process.close();
        device.close();
    }

    @ParameterizedTest
    @EnumSource
    void s7EndOfALoginClosesItsSocketAndConnectionAndStopsItsInput(End end) throws Exception {
        Login login = end.begin();
        boolean controls = end != End.LINK_REVOKED;
        try (WebSocketSignallingClient socket = new WebSocketSignallingClient(
                        SignallingClient.browser(), device.device().address(), header(login));
                RpcPeer ending = RpcPeer.join(
                        process, socket, OfferFields.plain().named("Bob").withVideo());
                RpcPeer successor = join(device.administrator(), "Ada")) {
            ending.awaitMode(controls ? "primary" : "observer");
            ending.bytes(HID, 1, 1);
            ending.awaitBytes(HID, "0101");
            int from = device.device().keyLog().size();
            type(ending, A);
            if (controls) {
                device.device().awaitKeyEdges(from + 2);
            }

            long began = System.nanoTime();
            end.end(login);
            long answered = System.nanoTime();
            type(ending, B);
            assertEquals(4401, socket.closeCode());
            long closed = System.nanoTime();
            ending.awaitClosed();
            System.out.printf(
                    Locale.ROOT,
                    "login ended cause=%s answerMillis=%.1f socketMillis=%.1f connectionMillis=%.1f%n",
                    end,
                    (answered - began) / 1e6,
                    (closed - began) / 1e6,
                    (System.nanoTime() - began) / 1e6);

            successor.awaitList(
                    "the ended session gone", list -> !list.toString().contains(ending.id()));
            successor.awaitMode("primary");
            int before = device.device().keyLog().size();
            successor.bytes(HID, 5, ONE, 1);
            successor.bytes(HID, 5, ONE, 0);
            device.device().awaitKeyEdges(before + 2);
            List<String> seen = device.device().keyLog();
            List<String> edges = seen.subList(from, seen.size());
            assertFalse(edges.contains("down 0x05"), "typed after the answer: " + edges);
            assertEquals(controls, edges.contains("down 0x04"), "typed before: " + edges);
            assertEquals(count(edges, "down"), count(edges, "up"), "no key stays down: " + edges);
            assertEquals(
                    "login_required",
                    RpcPeer.refused(
                                    process,
                                    signalling(login),
                                    OfferFields.plain()
                                            .resuming(ending.accepted().resumeToken()))
                            .code());
        }
        device.device().awaitNoSessions();
    }

    /** Joins and completes the handshake on the HID-RPC channel. */
    private static RpcPeer join(Login login, String name) throws Exception {
        RpcPeer peer =
                RpcPeer.join(process, signalling(login), OfferFields.plain().named(name));
        peer.bytes(HID, 1, 1);
        peer.awaitBytes(HID, "0101");
        return peer;
    }

    private static SignallingClient signalling(Login login) {
        return SignallingClient.post(SignallingClient.browser(), device.device().address(), header(login));
    }

    private static String[] header(Login login) {
        return login.header().split(": ", 2);
    }

    private static void type(RpcPeer peer, int usage) {
        for (int i = 0; i < KEYS; i++) {
            peer.bytes(HID, 5, usage, 1);
            peer.bytes(HID, 5, usage, 0);
        }
    }

    private static long count(List<String> edges, String direction) {
        return edges.stream().filter(edge -> edge.startsWith(direction)).count();
    }
}
