// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import io.baton.peer.PeerId;
import io.baton.rpc.InputStateEvent;
import io.baton.rpc.RpcEvents;
import java.util.List;

class RecordingRpcEventsTest extends RpcEventsContract {

    private final RecordingRpcEvents events = new RecordingRpcEvents();
    private long peers;

    @Override
    protected RpcEvents events() {
        return events;
    }

    @Override
    protected PeerId addPeer() {
        PeerId peer = new PeerId(++peers);
        events.add(peer);
        return peer;
    }

    @Override
    protected void open(PeerId peer) {
        events.open(peer);
    }

    @Override
    protected void setFull(PeerId peer, boolean full) {
        events.setFull(peer, full);
    }

    @Override
    protected void end(PeerId peer) {
        events.remove(peer);
    }

    @Override
    protected void runSender() {
        events.deliver();
    }

    @Override
    protected List<InputStateEvent> received(PeerId peer) {
        return events.delivered(peer);
    }
}
