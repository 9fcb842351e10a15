// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import io.baton.peer.PeerId;
import io.baton.rpc.InputStateEvent;
import io.baton.rpc.RpcEvents;
import io.baton.rpc.StreamDisclosure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Records events without a channel. What is queued reaches the channels of peers when a test calls {@link #deliver}.
 *
 * <p>Threading. Any thread.
 */
public final class RecordingRpcEvents implements RpcEvents {

    /** An event that was queued. */
    public record Queued(PeerId peer, InputStateEvent event) {}

    private static final class Channel {
        final List<InputStateEvent> waiting = new ArrayList<>();
        final List<InputStateEvent> delivered = new ArrayList<>();
        boolean open;
        boolean full;
        boolean tried = true;
    }

    private boolean discloses = true;
    private final List<String> changedStates = new ArrayList<>();
    private final List<Queued> queued = new ArrayList<>();
    private final Map<PeerId, Channel> channels = new ConcurrentSkipListMap<>();

    /** Makes a peer exist; its channel is not open yet. */
    public synchronized void add(PeerId peer) {
        channels.put(peer, new Channel());
    }

    /** Ends a peer. */
    public synchronized void remove(PeerId peer) {
        channels.remove(peer);
    }

    /** Opens a peer's channel. */
    public synchronized void open(PeerId peer) {
        channel(peer).open = true;
    }

    /** Makes the buffer of a peer's channel full, or not any more. */
    public synchronized void setFull(PeerId peer, boolean full) {
        channel(peer).full = full;
    }

    /** Hands every waiting event to its channel, where that is open and has room. */
    public synchronized void deliver() {
        for (Channel channel : channels.values()) {
            channel.tried = true;
            if (channel.open && !channel.full) {
                channel.delivered.addAll(channel.waiting);
                channel.waiting.clear();
            }
        }
    }

    /** Forgets the events queued so far; those that wait for a channel are still delivered. */
    public synchronized void clear() {
        queued.clear();
    }

    /** Returns every queued event, in the order of the calls. */
    public synchronized List<Queued> queued() {
        return List.copyOf(queued);
    }

    /** Returns the events that reached a peer's channel. */
    public synchronized List<InputStateEvent> delivered(PeerId peer) {
        return List.copyOf(channel(peer).delivered);
    }

    @Override
    public synchronized void send(PeerId peer, InputStateEvent event) {
        queued.add(new Queued(peer, event));
        Channel channel = channels.get(peer);
        if (channel != null) {
            channel.waiting.add(event);
            channel.tried = false;
        }
    }

    @Override
    public synchronized void stateChanged(String event) {
        changedStates.add(event);
    }

    /** Returns the names of the states that changed, in the order of the calls. */
    public synchronized List<String> changedStates() {
        return List.copyOf(changedStates);
    }

    @Override
    public synchronized boolean isHandedOver(PeerId peer) {
        Channel channel = channels.get(peer);
        return channel == null || channel.waiting.isEmpty() || (channel.tried && !channel.open);
    }

    /** Makes the provider show disclosures, or not. */
    public synchronized void setDiscloses(boolean shown) {
        discloses = shown;
    }

    @Override
    public synchronized boolean discloses(StreamDisclosure disclosure) {
        return discloses;
    }

    private Channel channel(PeerId peer) {
        Channel channel = channels.get(peer);
        if (channel == null) {
            throw new IllegalArgumentException("no such peer: " + peer);
        }
        return channel;
    }
}
