// SPDX-License-Identifier: Apache-2.0
package io.baton.relay.whip;

import io.baton.peer.CloseReason;
import io.baton.peer.IceCandidate;
import io.baton.peer.PeerAnswer;
import io.baton.peer.PeerId;
import io.baton.peer.PeerLimits;
import io.baton.peer.PeerListener;
import io.baton.peer.PeerOffer;
import io.baton.peer.PeerRefusedException;
import io.baton.peer.PeerService;
import io.baton.peer.PeerStats;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A peer service that makes offers alone, and records what is done with them. */
final class OutboundPeers implements PeerService {

    final List<String> done = new ArrayList<>();
    boolean refuseAnswer;
    PeerId last = new PeerId(1);
    private long number;
    private @Nullable PeerListener listener;

    void link() {
        Objects.requireNonNull(listener).linked(last);
    }

    void end(CloseReason reason) {
        Objects.requireNonNull(listener).closed(last, reason);
    }

    @Override
    public CompletionStage<PeerOffer> offer(PeerListener own) {
        done.add("offer");
        listener = own;
        last = new PeerId(++number);
        return CompletableFuture.completedStage(new PeerOffer(last, "offer"));
    }

    @Override
    public CompletionStage<PeerId> accept(PeerId peer, String answerSdp) {
        done.add("accept " + answerSdp);
        return refuseAnswer
                ? CompletableFuture.failedStage(
                        new PeerRefusedException(PeerRefusedException.Reason.BAD_OFFER, "no fingerprint"))
                : CompletableFuture.completedStage(peer);
    }

    @Override
    public void setVideo(PeerId peer, boolean on) {
        done.add("video");
    }

    @Override
    public void close(PeerId peer, CloseReason reason) {
        done.add("close " + reason);
    }

    @Override
    public CompletionStage<PeerAnswer> answer(String offerSdp, @Nullable InetAddress reachedAt) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void addCandidate(PeerId peer, IceCandidate candidate) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setFencingToken(PeerId peer, long token) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setPriority(PeerId peer, boolean priority) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void verify(PeerId peer) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void discardBuffered(PeerId peer) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int maxMessageBytes(PeerId peer) {
        return 0;
    }

    @Override
    public boolean sendText(PeerId peer, String label, String message) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean sendBinary(PeerId peer, String label, byte[] message) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setConsent(Duration check, Duration lost) {
        throw new UnsupportedOperationException();
    }

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
        return new PeerLimits("pid", 1, 1);
    }
}
