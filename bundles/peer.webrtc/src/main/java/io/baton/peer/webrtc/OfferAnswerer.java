// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import io.baton.peer.PeerAnswer;
import io.baton.peer.PeerId;
import io.baton.peer.PeerRefusedException;
import io.baton.peer.PeerRefusedException.Reason;
import io.baton.peer.webrtc.sctp.SctpConfig;
import io.baton.peer.webrtc.sdp.NegotiatedSession;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers offers one after the other on the timer thread, within the limits on peers, until {@link #stop}. */
final class OfferAnswerer {

    private static final Logger LOG = LoggerFactory.getLogger("peer.webrtc");

    private final Settings settings;
    private final PeerFactory factory;
    private final PeerLifecycle lifecycle;
    private final Handlers handlers;
    private volatile boolean stopped;

    OfferAnswerer(Settings settings, PeerFactory factory, PeerLifecycle lifecycle, Handlers handlers) {
        this.settings = settings;
        this.factory = factory;
        this.lifecycle = lifecycle;
        this.handlers = handlers;
    }

    CompletionStage<PeerAnswer> answer(String offerSdp, @Nullable InetAddress reachedAt) {
        var answer = new CompletableFuture<PeerAnswer>();
        lifecycle.timer.execute(() -> {
            try {
                answer.complete(make(offerSdp, reachedAt));
            } catch (PeerRefusedException refused) {
                answer.completeExceptionally(refused);
            } catch (RuntimeException bug) {
                LOG.error("offer failed", bug);
                answer.completeExceptionally(bug);
            }
        });
        if (stopped) {
            // the timer thread may have ended without running the task
            answer.completeExceptionally(closing());
        }
        return answer;
    }

    /** Refuses every offer from now on. */
    void stop() {
        stopped = true;
    }

    private PeerAnswer make(String offerSdp, @Nullable InetAddress reachedAt) throws PeerRefusedException {
        if (stopped) {
            throw closing();
        }
        PeerTable table = lifecycle.table;
        if (table.size() - table.outbound() >= settings.maxPeers() || table.halfOpen() >= settings.maxHalfOpen()) {
            throw new PeerRefusedException(Reason.TOO_MANY_PEERS, "The device serves as many viewers as it can.");
        }
        PeerFactory.Made made = factory.make(offerSdp, reachedAt, this::channels);
        lifecycle.add(made.peer());
        NegotiatedSession negotiated = made.peer().negotiated;
        LOG.info(
                "offer answered peer={} video={} data={}",
                made.peer().id,
                negotiated.video() != null,
                negotiated.data() != null);
        return made.answer();
    }

    private Channels channels(PeerId id, @Nullable SctpConfig config) {
        return new Channels(id, config, factory.random(), lifecycle.owner(id), handlers);
    }

    private static PeerRefusedException closing() {
        return new PeerRefusedException(Reason.CLOSING, "The device is shutting down.");
    }
}
