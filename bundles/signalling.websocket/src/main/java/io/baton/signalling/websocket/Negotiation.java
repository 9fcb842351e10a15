// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import io.baton.peer.CloseReason;
import io.baton.peer.PeerAnswer;
import io.baton.peer.PeerRefusedException;
import io.baton.peer.PeerService;
import io.baton.ratelimit.RateLimiter;
import io.baton.session.Admission;
import io.baton.session.Command;
import io.baton.session.JoinRequest;
import io.baton.session.Login;
import io.baton.session.Outcome;
import io.baton.session.Roster;
import io.baton.session.SessionCoordinator;
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
    record Services(RateLimiter limiter, SessionCoordinator coordinator, PeerService peers) {}

    CompletionStage<NegotiationResult> join(
            ClientInfo client,
            ClientFrame.Offer offer,
            @Nullable SocketBinding binding,
            Consumer<Admission.JoinAccepted> onAccepted) {
        Roster roster = services.coordinator().roster();
        JoinRequest request = client.joinRequest(
                roster.settings().sharedRole(),
                offer.introduction(),
                binding == null ? null : binding.sessionIn(roster));
        return services.coordinator().join(request).thenCompose(admission -> switch (admission) {
            case Admission.JoinRejected rejected -> refused(Problem.of(rejected.refusal()));
            case Admission.JoinAccepted accepted -> {
                onAccepted.accept(accepted);
                yield answer(accepted, offer.sdp());
            }
        });
    }

    CompletionStage<NegotiationResult> attach(
            ClientInfo client, String resumeToken, Consumer<Admission.JoinAccepted> onAccepted) {
        Login login = client.login(services.coordinator().roster().settings().sharedRole());
        return services.coordinator().attach(login, resumeToken).thenCompose(admission -> switch (admission) {
            case Admission.JoinRejected rejected -> refused(Problem.of(rejected.refusal()));
            case Admission.JoinAccepted accepted -> {
                onAccepted.accept(accepted);
                yield CompletableFuture.completedFuture(new NegotiationResult.Attached(accepted));
            }
        });
    }

    private CompletionStage<NegotiationResult> answer(Admission.JoinAccepted accepted, String sdp) {
        return services.peers()
                .answer(sdp)
                .handle((answer, failure) ->
                        failure == null ? bindPeer(accepted, answer) : unanswered(accepted, cause(failure)))
                .thenCompose(stage -> stage);
    }

    private CompletionStage<NegotiationResult> bindPeer(Admission.JoinAccepted accepted, PeerAnswer answer) {
        return services.coordinator()
                .submit(new Command.Answered(accepted.session(), answer.peer()))
                .thenApply(outcome -> switch (outcome) {
                    case Outcome.Done done -> new NegotiationResult.Answered(accepted, answer);
                    case Outcome.Refused refusal -> {
                        services.peers().close(answer.peer(), CloseReason.SETUP_FAILED);
                        yield new NegotiationResult.Refused(Problem.of(refusal));
                    }
                });
    }

    private CompletionStage<NegotiationResult> unanswered(Admission.JoinAccepted accepted, Throwable cause) {
        services.coordinator().submit(new Command.LinkFailed(accepted.session(), null));
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
