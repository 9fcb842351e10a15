// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import io.baton.peer.CloseReason;
import io.baton.peer.IceCandidate;
import io.baton.peer.PeerAnswer;
import io.baton.peer.PeerId;
import io.baton.peer.PeerRefusedException;
import io.baton.peer.PeerService;
import io.baton.ratelimit.Budget;
import io.baton.ratelimit.RateLimiter;
import io.baton.session.Admission;
import io.baton.session.Command;
import io.baton.session.JoinRequest;
import io.baton.session.Login;
import io.baton.session.Outcome;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionCoordinator;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import io.baton.session.Settings;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
 * Brings a client from its offer to its answer: limit, seat, peer. The parts it needs come and go; while one is away a
 * client waits a little and is then asked to come back.
 *
 * <p>Threading. Called by the loop and by HTTP threads; never blocks. Stages complete on whatever thread the last part
 * answered on.
 */
@Component(service = JoinService.class)
public final class JoinService {

    private static final Logger LOG = LoggerFactory.getLogger(JoinService.class);

    static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    /** Everything an offer needs, all there at one moment. */
    private record Staff(RateLimiter limiter, SessionCoordinator desk, PeerService peers) {}

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable RateLimiter limiter;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SessionCoordinator desk;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable PeerService peers;

    private final EventLoop loop;
    private final Runnable stop;
    private volatile Settings known = Settings.DEFAULTS;

    @Activate
    public JoinService() {
        EventLoopThread thread = new EventLoopThread(System::nanoTime);
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

    /** The thread conversations live on. */
    EventLoop loop() {
        return loop;
    }

    /**
     * An offer: a seat at the desk, then a dark peer, then the desk is told which.
     *
     * @param holding what the client's socket is on; null for a fresh socket
     * @param seating is told of the seat, on whatever thread, before anything comes of the peer
     */
    CompletionStage<NegotiationResult> join(
            ClientInfo visitor,
            ClientFrame.Offer offer,
            @Nullable SocketBinding holding,
            Consumer<Admission.JoinAccepted> seating) {
        return staffed(visitor.source(), staff -> {
            Roster roster = staff.desk().roster();
            JoinRequest knock = visitor.knock(
                    roster.settings().sharedRole(),
                    offer.introduction(),
                    holding == null ? null : holding.sessionIn(roster));
            return staff.desk().join(knock).thenCompose(admission -> switch (admission) {
                case Admission.JoinRejected rejected -> refused(Problem.of(rejected.refusal()));
                case Admission.JoinAccepted seated -> {
                    seating.accept(seated);
                    yield answer(staff, seated, offer.sdp());
                }
            });
        });
    }

    /**
     * A socket for a session whose peer lives.
     *
     * @param seating as for {@link #join}
     */
    CompletionStage<NegotiationResult> attach(
            ClientInfo visitor, String resumeToken, Consumer<Admission.JoinAccepted> seating) {
        return staffed(visitor.source(), staff -> {
            Login login = visitor.login(staff.desk().roster().settings().sharedRole());
            return staff.desk().attach(login, resumeToken).thenCompose(admission -> switch (admission) {
                case Admission.JoinRejected rejected -> refused(Problem.of(rejected.refusal()));
                case Admission.JoinAccepted seated -> {
                    seating.accept(seated);
                    yield CompletableFuture.completedFuture(new NegotiationResult.Attached(seated));
                }
            });
        });
    }

    /** The socket of a session closed, or belongs to another session from now on. A desk that is away is waited for. */
    void left(SocketBinding holding) {
        tell(new Command.SocketClosed(holding.session(), holding.token()), loop.nanoTime() + PATIENCE.toNanos());
    }

    private void tell(Command command, long deadline) {
        SessionCoordinator present = desk;
        if (present == null) {
            tellAgain(command, deadline);
            return;
        }
        CompletionStage<Outcome> told;
        try {
            told = present.submit(command);
        } catch (RuntimeException | LinkageError e) {
            LOG.debug("The desk could not be told of a socket that closed", e);
            tellAgain(command, deadline);
            return;
        }
        told.thenAccept(outcome -> {
            if (outcome instanceof Outcome.Refused no && no.retryAfter().isPositive()) {
                tellAgain(command, deadline);
            }
        });
    }

    private void tellAgain(Command command, long deadline) {
        if (loop.nanoTime() - deadline < 0) {
            loop.after(LOOK_AGAIN, () -> tell(command, deadline));
        }
    }

    /** What an administrator decided, as far as anybody knows at the moment. */
    Settings settings() {
        SessionCoordinator present = desk;
        if (present == null) {
            return known;
        }
        try {
            known = present.roster().settings();
        } catch (RuntimeException | LinkageError e) {
            LOG.debug("The desk could not be asked for its settings", e);
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

    /** The peer a session has now. */
    Optional<PeerId> link(SessionId session) {
        SessionCoordinator present = desk;
        return present == null
                ? Optional.empty()
                : present.roster().session(session).map(Session::link);
    }

    /** Nobody is there any more to take the answer. */
    void abandon(NegotiationResult welcome) {
        if (welcome instanceof NegotiationResult.Answered(Admission.JoinAccepted seated, PeerAnswer answer)) {
            PeerService presentPeers = peers;
            if (presentPeers != null) {
                presentPeers.close(answer.peer(), CloseReason.SETUP_FAILED);
            }
            SessionCoordinator presentDesk = desk;
            if (presentDesk != null) {
                presentDesk.submit(new Command.LinkFailed(seated.session(), answer.peer()));
            }
        }
    }

    private interface Work {
        CompletionStage<NegotiationResult> with(Staff staff);
    }

    private CompletionStage<NegotiationResult> staffed(String source, Work work) {
        CompletableFuture<NegotiationResult> result = new CompletableFuture<>();
        whenStaffed(loop.nanoTime() + PATIENCE.toNanos(), result, source, work);
        return result;
    }

    private void whenStaffed(long deadline, CompletableFuture<NegotiationResult> result, String source, Work work) {
        RateLimiter presentLimiter = limiter;
        SessionCoordinator presentDesk = desk;
        PeerService presentPeers = peers;
        if (presentLimiter != null && presentDesk != null && presentPeers != null) {
            begin(new Staff(presentLimiter, presentDesk, presentPeers), result, source, work);
        } else if (loop.nanoTime() - deadline >= 0) {
            LOG.debug(
                    "{} was turned away: limiter {}, desk {}, peers {}",
                    source,
                    presentLimiter,
                    presentDesk,
                    presentPeers);
            result.complete(new NegotiationResult.Refused(Problem.away()));
        } else {
            loop.after(LOOK_AGAIN, () -> whenStaffed(deadline, result, source, work));
        }
    }

    private static void begin(Staff staff, CompletableFuture<NegotiationResult> result, String source, Work work) {
        long wait = staff.limiter().take(Budget.JOIN, source);
        if (wait > 0) {
            result.complete(new NegotiationResult.Refused(Problem.tooOften(Duration.ofMillis(wait))));
            return;
        }
        CompletionStage<NegotiationResult> stage;
        try {
            stage = work.with(staff);
        } catch (RuntimeException | LinkageError e) {
            stage = CompletableFuture.failedFuture(e);
        }
        stage.whenComplete((welcome, failure) -> {
            if (failure != null) {
                LOG.error("An offer from {} failed", source, failure);
                result.complete(new NegotiationResult.Refused(Problem.ours()));
            } else {
                result.complete(welcome);
            }
        });
    }

    private static CompletionStage<NegotiationResult> answer(Staff staff, Admission.JoinAccepted seated, String sdp) {
        return staff.peers()
                .answer(sdp)
                .handle((answer, failure) ->
                        failure == null ? seat(staff, seated, answer) : unanswered(staff, seated, cause(failure)))
                .thenCompose(stage -> stage);
    }

    private static CompletionStage<NegotiationResult> seat(
            Staff staff, Admission.JoinAccepted seated, PeerAnswer answer) {
        return staff.desk()
                .submit(new Command.Answered(seated.session(), answer.peer()))
                .thenApply(outcome -> switch (outcome) {
                    case Outcome.Done done -> new NegotiationResult.Answered(seated, answer);
                    case Outcome.Refused no -> {
                        staff.peers().close(answer.peer(), CloseReason.SETUP_FAILED);
                        yield new NegotiationResult.Refused(Problem.of(no));
                    }
                });
    }

    private static CompletionStage<NegotiationResult> unanswered(
            Staff staff, Admission.JoinAccepted seated, Throwable cause) {
        staff.desk().submit(new Command.LinkFailed(seated.session(), null));
        return cause instanceof PeerRefusedException refusal
                ? refused(Problem.of(refusal))
                : CompletableFuture.failedFuture(cause);
    }

    private static Throwable cause(Throwable failure) {
        Throwable inner = failure.getCause();
        return failure instanceof CompletionException && inner != null ? inner : failure;
    }

    private static CompletionStage<NegotiationResult> refused(Problem problem) {
        return CompletableFuture.completedFuture(new NegotiationResult.Refused(problem));
    }
}
