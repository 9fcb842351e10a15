// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.baton.harness.Device;
import io.baton.harness.OfferFields;
import io.baton.harness.PeerProcess;
import io.baton.harness.RpcPeer;
import java.util.Map;
import java.util.Optional;

/** An observer that requests control and cancels the request as fast as it is answered. */
final class ControlRequests implements Attack.Traffic {
    private final RpcPeer peer;
    private final Thread thread = new Thread(this::request, "control-requests");
    private volatile boolean ended;
    private volatile int calls;
    private volatile int refused;

    private ControlRequests(RpcPeer peer) {
        this.peer = peer;
        thread.setDaemon(true);
        thread.start();
    }

    static ControlRequests start(Device device, PeerProcess process) throws Exception {
        return new ControlRequests(
                Attack.join(device, process, OfferFields.plain().named("Requester")));
    }

    /** The session that requests. */
    RpcPeer session() {
        return peer;
    }

    private void request() {
        int made = 0;
        int notAllowed = 0;
        while (!ended) {
            Optional<JsonNode> reply = peer.ask(made % 2 == 0 ? "requestPrimary" : "cancelPrimaryRequest", Map.of());
            if (reply.isEmpty()) {
                break;
            }
            made++;
            notAllowed += reply.get().has("error") ? 1 : 0;
            calls = made;
            refused = notAllowed;
        }
    }

    @Override
    public String end() throws InterruptedException {
        ended = true;
        thread.join();
        boolean removed = peer.isEnded();
        peer.close();
        return "made " + calls + " calls, refused " + refused + (removed ? ", then its session ended" : "");
    }
}
