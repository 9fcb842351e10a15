// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import io.baton.auth.Authenticator;
import io.baton.peer.CloseReason;
import io.baton.peer.PeerAnswer;
import io.baton.peer.PeerRefusedException;
import io.baton.peer.PeerService;
import io.baton.ratelimit.Budget;
import io.baton.ratelimit.RateLimiter;
import io.baton.session.AddressGroup;
import io.baton.session.Admission;
import io.baton.session.Command;
import io.baton.session.JoinRequest;
import io.baton.session.Login;
import io.baton.session.Outcome;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionCoordinator;
import io.baton.session.SessionId;
import io.baton.session.TokenDigest;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Joins and attaches one client with services that are present: session, then a peer without media, then the
 * coordinator learns which peer it is.
 *
 * <p>Threading. Never blocks; stages complete on the thread of the service that answered last.
 */
record Negotiation(Services services) {

    /** The services an offer needs, all present at one moment. */
    record Services(
            Authenticator authenticator, RateLimiter limiter, SessionCoordinator coordinator, PeerService peers) {}

    CompletionStage<NegotiationResult> join(
            ClientInfo client,
            ClientFrame.Offer offer,
            @Nullable SocketBinding binding,
            Consumer<Admission.JoinAccepted> onAccepted) {
        if (hasEnded(client)) {
            return refused(Problem.loginRequired());
        }
        Roster roster = services.coordinator().roster();
        JoinRequest request = client.joinRequest(
                        roster.settings().sharedRole(),
                        offer.introduction(),
                        binding == null ? null : binding.sessionIn(roster))
                .withVideoOnly(!DataSection.isOffered(offer.sdp()));
        long wait = take(client, resumed(roster, request));
        if (wait > 0) {
            return refused(Problem.rateLimited(Duration.ofMillis(wait)));
        }
        return services.coordinator().join(request).thenCompose(admission -> switch (admission) {
            case Admission.JoinRejected rejected -> refused(Problem.of(rejected.refusal()));
            case Admission.JoinAccepted accepted -> {
                onAccepted.accept(accepted);
                yield hasEnded(client) ? loggedOut(accepted) : answer(accepted, offer.sdp(), client.reachedAt());
            }
        });
    }

    CompletionStage<NegotiationResult> attach(
            ClientInfo client, String resumeToken, Consumer<Admission.JoinAccepted> onAccepted) {
        if (hasEnded(client)) {
            return refused(Problem.loginRequired());
        }
        Roster roster = services.coordinator().roster();
        Login login = client.login(roster.settings().sharedRole());
        long wait = take(client, byToken(roster, login, resumeToken));
        if (wait > 0) {
            return refused(Problem.rateLimited(Duration.ofMillis(wait)));
        }
        return services.coordinator().attach(login, resumeToken).thenCompose(admission -> switch (admission) {
            case Admission.JoinRejected rejected -> refused(Problem.of(rejected.refusal()));
            case Admission.JoinAccepted accepted -> {
                onAccepted.accept(accepted);
                yield hasEnded(client)
                        ? loggedOut(accepted)
                        : CompletableFuture.completedFuture(new NegotiationResult.Attached(accepted));
            }
        });
    }

    /** Whether the login the client came with has ended since. */
    private boolean hasEnded(ClientInfo client) {
        return !services.authenticator().isCurrent(client.login());
    }

    /** Ends a session whose login ended after the check and before the session was in the roster. */
    private CompletionStage<NegotiationResult> loggedOut(Admission.JoinAccepted accepted) {
        services.coordinator().submit(new Command.Logout(accepted.session()));
        return refused(Problem.loginRequired());
    }

    /**
     * Takes one attempt from the budget of the session that the client resumes, or of its address if it resumes none.
     * The budget of a session cannot be spent without its secret, so a flood of joins does not keep its client out
     * (S18).
     */
    private long take(ClientInfo client, Optional<SessionId> resumed) {
        return resumed.isPresent()
                ? services.limiter().take(Budget.RESUME, resumed.get().value())
                : services.limiter().take(Budget.JOIN, AddressGroup.of(client.source()));
    }

    /** Returns the session that a request proves to belong to: by its token, its socket or its cookie. */
    private static Optional<SessionId> resumed(Roster roster, JoinRequest request) {
        SessionId socketSession = request.socketSession();
        String token = request.resumeToken();
        Optional<SessionId> resumed = token == null ? Optional.empty() : byToken(roster, request.login(), token);
        if (resumed.isEmpty() && socketSession != null) {
            resumed = roster.session(socketSession).map(Session::id);
        }
        if (resumed.isEmpty() && token == null && request.legacy()) {
            resumed = roster.sessions().stream()
                    .filter(session -> session.login().sameLogin(request.login()) && isAbandoned(session))
                    .map(Session::id)
                    .findFirst();
        }
        return resumed;
    }

    private static Optional<SessionId> byToken(Roster roster, Login login, String token) {
        return roster.resumedBy(TokenDigest.of(token))
                .filter(session -> session.login().sameAccount(login))
                .map(Session::id);
    }

    private static boolean isAbandoned(Session session) {
        return session.inGrace() || session.connection().socketClosed() != null;
    }

    private CompletionStage<NegotiationResult> answer(
            Admission.JoinAccepted accepted, String sdp, @Nullable InetAddress reachedAt) {
        return services.peers()
                .answer(sdp, reachedAt)
                .handle((answer, failure) ->
                        failure == null ? bindPeer(accepted, answer) : unanswered(accepted, cause(failure)))
                .thenCompose(stage -> stage);
    }

    private CompletionStage<NegotiationResult> bindPeer(Admission.JoinAccepted accepted, PeerAnswer answer) {
        return services.coordinator()
                .submit(new Command.Answered(accepted.session(), answer.peer(), offer(accepted)))
                .thenApply(outcome -> switch (outcome) {
                    case Outcome.Done done -> new NegotiationResult.Answered(accepted, answer);
                    case Outcome.Refused refusal -> {
                        services.peers().close(answer.peer(), CloseReason.SETUP_FAILED);
                        yield new NegotiationResult.Refused(Problem.of(refusal));
                    }
                });
    }

    private CompletionStage<NegotiationResult> unanswered(Admission.JoinAccepted accepted, Throwable cause) {
        services.coordinator().submit(new Command.LinkFailed(accepted.session(), null, offer(accepted)));
        return cause instanceof PeerRefusedException refusal
                ? refused(Problem.of(refusal))
                : CompletableFuture.failedFuture(cause);
    }

    /** The token of an accepted join names its offer. */
    private static TokenDigest offer(Admission.JoinAccepted accepted) {
        return TokenDigest.of(accepted.resumeToken());
    }

    private static Throwable cause(Throwable failure) {
        Throwable inner = failure.getCause();
        return failure instanceof CompletionException && inner != null ? inner : failure;
    }

    private static CompletionStage<NegotiationResult> refused(Problem problem) {
        return CompletableFuture.completedFuture(new NegotiationResult.Refused(problem));
    }
}
