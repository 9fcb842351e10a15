// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import io.baton.peer.CloseReason;
import io.baton.peer.IceCandidate;
import io.baton.peer.PeerAnswer;
import io.baton.peer.PeerId;
import io.baton.peer.PeerListener;
import io.baton.peer.PeerService;
import io.baton.peer.PeerStats;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Peers without a network: a test makes, links and ends them, and reads what was asked of them. Listeners are told on
 * the calling thread.
 */
public final class RecordingPeerService implements PeerService {

    /**
     * A message that was sent.
     *
     * @param text empty for a binary message
     * @param data empty for a text
     * @param thread the name of the sending thread
     */
    public record Sent(PeerId peer, String label, String text, byte[] data, String thread) {}

    private static final class Peer {
        final Set<String> open = new HashSet<>();
        volatile boolean linked;
        volatile boolean video;
        volatile long fencingToken;
        volatile long unheard;
        final AtomicLong reports = new AtomicLong();
    }

    private final Map<PeerId, Peer> peers = new ConcurrentSkipListMap<>();
    private final Map<PeerId, CloseReason> ended = new ConcurrentHashMap<>();
    private final Set<PeerId> clogged = ConcurrentHashMap.newKeySet();
    private final List<PeerListener> listeners = new CopyOnWriteArrayList<>();
    private final List<Sent> sent = new CopyOnWriteArrayList<>();
    private final AtomicLong numbers = new AtomicLong();
    private final CallLog journal;

    public RecordingPeerService() {
        this(new CallLog());
    }

    public RecordingPeerService(CallLog journal) {
        this.journal = journal;
    }

    public void listen(PeerListener listener) {
        listeners.add(listener);
    }

    /** A receiver report of this peer arrived. */
    public void report(PeerId peer) {
        peer(peer).reports.incrementAndGet();
    }

    /** So many bytes of what this peer was told are not acknowledged. */
    public void unheard(PeerId peer, long bytes) {
        peer(peer).unheard = bytes;
    }

    /** Makes a peer that is not linked yet. */
    public PeerId add() {
        PeerId peer = new PeerId(numbers.incrementAndGet());
        peers.put(peer, new Peer());
        return peer;
    }

    /** Brings a peer's link up. */
    public void link(PeerId peer) {
        peer(peer).linked = true;
        listeners.forEach(listener -> listener.linked(peer));
    }

    /** Has the other side open a channel. */
    public void open(PeerId peer, String label) {
        Peer state = peer(peer);
        synchronized (state) {
            state.open.add(label);
        }
        listeners.forEach(listener -> listener.channelOpened(peer, label));
    }

    /** Ends a peer from outside. */
    public void end(PeerId peer, CloseReason reason) {
        if (peers.remove(peer) != null) {
            ended.put(peer, reason);
            listeners.forEach(listener -> listener.closed(peer, reason));
        }
    }

    /** Makes every later send to this peer fail, as a full buffer does. */
    public void clog(PeerId peer) {
        clogged.add(peer);
    }

    /** Takes {@link #clog} back. */
    public void unclog(PeerId peer) {
        clogged.remove(peer);
    }

    public long fencingToken(PeerId peer) {
        return peer(peer).fencingToken;
    }

    public boolean video(PeerId peer) {
        return peer(peer).video;
    }

    /** Why a peer ended; empty while it exists. */
    public Optional<CloseReason> ended(PeerId peer) {
        return Optional.ofNullable(ended.get(peer));
    }

    public List<Sent> sent() {
        return List.copyOf(sent);
    }

    /** Texts sent to one peer on one label. */
    public List<String> texts(PeerId peer, String label) {
        List<String> texts = new ArrayList<>();
        for (Sent message : sent) {
            if (message.peer().equals(peer) && message.label().equals(label) && message.data().length == 0) {
                texts.add(message.text());
            }
        }
        return texts;
    }

    public void clearSent() {
        sent.clear();
    }

    @Override
    public CompletionStage<PeerAnswer> answer(String offerSdp) {
        return CompletableFuture.completedFuture(new PeerAnswer(add(), "v=0\r\n", List.of()));
    }

    @Override
    public void addCandidate(PeerId peer, IceCandidate candidate) {
        journal.add("candidate " + peer);
    }

    @Override
    public void setVideo(PeerId peer, boolean on) {
        journal.add("video " + peer + " " + on);
        Peer state = peers.get(peer);
        if (state != null) {
            state.video = on;
        }
    }

    @Override
    public void setFencingToken(PeerId peer, long stamp) {
        journal.add("fence " + peer + " " + stamp);
        Peer state = peers.get(peer);
        if (state != null) {
            state.fencingToken = stamp;
        }
    }

    @Override
    public void discardBuffered(PeerId peer) {
        journal.add("discard " + peer);
    }

    @Override
    public boolean sendText(PeerId peer, String label, String message) {
        return send(new Sent(
                peer, label, message, new byte[0], Thread.currentThread().getName()));
    }

    @Override
    public boolean sendBinary(PeerId peer, String label, byte[] message) {
        return send(new Sent(
                peer, label, "", message.clone(), Thread.currentThread().getName()));
    }

    private boolean send(Sent message) {
        Peer state = peers.get(message.peer());
        if (state == null || clogged.contains(message.peer())) {
            return false;
        }
        synchronized (state) {
            return state.open.contains(message.label()) && sent.add(message);
        }
    }

    @Override
    public void close(PeerId peer, CloseReason reason) {
        journal.add("close " + peer + " " + reason);
        end(peer, reason);
    }

    @Override
    public List<PeerId> peers() {
        return List.copyOf(peers.keySet());
    }

    @Override
    public Optional<PeerStats> stats(PeerId peer) {
        return Optional.ofNullable(peers.get(peer))
                .map(state -> new PeerStats(
                        state.linked,
                        state.video,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        -1,
                        state.reports.get(),
                        -1,
                        0,
                        0,
                        0,
                        state.unheard));
    }

    private Peer peer(PeerId peer) {
        Peer state = peers.get(peer);
        if (state == null) {
            throw new IllegalArgumentException("no such peer: " + peer);
        }
        return state;
    }
}
