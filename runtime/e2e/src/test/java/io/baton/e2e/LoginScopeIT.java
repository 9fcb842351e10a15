// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.baton.e2e.ClaimedDevice.Login;
import io.baton.harness.OfferFields;
import io.baton.harness.PeerProcess;
import io.baton.harness.RpcPeer;
import io.baton.harness.SignallingClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the clients of API tokens and view links may do, over a real connection (S1). */
final class LoginScopeIT {

    private static final String HID = "hidrpc";
    private static final int A = 0x04;
    private static final int B = 0x05;
    private static final Map<String, Object> KEY = Map.of("modifier", 0, "keys", new int[] {B});

    private PeerProcess process;
    private ClaimedDevice device;

    @BeforeEach
    void open() throws Exception {
        process = PeerProcess.start();
        device = new ClaimedDevice();
    }

    @AfterEach
    void close() {
        process.close();
        device.close();
    }

    @Test
    void s1TokenForControlTypesAndThoseForViewingOnlyWatch() throws Exception {
        Login ada = device.administrator();
        try (RpcPeer typist = join(device.token(ada, "control"), "Typist");
                RpcPeer watcher = join(device.token(ada, "view"), "Watcher");
                RpcPeer guest = join(device.link("wall"), "Guest");
                RpcPeer manager = join(device.token(ada, "admin"), "Manager")) {
            typist.awaitMode("primary");
            for (RpcPeer viewer : List.of(watcher, guest)) {
                viewer.awaitMode("observer");
                assertEquals("viewer", viewer.row(viewer.id()).path("role").asText());
                assertEquals("not_allowed", viewer.refusal("requestPrimary", Map.of()));
                assertEquals("not_allowed", viewer.refusal("kickSession", Map.of("sessionId", typist.id())));
                assertEquals("not_in_control", viewer.refusal("keyboardReport", KEY));
                viewer.bytes(HID, 5, B, 1);
                viewer.bytes(HID, 5, B, 0);
                assertEquals("pong", viewer.call("ping").asText());
            }
            assertEquals("not_allowed", typist.refusal("kickSession", Map.of("sessionId", guest.id())));
            typist.bytes(HID, 5, A, 1);
            typist.bytes(HID, 5, A, 0);
            device.device().awaitKeyEdges(2);
            assertEquals(List.of("down 0x04", "up 0x04"), device.device().keyLog());

            assertEquals(
                    "kicked",
                    manager.call("kickSession", Map.of("sessionId", typist.id()))
                            .path("status")
                            .asText());
            typist.awaitClosed();
            manager.awaitMode("primary");
            assertEquals("not_allowed", guest.refusal("claimControl", Map.of()));
        }
    }

    private RpcPeer join(Login login, String name) throws Exception {
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
