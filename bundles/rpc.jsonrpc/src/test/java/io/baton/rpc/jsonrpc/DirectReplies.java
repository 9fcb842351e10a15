// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.peer.PeerId;
import io.baton.testkit.RecordingPeerService;
import java.util.function.Supplier;

/** Sends replies at once, on the calling thread. */
record DirectReplies(RecordingPeerService peers) implements ReplySender {

    @Override
    public void reply(PeerId peer, Supplier<String> text) {
        peers.sendText(peer, "rpc", text.get());
    }

    @Override
    public int maxBytes(PeerId peer) {
        return peers.maxMessageBytes(peer);
    }
}
