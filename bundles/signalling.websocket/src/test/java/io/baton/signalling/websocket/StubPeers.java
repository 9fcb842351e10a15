// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import io.baton.peer.CloseReason;
import io.baton.peer.IceCandidate;
import io.baton.peer.PeerAnswer;
import io.baton.peer.PeerId;
import io.baton.peer.PeerLimits;
import io.baton.peer.PeerService;
import io.baton.peer.PeerStats;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Peers whose answers a test decides. */
final class StubPeers implements PeerService {

    final List<String> offers = new CopyOnWriteArrayList<>();
    final List<String> added = new CopyOnWriteArrayList<>();
    final Map<PeerId, CloseReason> closed = new ConcurrentSkipListMap<>();
    private final AtomicLong numbers = new AtomicLong();
    volatile List<IceCandidate> candidates = List.of(new IceCandidate("candidate:host", "0", 0, null));
    volatile CompletionStage<PeerAnswer> fixed = new CompletableFuture<>();
    volatile boolean useFixed;
    volatile @Nullable InetAddress reachedAt;

    @Override
    public CompletionStage<PeerAnswer> answer(String offerSdp, @Nullable InetAddress reachedAt) {
        this.reachedAt = reachedAt;
        offers.add(offerSdp);
        return useFixed
                ? fixed
                : CompletableFuture.completedFuture(
                        new PeerAnswer(new PeerId(numbers.incrementAndGet()), "v=0 answer\r\n", candidates));
    }

    @Override
    public void addCandidate(PeerId peer, IceCandidate candidate) {
        added.add(peer + " " + candidate.candidate());
    }

    @Override
    public void close(PeerId peer, CloseReason reason) {
        closed.put(peer, reason);
    }

    @Override
    public void setVideo(PeerId peer, boolean on) {}

    @Override
    public void setPriority(PeerId peer, boolean on) {}

    @Override
    public void setFencingToken(PeerId peer, long token) {}

    @Override
    public void verify(PeerId peer) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void discardBuffered(PeerId peer) {}

    @Override
    public int maxMessageBytes(PeerId peer) {
        return 0;
    }

    @Override
    public boolean sendText(PeerId peer, String label, String message) {
        return false;
    }

    @Override
    public boolean sendBinary(PeerId peer, String label, byte[] message) {
        return false;
    }

    @Override
    public void setConsent(Duration check, Duration lost) {}

    @Override
    public List<PeerId> peers() {
        return List.of();
    }

    @Override
    public Optional<PeerStats> stats(PeerId peer) {
        return Optional.empty();
    }

    @Override
    public PeerLimits limits() {
        return new PeerLimits("stub", 100, 100);
    }
}
