// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.harness.Device;
import io.baton.harness.OfferFields;
import io.baton.harness.PeerProcess;
import io.baton.harness.RpcPeer;
import io.baton.harness.SignallingClient;
import io.baton.harness.WebSocketSignallingClient;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients without a page: join over HTTP or WebSocket, calls, input and resumption. */
final class RpcPeerIT {
    private static final int KEY_A = 4;

    private static Device device;
    private static PeerProcess process;

    @BeforeAll
    static void open() throws Exception {
        process = PeerProcess.start();
        device = Device.start(Map.of("io.baton.session.coordinator", "{\"reconnectGraceSeconds:Integer\": 1}"));
    }

    @AfterAll
    static void close() {
        process.close();
        device.close();
    }

    @Test
    void joinsOverHttpAndWebSocketAlike() throws Exception {
        try (RpcPeer first = join(SignallingClient.post(SignallingClient.browser(), device.address()), "Ada");
                WebSocketSignallingClient socket =
                        new WebSocketSignallingClient(SignallingClient.browser(), device.address());
                RpcPeer second = join(socket, "Ben")) {
            first.awaitMode("primary");
            second.awaitMode("observer");
            assertEquals("pong", first.call("ping").asText());
            assertEquals("Ben", first.row(second.id()).path("nickname").asText());
            assertTrue(second.row(second.id()).path("self").asBoolean());

            first.bytes("hidrpc", 1, 1);
            first.awaitBytes("hidrpc", "0101");
            second.bytes("hidrpc", 1, 1);
            second.awaitBytes("hidrpc", "0101");
            first.call("keyboardReport", Map.of("modifier", 0, "keys", new int[] {KEY_A}));
            second.awaitBytes("hidrpc", "3300040000000000");
            first.call("keyboardReport", Map.of("modifier", 0, "keys", new int[0]));
            assertEquals("not_in_control", second.refusal("keyboardReport", Map.of("modifier", 0, "keys", new int[0])));
        }
    }

    @Test
    void resumeTokenResumesTheSession() throws Exception {
        RpcPeer before = join(SignallingClient.post(SignallingClient.browser(), device.address()), "Dan");
        before.cutNetwork();
        try (RpcPeer resumed = RpcPeer.join(
                process,
                SignallingClient.post(SignallingClient.browser(), device.address()),
                OfferFields.plain().resuming(before.accepted().resumeToken()))) {
            assertEquals(before.id(), resumed.id());
            assertEquals("Dan", resumed.accepted().nickname());
            assertNotEquals(
                    before.accepted().resumeToken(), resumed.accepted().resumeToken(), "a token is for one use");
            assertEquals("pong", resumed.call("ping").asText());
        }
        before.close();
    }

    private static RpcPeer join(SignallingClient signalling, String name) throws Exception {
        return RpcPeer.join(process, signalling, OfferFields.plain().named(name));
    }
}
