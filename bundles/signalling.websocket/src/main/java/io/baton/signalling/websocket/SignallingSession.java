// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import io.baton.peer.IceCandidate;
import io.baton.peer.PeerAnswer;
import io.baton.peer.PeerId;
import io.baton.session.Admission;
import io.baton.session.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signalling protocol on one socket, from the metadata frame to the close. A socket may carry many offers; each
 * belongs to the session the first one made. Closing the socket ends the signalling only; the coordinator learns of it,
 * because a client without resume tokens is recognised by its closed socket.
 *
 * <p>Threading. Confined to the event loop.
 */
final class SignallingSession {

    private static final Logger LOG = LoggerFactory.getLogger("signalling.websocket");

    static final int MAX_CANDIDATES = 64;

    /** Frames in a burst, then {@link #FRAMES_PER_SECOND}. */
    static final int MAX_BURST = 150;

    private static final int FRAMES_PER_SECOND = 20;
    /** Bad frames and refused offers that end the socket. */
    static final int MAX_STRIKES = 16;

    private static final int POLICY_VIOLATION = 1008;

    /**
     * A socket is closed for a violation when nothing has come for this long, or after {@link #LONGEST_WAIT}: Jetty
     * closes the connection with the close frame, and where more has come by then, the client's side of the connection
     * is reset and the close frame may never be read.
     */
    static final Duration QUIET = Duration.ofMillis(250);

    static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

    private final ClientInfo client;
    private final JoinService joinService;
    private final SendQueue sendQueue;
    private final FrameWriter writer;
    private final EventLoop loop;

    private final List<IceCandidate> pendingCandidates = new ArrayList<>();
    private @Nullable SocketBinding binding;
    private @Nullable PeerId peer;
    private ClientFrame.@Nullable Offer waiting;
    private boolean offered;
    private boolean negotiating;
    private boolean over;
    private int currentAttempt;
    private int candidates;
    private int strikes;
    private double budget = MAX_BURST;
    private long budgetAt;
    private long lastReceivedAt;
    private Runnable livenessTimer = () -> {};

    SignallingSession(ClientInfo client, JoinService joinService, SendQueue sendQueue, FrameWriter writer) {
        this.client = client;
        this.joinService = joinService;
        this.sendQueue = sendQueue;
        this.writer = writer;
        loop = joinService.loop();
        budgetAt = loop.nanoTime();
        lastReceivedAt = budgetAt;
    }

    /** Sends the metadata frame, which JetKVM's clients wait for. */
    void opened(String deviceVersion, String batonVersion) {
        sendQueue.text(writer.metadata(deviceVersion, batonVersion, joinService.settings()));
        livenessTimer = loop.after(joinService.time(Setting.WEB_SOCKET_PING), this::checkLiveness);
    }

    void frameReceived(ClientFrame frame) {
        lastReceivedAt = loop.nanoTime();
        if (over) {
            return;
        }
        if (!withinBudget()) {
            reject(Problem.rateLimited(Duration.ofSeconds(1)));
            return;
        }
        switch (frame) {
            case ClientFrame.Ping ping -> sendQueue.text("pong");
            case ClientFrame.Offer offer -> offered(offer);
            case ClientFrame.Attach attach -> attach(attach);
            case ClientFrame.Candidate candidate -> candidate(candidate.candidate());
            case ClientFrame.Nothing nothing -> {}
            case ClientFrame.Bad bad -> reject(bad.problem());
        }
    }

    /** Handles a pong control frame. */
    void pongReceived() {
        lastReceivedAt = loop.nanoTime();
    }

    /** Handles the end of the socket, whichever side closed it. */
    void closed() {
        sendQueue.end();
        end();
    }

    /** Closes the socket from the device's side. */
    void close(int code, String reason) {
        sendQueue.closeNow(code, reason);
        end();
    }

    /** Cancels the timer, which would keep this session in memory, and reports the end of the binding, once. */
    private void end() {
        over = true;
        livenessTimer.run();
        SocketBinding released = binding;
        binding = null;
        if (released != null) {
            joinService.socketClosed(released);
        }
    }

    /** Binds the socket to a session, whatever happens to its peer. */
    private void bind(Admission.JoinAccepted accepted) {
        SocketBinding before = binding;
        SocketBinding now = SocketBinding.of(accepted);
        if (over) {
            joinService.socketClosed(now);
            return;
        }
        binding = now;
        if (before != null && !before.session().equals(now.session())) {
            joinService.socketClosed(before);
        }
    }

    private void checkLiveness() {
        if (over) {
            return;
        }
        Duration silence = Duration.ofNanos(loop.nanoTime() - lastReceivedAt);
        if (silence.compareTo(joinService.time(Setting.WEB_SOCKET_IDLE)) >= 0) {
            LOG.debug("socket idle, disconnecting source={} seconds={}", client.source(), silence.toSeconds());
            sendQueue.disconnect();
            end();
            return;
        }
        sendQueue.ping();
        livenessTimer = loop.after(joinService.time(Setting.WEB_SOCKET_PING), this::checkLiveness);
    }

    private void offered(ClientFrame.Offer offer) {
        offered = true;
        if (negotiating) {
            // Only the newest connection matters to the client: the answer under way is for one it has dropped.
            waiting = offer;
            pendingCandidates.clear();
            candidates = 0;
            return;
        }
        pendingCandidates.clear();
        candidates = 0;
        begin(joinService.join(client, offer, binding, this::joinAccepted));
    }

    private void attach(ClientFrame.Attach attach) {
        if (negotiating) {
            reject(Problem.badRequest("busy", "An offer is being answered. Attach afterwards, or not at all."));
            return;
        }
        offered = true;
        begin(joinService.attach(client, attach.resumeToken(), this::joinAccepted));
    }

    private void joinAccepted(Admission.JoinAccepted accepted) {
        loop.execute(() -> bind(accepted));
    }

    private void begin(CompletionStage<NegotiationResult> stage) {
        negotiating = true;
        peer = null;
        int attempt = ++currentAttempt;
        Runnable timer = loop.after(
                joinService.time(Setting.WEB_SOCKET_WRITE),
                () -> negotiated(attempt, new NegotiationResult.Refused(Problem.unavailable())));
        stage.whenComplete((result, failure) -> loop.execute(() -> {
            timer.run();
            negotiated(attempt, failure == null ? result : new NegotiationResult.Refused(Problem.internalError()));
        }));
    }

    private void negotiated(int attempt, NegotiationResult result) {
        if (over || attempt != currentAttempt || !negotiating) {
            joinService.abandon(result);
            return;
        }
        negotiating = false;
        ClientFrame.Offer newer = waiting;
        waiting = null;
        switch (result) {
            case NegotiationResult.Answered(Admission.JoinAccepted accepted, PeerAnswer answer) -> {
                if (newer == null) {
                    answered(accepted, answer);
                }
            }
            case NegotiationResult.Attached(Admission.JoinAccepted accepted) -> {
                peer = joinService.link(accepted.session()).orElse(null);
                sendQueue.text(writer.attached(accepted, joinService.settings()));
            }
            case NegotiationResult.Refused(Problem problem) -> {
                pendingCandidates.clear();
                if (newer == null) {
                    sendQueue.text(writer.error(problem));
                }
                if (problem.blamesClient()) {
                    strike();
                }
            }
        }
        if (newer != null && !over) {
            List<IceCandidate> kept = List.copyOf(pendingCandidates);
            int count = candidates;
            offered(newer);
            pendingCandidates.addAll(kept);
            candidates = count;
        }
    }

    private void answered(Admission.JoinAccepted accepted, PeerAnswer answer) {
        peer = answer.peer();
        sendQueue.text(writer.answer(answer.sdp(), accepted, joinService.settings()));
        for (IceCandidate candidate : answer.candidates()) {
            sendQueue.text(writer.candidate(candidate));
        }
        for (IceCandidate candidate : pendingCandidates) {
            joinService.addCandidate(answer.peer(), candidate);
        }
        pendingCandidates.clear();
    }

    private void candidate(IceCandidate candidate) {
        if (!offered) {
            reject(Problem.badRequest("no_offer", "A candidate belongs to an offer, and there was none."));
        } else if (++candidates > MAX_CANDIDATES) {
            reject(Problem.badRequest("too_many_candidates", "An offer has at most 64 candidates."));
        } else if (negotiating) {
            pendingCandidates.add(candidate);
        } else if (peer != null) {
            joinService.addCandidate(peer, candidate);
        }
    }

    private void reject(Problem problem) {
        LOG.debug("frame rejected source={} code={}", client.source(), problem.code());
        sendQueue.text(writer.error(problem));
        strike();
    }

    private void strike() {
        if (++strikes >= MAX_STRIKES) {
            end();
            closeWhenQuiet(loop.nanoTime());
        }
    }

    private void closeWhenQuiet(long since) {
        long now = loop.nanoTime();
        if (now - lastReceivedAt >= QUIET.toNanos() || now - since >= LONGEST_WAIT.toNanos()) {
            sendQueue.close(POLICY_VIOLATION, "too many bad or refused frames");
        } else {
            livenessTimer = loop.after(QUIET, () -> closeWhenQuiet(since));
        }
    }

    private boolean withinBudget() {
        long now = loop.nanoTime();
        budget = Math.min(MAX_BURST, budget + (now - budgetAt) / 1e9 * FRAMES_PER_SECOND);
        budgetAt = now;
        if (budget < 1) {
            return false;
        }
        budget--;
        return true;
    }
}
