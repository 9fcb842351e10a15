// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import io.baton.auth.Authenticator;
import io.baton.peer.CloseReason;
import io.baton.peer.IceCandidate;
import io.baton.peer.PeerAnswer;
import io.baton.peer.PeerId;
import io.baton.peer.PeerService;
import io.baton.ratelimit.RateLimiter;
import io.baton.session.Admission;
import io.baton.session.Command;
import io.baton.session.Login;
import io.baton.session.Outcome;
import io.baton.session.Session;
import io.baton.session.SessionCoordinator;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import io.baton.session.Settings;
import io.baton.shared.threads.FatalReporter;
import io.baton.signalling.websocket.Negotiation.Services;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a client from its offer to its answer: rate limit, session, peer. The services it needs come and go; while one
 * is missing a client waits for {@link #SERVICE_WAIT} and is then refused with a retry hint.
 *
 * <p>Threading. Called by the event loop and by HTTP threads; never blocks. Stages complete on the thread of the
 * service that answered last.
 */
@Component(service = JoinService.class)
public final class JoinService {

    private static final Logger LOG = LoggerFactory.getLogger("signalling.websocket");

    static final Duration SERVICE_WAIT = Duration.ofSeconds(2);
    private static final Duration RETRY_INTERVAL = Duration.ofMillis(20);

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable RateLimiter limiter;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SessionCoordinator coordinator;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable PeerService peers;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Authenticator authenticator;

    /** Ends the device and gives the reason; the launcher provides it. */
    @Reference(
            target = "(baton.role=fatal)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Consumer<String> fatal;

    private final EventLoop loop;
    private final Runnable stop;
    private volatile Settings known = Settings.DEFAULTS;

    @Activate
    public JoinService() {
        EventLoopThread thread = new EventLoopThread(System::nanoTime, new FatalReporter(() -> fatal));
        loop = thread;
        stop = thread::close;
    }

    JoinService(EventLoop loop) {
        this.loop = loop;
        stop = () -> {};
    }

    @Deactivate
    void close() {
        stop.run();
    }

    /** The event loop on which signalling sessions live. */
    EventLoop loop() {
        return loop;
    }

    /**
     * Answers an offer.
     *
     * @param binding the session the client's socket is bound to; null for a new socket
     * @param onAccepted receives the session, on any thread, before anything happens to the peer
     */
    CompletionStage<NegotiationResult> join(
            ClientInfo client,
            ClientFrame.Offer offer,
            @Nullable SocketBinding binding,
            Consumer<Admission.JoinAccepted> onAccepted) {
        return negotiate(client.source(), negotiation -> negotiation.join(client, offer, binding, onAccepted));
    }

    /**
     * Binds a socket to a session whose peer is alive.
     *
     * @param onAccepted as for {@link #join}
     */
    CompletionStage<NegotiationResult> attach(
            ClientInfo client, String resumeToken, Consumer<Admission.JoinAccepted> onAccepted) {
        return negotiate(client.source(), negotiation -> negotiation.attach(client, resumeToken, onAccepted));
    }

    /**
     * Reports that the socket of a session closed or was bound to another session. Tries again while the coordinator is
     * missing, for {@link #SERVICE_WAIT}.
     */
    void socketClosed(SocketBinding binding) {
        submitUntil(
                new Command.SocketClosed(binding.session(), binding.token()), loop.nanoTime() + SERVICE_WAIT.toNanos());
    }

    private void submitUntil(Command command, long deadline) {
        SessionCoordinator present = coordinator;
        if (present == null) {
            submitLater(command, deadline);
            return;
        }
        CompletionStage<Outcome> submitted;
        try {
            submitted = present.submit(command);
        } catch (RuntimeException | LinkageError e) {
            LOG.debug("coordinator failed to take a closed socket", e);
            submitLater(command, deadline);
            return;
        }
        submitted.thenAccept(outcome -> {
            if (outcome instanceof Outcome.Refused refusal
                    && refusal.retryAfter().isPositive()) {
                submitLater(command, deadline);
            }
        });
    }

    private void submitLater(Command command, long deadline) {
        if (loop.nanoTime() - deadline < 0) {
            loop.after(RETRY_INTERVAL, () -> submitUntil(command, deadline));
        }
    }

    /** Returns whether a login has not ended; a login that cannot be checked at present is left alone. */
    boolean isCurrent(Login login) {
        Authenticator present = authenticator;
        return present == null || present.isCurrent(login);
    }

    /** Returns the settings in force, or the last known ones while the coordinator is missing. */
    Settings settings() {
        SessionCoordinator present = coordinator;
        if (present == null) {
            return known;
        }
        try {
            known = present.roster().settings();
        } catch (RuntimeException | LinkageError e) {
            LOG.debug("coordinator failed to give its settings", e);
        }
        return known;
    }

    Duration time(Setting setting) {
        return settings().time(setting);
    }

    void addCandidate(PeerId peer, IceCandidate candidate) {
        PeerService present = peers;
        if (present != null) {
            present.addCandidate(peer, candidate);
        }
    }

    /** Returns the peer a session has now. */
    Optional<PeerId> link(SessionId session) {
        SessionCoordinator present = coordinator;
        return present == null
                ? Optional.empty()
                : present.roster().session(session).map(Session::link);
    }

    /** Closes what a negotiation made for a client that has gone. */
    void abandon(NegotiationResult result) {
        if (result instanceof NegotiationResult.Answered(Admission.JoinAccepted accepted, PeerAnswer answer)) {
            PeerService presentPeers = peers;
            if (presentPeers != null) {
                presentPeers.close(answer.peer(), CloseReason.SETUP_FAILED);
            }
            SessionCoordinator presentCoordinator = coordinator;
            if (presentCoordinator != null) {
                presentCoordinator.submit(new Command.LinkFailed(accepted.session(), answer.peer()));
            }
        }
    }

    private interface Work {
        CompletionStage<NegotiationResult> with(Negotiation negotiation);
    }

    private CompletionStage<NegotiationResult> negotiate(String source, Work work) {
        CompletableFuture<NegotiationResult> result = new CompletableFuture<>();
        whenAvailable(loop.nanoTime() + SERVICE_WAIT.toNanos(), result, source, work);
        return result;
    }

    private void whenAvailable(long deadline, CompletableFuture<NegotiationResult> result, String source, Work work) {
        RateLimiter presentLimiter = limiter;
        SessionCoordinator presentCoordinator = coordinator;
        PeerService presentPeers = peers;
        Authenticator presentAuthenticator = authenticator;
        if (presentLimiter != null
                && presentCoordinator != null
                && presentPeers != null
                && presentAuthenticator != null) {
            begin(
                    new Services(presentAuthenticator, presentLimiter, presentCoordinator, presentPeers),
                    result,
                    source,
                    work);
        } else if (loop.nanoTime() - deadline >= 0) {
            LOG.debug(
                    "offer refused, service missing source={} authenticator={} limiter={} coordinator={} peers={}",
                    source,
                    presentAuthenticator != null,
                    presentLimiter != null,
                    presentCoordinator != null,
                    presentPeers != null);
            result.complete(new NegotiationResult.Refused(Problem.unavailable()));
        } else {
            loop.after(RETRY_INTERVAL, () -> whenAvailable(deadline, result, source, work));
        }
    }

    private static void begin(
            Services services, CompletableFuture<NegotiationResult> result, String source, Work work) {
        CompletionStage<NegotiationResult> stage;
        try {
            stage = work.with(new Negotiation(services));
        } catch (RuntimeException | LinkageError e) {
            stage = CompletableFuture.failedFuture(e);
        }
        stage.whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.error("offer failed source={}", source, failure);
                result.complete(new NegotiationResult.Refused(Problem.internalError()));
            } else {
                result.complete(done);
            }
        });
    }
}
