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
 * What is said on one socket, from the device's first word to its last. The socket may carry many offers; each belongs
 * to the session the first one made. Closing the socket ends nothing but the conversation; the desk is told of it,
 * since a client that knows no tokens is known again by having left.
 *
 * <p>Threading. Confined to the loop.
 */
final class SignallingSession {

    private static final Logger LOG = LoggerFactory.getLogger(SignallingSession.class);

    static final int MAX_CANDIDATES = 64;

    /** Frames in a burst, then {@link #FRAMES_PER_SECOND}. */
    static final int MAX_BURST = 150;

    private static final int FRAMES_PER_SECOND = 20;
    static final int MAX_STRIKES = 16;
    private static final int POLICY_VIOLATION = 1008;

    private final ClientInfo visitor;
    private final JoinService reception;
    private final SendQueue outbox;
    private final FrameWriter writer;
    private final EventLoop loop;

    private final List<IceCandidate> early = new ArrayList<>();
    private @Nullable SocketBinding holding;
    private @Nullable PeerId peer;
    private ClientFrame.@Nullable Offer waiting;
    private boolean offered;
    private boolean negotiating;
    private boolean over;
    private int turn;
    private int candidates;
    private int strikes;
    private double budget = MAX_BURST;
    private long budgetAt;
    private long heardAt;

    SignallingSession(ClientInfo visitor, JoinService reception, SendQueue outbox, FrameWriter writer) {
        this.visitor = visitor;
        this.reception = reception;
        this.outbox = outbox;
        this.writer = writer;
        loop = reception.loop();
        budgetAt = loop.nanoTime();
        heardAt = budgetAt;
    }

    /** The device speaks first. */
    void opened(String deviceVersion) {
        outbox.text(writer.metadata(deviceVersion, reception.settings()));
        loop.after(reception.time(Setting.WEB_SOCKET_PING), this::beat);
    }

    void heard(ClientFrame frame) {
        if (over) {
            return;
        }
        heardAt = loop.nanoTime();
        if (!withinBudget()) {
            complain(Problem.tooOften(Duration.ofSeconds(1)));
            return;
        }
        switch (frame) {
            case ClientFrame.Ping ping -> outbox.text("pong");
            case ClientFrame.Offer offer -> offered(offer);
            case ClientFrame.Attach attach -> attach(attach);
            case ClientFrame.Candidate candidate -> candidate(candidate.candidate());
            case ClientFrame.Nothing nothing -> {}
            case ClientFrame.Bad bad -> complain(bad.problem());
        }
    }

    /** A pong control frame. */
    void alive() {
        heardAt = loop.nanoTime();
    }

    /** The socket is gone, whoever closed it. */
    void closed() {
        over = true;
        outbox.end();
        leave();
    }

    /** Ends the conversation from the device's side. */
    void close(int code, String reason) {
        over = true;
        outbox.close(code, reason);
        leave();
    }

    /** The session is told of once: what its socket does afterwards is no concern of its. */
    private void leave() {
        SocketBinding left = holding;
        holding = null;
        if (left != null) {
            reception.left(left);
        }
    }

    /** A seat at the desk: from now on this is the session's socket, whatever becomes of its peer. */
    private void seated(Admission.JoinAccepted seated) {
        SocketBinding before = holding;
        SocketBinding now = SocketBinding.of(seated);
        if (over) {
            reception.left(now);
            return;
        }
        holding = now;
        if (before != null && !before.session().equals(now.session())) {
            reception.left(before);
        }
    }

    private void beat() {
        if (over) {
            return;
        }
        Duration silence = Duration.ofNanos(loop.nanoTime() - heardAt);
        if (silence.compareTo(reception.time(Setting.WEB_SOCKET_IDLE)) >= 0) {
            LOG.debug("{} has not answered for {} s", visitor.source(), silence.toSeconds());
            over = true;
            outbox.cut();
            leave();
            return;
        }
        outbox.ping();
        loop.after(reception.time(Setting.WEB_SOCKET_PING), this::beat);
    }

    private void offered(ClientFrame.Offer offer) {
        offered = true;
        if (negotiating) {
            // Only the newest connection matters to the client: the answer under way is for one it has dropped.
            waiting = offer;
            early.clear();
            candidates = 0;
            return;
        }
        early.clear();
        candidates = 0;
        begin(reception.join(visitor, offer, holding, this::hearOfSeat));
    }

    private void attach(ClientFrame.Attach attach) {
        if (negotiating) {
            complain(Problem.badRequest("busy", "An offer is being answered. Attach afterwards, or not at all."));
            return;
        }
        offered = true;
        begin(reception.attach(visitor, attach.resumeToken(), this::hearOfSeat));
    }

    private void hearOfSeat(Admission.JoinAccepted seated) {
        loop.execute(() -> seated(seated));
    }

    private void begin(CompletionStage<NegotiationResult> stage) {
        negotiating = true;
        peer = null;
        int mine = ++turn;
        Runnable timer = loop.after(
                reception.time(Setting.WEB_SOCKET_WRITE),
                () -> welcomed(mine, new NegotiationResult.Refused(Problem.away())));
        stage.whenComplete((welcome, failure) -> loop.execute(() -> {
            timer.run();
            welcomed(mine, failure == null ? welcome : new NegotiationResult.Refused(Problem.ours()));
        }));
    }

    private void welcomed(int mine, NegotiationResult welcome) {
        if (over || mine != turn || !negotiating) {
            reception.abandon(welcome);
            return;
        }
        negotiating = false;
        ClientFrame.Offer newer = waiting;
        waiting = null;
        switch (welcome) {
            case NegotiationResult.Answered(Admission.JoinAccepted seated, PeerAnswer answer) -> {
                if (newer == null) {
                    answered(seated, answer);
                }
            }
            case NegotiationResult.Attached(Admission.JoinAccepted seated) -> {
                peer = reception.link(seated.session()).orElse(null);
                outbox.text(writer.attached(seated, reception.settings()));
            }
            case NegotiationResult.Refused(Problem problem) -> {
                early.clear();
                if (newer == null) {
                    outbox.text(writer.error(problem));
                }
            }
        }
        if (newer != null) {
            List<IceCandidate> kept = List.copyOf(early);
            int count = candidates;
            offered(newer);
            early.addAll(kept);
            candidates = count;
        }
    }

    private void answered(Admission.JoinAccepted seated, PeerAnswer answer) {
        peer = answer.peer();
        outbox.text(writer.answer(answer.sdp(), seated, reception.settings()));
        for (IceCandidate candidate : answer.candidates()) {
            outbox.text(writer.candidate(candidate));
        }
        for (IceCandidate candidate : early) {
            reception.addCandidate(answer.peer(), candidate);
        }
        early.clear();
    }

    private void candidate(IceCandidate candidate) {
        if (!offered) {
            complain(Problem.badRequest("no_offer", "A candidate belongs to an offer, and there was none."));
        } else if (++candidates > MAX_CANDIDATES) {
            complain(Problem.badRequest("too_many_candidates", "An offer has at most 64 candidates."));
        } else if (negotiating) {
            early.add(candidate);
        } else if (peer != null) {
            reception.addCandidate(peer, candidate);
        }
    }

    private void complain(Problem problem) {
        LOG.debug("{} sent something bad: {}", visitor.source(), problem.code());
        outbox.text(writer.error(problem));
        if (++strikes >= MAX_STRIKES) {
            close(POLICY_VIOLATION, "too many bad frames");
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
