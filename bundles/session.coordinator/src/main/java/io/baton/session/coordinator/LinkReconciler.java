// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.auth.Authenticator;
import io.baton.input.InputMonitor;
import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import io.baton.peer.PeerService;
import io.baton.peer.PeerStats;
import io.baton.policy.SessionPolicy;
import io.baton.session.ActivitySample;
import io.baton.session.Cause;
import io.baton.session.Command;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionFlag;
import io.baton.session.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the roster with the peers and the logins that exist. What happened to a peer is told as it happens; this is
 * for what happened unnoticed: before an answer was recorded, or while the coordinator was replaced.
 *
 * <p>Threading. The coordinator's thread; {@link #active} any.
 */
final class LinkReconciler {

    private static final Logger LOG = LoggerFactory.getLogger(LoggerName.VALUE);

    private static final Duration WATCHING = Duration.ofSeconds(10);

    private final DecisionApplier applier;
    private final Services services;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Map<PeerId, Instant> orphanPeers = new HashMap<>();
    private final Map<SessionId, Instant> activity = new ConcurrentHashMap<>();
    private final Map<PeerId, Long> reports = new HashMap<>();
    private boolean first = true;

    LinkReconciler(DecisionApplier applier, Services services, InstantSource clock, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.applier = applier;
        this.services = services;
        this.clock = clock;
    }

    /** Records activity of a session; an unknown session is ignored. */
    void active(SessionId session) {
        if (applier.roster().session(session).isPresent()) {
            activity.put(session, clock.instant());
        }
    }

    /**
     * Ends the sessions of logins that are no longer current. Their ends are notified as they happen; at each
     * reconciliation it is for those that expired, or ended while the coordinator was replaced.
     */
    void endLogins(SessionPolicy policy) {
        Authenticator authenticator = services.authenticator();
        if (authenticator == null) {
            return;
        }
        for (Session session : applier.roster().sessions()) {
            // a logout ends all sessions of its login
            if (applier.roster().session(session.id()).isPresent() && !authenticator.isCurrent(session.login())) {
                applier.apply(policy, new Command.Logout(session.id()));
            }
        }
    }

    void reconcile(SessionPolicy policy) {
        endLogins(policy);
        PeerService peers = services.peers();
        if (peers == null) {
            return;
        }
        for (Session session : applier.roster().sessions()) {
            PeerId link = session.link();
            if (link != null) {
                checkLink(policy, link);
            }
        }
        closeOrphanPeers(peers);
        first = false;
        Command.Tick tick = tick();
        if (!tick.samples().isEmpty()) {
            applier.apply(policy, tick);
        }
    }

    /** Collects activity since the last time: input, other activity, and the grade of the link. */
    Command.Tick tick() {
        Map<SessionId, ActivitySample> samples = new HashMap<>();
        for (Session session : applier.roster().sessions()) {
            sample(session).ifPresent(sample -> samples.put(session.id(), sample));
        }
        activity.keySet().removeIf(id -> applier.roster().session(id).isEmpty());
        reports.keySet().removeIf(link -> applier.roster().byLink(link).isEmpty());
        return new Command.Tick(samples);
    }

    private Optional<ActivitySample> sample(Session session) {
        Instant active = activity.remove(session.id());
        PeerId link = session.link();
        Instant input = null;
        int grade = -1;
        if (link != null) {
            InputMonitor monitor = services.input();
            Instant at = monitor == null ? null : lastInput(monitor, link);
            input = at != null && isNews(session.lastInput(), at) ? at : null;
            PeerService peers = services.peers();
            Optional<PeerStats> stats = peers == null ? Optional.empty() : peers.stats(link);
            grade = stats.map(LinkGrade::of).orElse(-1);
            if (active == null && stats.isPresent() && watches(session, link, stats.get())) {
                active = clock.instant();
            }
        }
        boolean acts = active != null && isNews(session.lastActive(), active);
        boolean graded = grade >= 0 && grade != session.connection().grade();
        return input != null || acts || graded
                ? Optional.of(new ActivitySample(input, acts ? active : null, grade))
                : Optional.empty();
    }

    /**
     * Whether a client that cannot say that it is looked at takes the picture: its receiver reports go on. Told every
     * ten seconds at most.
     */
    private boolean watches(Session session, PeerId link, PeerStats stats) {
        if (!session.is(SessionFlag.LEGACY)
                || clock.instant().isBefore(session.lastActive().plus(WATCHING))) {
            return false;
        }
        Long before = reports.put(link, stats.receiverReports());
        return before != null && stats.receiverReports() > before;
    }

    /** A second more or less is none: the roster would change with every round, and with every swap. */
    private static boolean isNews(@Nullable Instant known, Instant at) {
        return known == null || at.isAfter(known.plusSeconds(1));
    }

    /** Returns when input of this peer was last accepted, on the coordinator's clock, to the second. */
    private @Nullable Instant lastInput(InputMonitor input, PeerId link) {
        long nanos = input.lastInputNanos(link);
        return nanos == 0
                ? null
                : clock.instant().minusNanos(nanoTime.getAsLong() - nanos).truncatedTo(ChronoUnit.SECONDS);
    }

    /** Notes what is true of this link by now. */
    void checkLink(SessionPolicy policy, PeerId link) {
        PeerService peers = services.peers();
        Optional<Session> session = applier.roster().byLink(link);
        if (peers == null || session.isEmpty()) {
            return;
        }
        Optional<PeerStats> stats = peers.stats(link);
        if (stats.isEmpty()) {
            linkClosed(policy, link, CloseReason.REMOTE);
        } else if (stats.get().linked() && !session.get().linked()) {
            applier.apply(policy, new Command.Linked(link));
        }
    }

    /**
     * The socket of a session closed. A client without a data channel ends its connection by silence, so its link is
     * verified at once: a closed tab is a lost link within two seconds.
     */
    void socketClosed(SessionId id) {
        PeerService peers = services.peers();
        Optional<Session> session = applier.roster().session(id).filter(found -> found.is(SessionFlag.VIDEO_ONLY));
        PeerId link = session.isEmpty() ? null : session.get().link();
        if (peers != null && link != null) {
            peers.verify(link);
        }
    }

    /** A peer is gone: lost if its link was up, failed if it never was; ignored if no session has it. */
    void linkClosed(SessionPolicy policy, PeerId link, CloseReason reason) {
        applier.roster()
                .byLink(link)
                .map(session -> session.linked()
                        ? new Command.LinkLost(
                                link, reason == CloseReason.SLOW_CLIENT ? Cause.SLOW_CLIENT : Cause.LINK_LOST)
                        : new Command.LinkFailed(session.id(), link))
                .ifPresent(command -> applier.apply(policy, command));
    }

    /**
     * A peer without a session is being set up, or is orphaned. In the first round a connected one is orphaned: over:
     * whose it was is forgotten.
     */
    private void closeOrphanPeers(PeerService peers) {
        Roster roster = applier.roster();
        Instant now = clock.instant();
        orphanPeers.keySet().retainAll(peers.peers());
        for (PeerId peer : peers.peers()) {
            if (roster.byLink(peer).isPresent()) {
                orphanPeers.remove(peer);
                continue;
            }
            Instant seen = orphanPeers.computeIfAbsent(peer, unknown -> now);
            boolean leftOver =
                    first && peers.stats(peer).filter(PeerStats::linked).isPresent();
            if (leftOver || !now.isBefore(seen.plus(roster.settings().seatTimeout()))) {
                LOG.info("{} belongs to no session and is closed", peer);
                orphanPeers.remove(peer);
                peers.close(peer, CloseReason.SESSION_ENDED);
            }
        }
    }
}
