// SPDX-License-Identifier: Apache-2.0
package io.baton.relay.whip;

import io.baton.audit.AuditEvent;
import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import io.baton.peer.PeerListener;
import io.baton.peer.PeerOffer;
import io.baton.peer.PeerService;
import io.baton.rpc.RpcEvents;
import io.baton.rpc.StreamDisclosure;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the stream flowing to one server: offers, waits for the link, shows the sign, turns the video on; and begins
 * again after an end, with a growing pause.
 *
 * <p>Threading. {@link #tick} and {@link #stop} belong to one thread and may block for as long as a request; the peer's
 * events come on a thread of the peer service.
 */
final class Relay {

    private static final Logger LOG = LoggerFactory.getLogger("relay.whip");

    /** How long the provider of the sign may be replaced. */
    static final Duration LONGEST_WITHOUT_SIGN = Duration.ofSeconds(5);

    static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    /** A link that lasted so long makes the next pause the first again. */
    static final Duration STABLE = Duration.ofSeconds(30);

    private static final Duration TICK = Duration.ofMillis(500);
    private static final long PEER_SECONDS = 5;

    private final WhipSettings settings;
    private final Services services;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private @Nullable Link link;
    private Duration pause = Duration.ZERO;
    private long notBefore;
    private volatile String state = "connecting";

    /** What the relay uses; the services may be absent. */
    interface Services {

        @Nullable
        PeerService peers();

        @Nullable
        RpcEvents events();

        WhipClient.Accepted post(String offer) throws WhipException, InterruptedException;

        void delete(URI session) throws InterruptedException;

        /** Registers a disclosure; the result ends it. */
        Runnable disclose(StreamDisclosure disclosure);

        void audit(AuditEvent event);

        /** Has {@link #tick} called soon. */
        void wake();
    }

    /** One connection, from the accepted offer to its end. */
    private final class Link implements PeerListener {
        final PeerService peers;
        volatile boolean linked;
        volatile @Nullable CloseReason closed;

        @Nullable
        PeerId peer;

        @Nullable
        URI session;

        @Nullable
        StreamDisclosure disclosure;

        @Nullable
        Runnable endDisclosure;

        long signSeen;
        long since;

        Link(PeerService peers) {
            this.peers = peers;
        }

        @Override
        public void linked(PeerId id) {
            linked = true;
            services.wake();
        }

        @Override
        public void closed(PeerId id, CloseReason reason) {
            closed = reason;
            services.wake();
        }
    }

    Relay(
            WhipSettings settings,
            Services services,
            InstantSource clock,
            LongSupplier nanoTime,
            RandomGenerator random) {
        this.settings = settings;
        this.services = services;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.random = random;
        this.notBefore = nanoTime.getAsLong();
    }

    /** Returns what the relay does now: {@code connecting}, {@code sending}, or why it waits. */
    String state() {
        return state;
    }

    /** Does what is due and returns when to be called next. */
    Duration tick() throws InterruptedException {
        long now = nanoTime.getAsLong();
        Link present = link;
        if (present == null) {
            if (now - notBefore < 0) {
                return Duration.ofNanos(notBefore - now);
            }
            connect();
            return TICK;
        }
        CloseReason reason = present.closed;
        if (reason != null) {
            end(reason.name().toLowerCase(Locale.ROOT));
        } else if (services.peers() != present.peers) {
            end("peer_service_gone");
        } else if (present.linked && present.disclosure == null) {
            send(present, now);
        } else if (present.disclosure != null) {
            check(present, now);
        }
        return TICK;
    }

    private void connect() throws InterruptedException {
        PeerService peers = services.peers();
        if (peers == null || services.events() == null) {
            state = "waiting for a part of the device";
            later(Duration.ZERO);
            return;
        }
        state = "connecting";
        Link made = new Link(peers);
        try {
            PeerOffer offer = await(peers.offer(made));
            made.peer = offer.peer();
            WhipClient.Accepted accepted = services.post(offer.sdp());
            made.session = accepted.session();
            link = made;
            await(peers.accept(offer.peer(), accepted.sdp()));
        } catch (WhipException e) {
            failed(made, String.valueOf(e.getMessage()), e.retryAfter());
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            failed(made, "The answer cannot be used: " + cause.getMessage(), Duration.ZERO);
        }
    }

    private static <T> T await(CompletionStage<T> stage)
            throws InterruptedException, ExecutionException, TimeoutException {
        return stage.toCompletableFuture().get(PEER_SECONDS, TimeUnit.SECONDS);
    }

    private void failed(Link made, String why, Duration retryAfter) throws InterruptedException {
        link = null;
        state = why;
        LOG.info("relay not connected host={} cause=\"{}\"", settings.host(), why);
        release(made);
        later(retryAfter);
    }

    /** The server has answered and the link is up: the sign first, then the picture. */
    private void send(Link present, long now) throws InterruptedException {
        StreamDisclosure disclosure =
                new StreamDisclosure(StreamDisclosure.Kind.RELAY, clock.instant(), "", settings.host());
        Runnable end = services.disclose(disclosure);
        RpcEvents events = services.events();
        if (events == null || !events.discloses(disclosure)) {
            end.run();
            end("sign_unavailable");
            return;
        }
        present.disclosure = disclosure;
        present.endDisclosure = end;
        present.signSeen = now;
        present.since = now;
        PeerId peer = present.peer;
        if (peer != null) {
            present.peers.setVideo(peer, true);
        }
        state = "sending";
        services.audit(new AuditEvent("relay_start", "", "", "done", Map.of("host", settings.host())));
        LOG.info("relay started host={} peer={}", settings.host(), peer);
    }

    private void check(Link present, long now) throws InterruptedException {
        RpcEvents events = services.events();
        StreamDisclosure disclosure = present.disclosure;
        if (events != null && disclosure != null && events.discloses(disclosure)) {
            present.signSeen = now;
        } else if (now - present.signSeen >= LONGEST_WITHOUT_SIGN.toNanos()) {
            end("sign_unavailable");
        }
    }

    /** Ends the relay for good. */
    void stop() throws InterruptedException {
        end("stopped");
        state = "stopped";
    }

    private void end(String reason) throws InterruptedException {
        URI session = cut(reason);
        if (session != null) {
            services.delete(session);
        }
    }

    /** Ends the connection without a word to the server; returns the session that can be deleted there. */
    @Nullable
    URI cut(String reason) {
        Link ended = link;
        link = null;
        if (ended == null) {
            return null;
        }
        boolean sent = ended.disclosure != null;
        if (sent && nanoTime.getAsLong() - ended.since >= STABLE.toNanos()) {
            pause = Duration.ZERO;
        }
        // the picture first, then the sign
        PeerId peer = ended.peer;
        if (peer != null) {
            ended.peers.close(peer, CloseReason.SESSION_ENDED);
        }
        state = "ended: " + reason;
        Runnable endDisclosure = ended.endDisclosure;
        if (endDisclosure != null) {
            endDisclosure.run();
        }
        if (sent) {
            services.audit(
                    new AuditEvent("relay_stop", "", "", "done", Map.of("host", settings.host(), "reason", reason)));
        }
        LOG.info("relay ended host={} reason={}", settings.host(), reason);
        later(Duration.ZERO);
        return ended.session;
    }

    private void release(Link made) throws InterruptedException {
        PeerId peer = made.peer;
        if (peer != null) {
            made.peers.close(peer, CloseReason.SETUP_FAILED);
        }
        URI session = made.session;
        if (session != null) {
            services.delete(session);
        }
    }

    /** The pause doubles with each end, up to a minute, and varies by a quarter. */
    private void later(Duration atLeast) {
        pause = pause.isZero() ? FIRST_PAUSE : pause.multipliedBy(2);
        if (pause.compareTo(LONGEST_PAUSE) > 0) {
            pause = LONGEST_PAUSE;
        }
        Duration wait = pause.compareTo(atLeast) > 0 ? pause : atLeast;
        long nanos = wait.toNanos();
        notBefore = nanoTime.getAsLong() + nanos - random.nextLong(nanos / 4 + 1);
    }
}
