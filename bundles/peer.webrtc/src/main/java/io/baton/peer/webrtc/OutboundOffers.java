// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import io.baton.peer.PeerId;
import io.baton.peer.PeerListener;
import io.baton.peer.PeerOffer;
import io.baton.peer.PeerRefusedException;
import io.baton.peer.PeerRefusedException.Reason;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The device's own offers and the peers made of their answers, of which there are few: each has all of the video sent
 * to it beside the viewers.
 *
 * <p>Threading. The work belongs to the timer thread.
 */
final class OutboundOffers {

    /** Peers and offers without an answer, together. */
    static final int MAX = 2;

    private static final Logger LOG = LoggerFactory.getLogger("peer.webrtc");

    private record Waiting(PeerFactory.Offered offered, PeerListener listener, long deadline) {}

    private final Settings settings;
    private final PeerFactory factory;
    private final PeerLifecycle lifecycle;
    private final Handlers handlers;
    private final LongSupplier nanoTime;
    private final Map<PeerId, Waiting> waiting = new LinkedHashMap<>();
    private volatile boolean stopped;

    OutboundOffers(
            Settings settings, PeerFactory factory, PeerLifecycle lifecycle, Handlers handlers, LongSupplier nanoTime) {
        this.settings = settings;
        this.factory = factory;
        this.lifecycle = lifecycle;
        this.handlers = handlers;
        this.nanoTime = nanoTime;
    }

    CompletionStage<PeerOffer> offer(PeerListener listener) {
        return onTimer(() -> make(listener));
    }

    CompletionStage<PeerId> accept(PeerId id, String answerSdp) {
        return onTimer(() -> link(id, answerSdp));
    }

    /** Refuses every call from now on. */
    void stop() {
        stopped = true;
    }

    private <T> CompletionStage<T> onTimer(Callable<T> work) {
        var result = new CompletableFuture<T>();
        lifecycle.timer.execute(() -> {
            try {
                if (stopped) {
                    throw closing();
                }
                result.complete(work.call());
            } catch (PeerRefusedException refused) {
                result.completeExceptionally(refused);
            } catch (Exception bug) {
                LOG.error("own offer failed", bug);
                result.completeExceptionally(bug);
            }
        });
        if (stopped) {
            // the timer thread may have ended without running the task
            result.completeExceptionally(closing());
        }
        return result;
    }

    private PeerOffer make(PeerListener listener) throws PeerRefusedException {
        long now = nanoTime.getAsLong();
        waiting.values().removeIf(old -> now - old.deadline() >= 0);
        if (waiting.size() + lifecycle.table.outbound() >= MAX) {
            throw new PeerRefusedException(Reason.TOO_MANY_PEERS, "The device sends to as many servers as it can.");
        }
        PeerFactory.Offered offered = factory.offer();
        waiting.put(
                offered.id(),
                new Waiting(offered, listener, now + settings.setupTimeout().toNanos()));
        return new PeerOffer(offered.id(), offered.sdp());
    }

    private PeerId link(PeerId id, String answerSdp) throws PeerRefusedException {
        Waiting own = waiting.remove(id);
        if (own == null || nanoTime.getAsLong() - own.deadline() >= 0) {
            throw new PeerRefusedException(Reason.BAD_OFFER, "There is no such offer, or it was too long ago.");
        }
        Channels channels = new Channels(id, null, factory.random(), lifecycle.owner(id), handlers);
        Peer peer = factory.accept(own.offered(), answerSdp, own.listener(), channels);
        lifecycle.add(peer);
        LOG.info("answer accepted peer={}", id);
        return id;
    }

    private static PeerRefusedException closing() {
        return new PeerRefusedException(Reason.CLOSING, "The device is shutting down.");
    }
}
