// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.hid.HidOutput;
import io.baton.peer.PeerId;
import io.baton.peer.PeerService;
import io.baton.policy.Decision;
import io.baton.policy.SessionPolicy;
import io.baton.rpc.RpcEvents;
import io.baton.session.Command;
import io.baton.session.DecisionRecord;
import io.baton.session.Effect;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Roster;
import io.baton.session.RosterListener;
import io.baton.session.Session;
import io.baton.session.SessionId;
import io.baton.session.Settings;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The roster and the only way to change it: decide, release the keys, publish, set fencing tokens, notify. The order
 * makes a hand-over safe: when the new primary's first input is accepted, nothing of the old one can be written any
 * more.
 *
 * <p>Threading. The coordinator's thread alone changes it; any thread reads it.
 */
final class DecisionApplier {

    private static final Logger LOG = LoggerFactory.getLogger(LoggerName.VALUE);
    private static final long RELEASE_MILLIS = 100;

    private final Services services;
    private final InstantSource clock;
    private final PendingCloses pendingCloses = new PendingCloses();
    private final ScreenLock screenLock;
    private volatile Roster roster;
    private long decisions;

    DecisionApplier(Roster roster, Services services, InstantSource clock) {
        this.roster = roster;
        this.services = services;
        this.clock = clock;
        screenLock = new ScreenLock(roster);
    }

    Roster roster() {
        return roster;
    }

    Decision apply(SessionPolicy policy, Command command) {
        Roster before = roster;
        Instant now = clock.instant();
        Decision decision = policy.decide(before, command, now);
        List<Effect> effects = decision.effects();
        if (!decision.next().equals(before) || !effects.isEmpty()) {
            effects = commit(decision.next(), effects);
        }
        DecisionRecord decided =
                new DecisionRecord(++decisions, command, now, decision.outcome(), before, decision.next(), effects);
        each(listener -> listener.decided(decided));
        return decision;
    }

    /** Returns when the next pending close may be due. */
    Optional<Instant> nextPendingClose() {
        return pendingCloses.next(clock.instant());
    }

    /** Closes the links whose clients received the last notices. */
    void closePending(Instant until) {
        PeerService peers = services.peers();
        if (peers != null) {
            RpcEvents events = services.events();
            pendingCloses.close(peers, until, link -> events == null || events.isHandedOver(link));
        }
    }

    /**
     * Brings the HID output and the roster to one epoch, should they differ: an output that began afresh takes ours;
     * one that lived on while the roster began afresh has the higher one, and everything of that time ends.
     */
    void alignEpoch() {
        HidOutput hid = services.hid();
        if (hid == null) {
            return;
        }
        Roster now = roster;
        long other = hid.epoch();
        if (other < now.epoch()) {
            release(now.epoch(), now.settings());
        } else if (other > now.epoch()) {
            commit(
                    now.withEpoch(other + 1),
                    List.of(new Effect.ControlPassed(now.primary(), now.primary(), other + 1)));
        } else if (screenLock.isOwed()) {
            release(now.epoch(), now.settings());
        }
    }

    /** Returns the effects with what the coordinator adds to them for the audit. */
    private List<Effect> commit(Roster next, List<Effect> decided) {
        Roster before = roster;
        List<Effect> effects = new ArrayList<>(decided);
        for (Effect effect : decided) {
            if (effect instanceof Effect.ControlPassed passed) {
                boolean locks = screenLock.passed(passed, next);
                boolean written = release(passed.epoch(), next.settings());
                if (locks) {
                    String reason = written ? "typed" : "not_confirmed";
                    effects.add(new Effect.Audited("screen_lock", null, passed.to(), reason, Map.of()));
                    LOG.info("screen lock keys sent epoch={} result={}", passed.epoch(), reason);
                }
            }
        }
        roster = next;
        PeerService peers = services.peers();
        if (peers != null) {
            carryOut(peers, before, next, effects, notifiedLinks(before, next, effects));
        }
        RosterLog.log(before, next, effects);
        List<Effect> all = List.copyOf(effects);
        each(listener -> listener.changed(before, next, all));
        return all;
    }

    private void each(Consumer<RosterListener> notice) {
        for (RosterListener listener : services.listeners()) {
            try {
                notice.accept(listener);
            } catch (RuntimeException | LinkageError e) {
                LOG.error("a roster listener failed", e);
            }
        }
    }

    /** Returns the links on which notices of this decision are sent; none while the part that sends them is away. */
    private Set<PeerId> notifiedLinks(Roster before, Roster next, List<Effect> effects) {
        Set<PeerId> links = new HashSet<>();
        if (services.events() != null) {
            for (Effect effect : effects) {
                if (effect instanceof Effect.Notice notice) {
                    notice.link(before, next).ifPresent(links::add);
                }
            }
        }
        return links;
    }

    /**
     * All keys and buttons up, and nothing of an older epoch written after that; then the screen is locked, if that is
     * owed. Returns whether the output has confirmed it.
     */
    private boolean release(long epoch, Settings settings) {
        HidOutput hid = services.hid();
        if (hid == null) {
            return false;
        }
        try {
            CompletableFuture<Outcome> released =
                    hid.beginEpoch(epoch, screenLock.chord(settings)).toCompletableFuture();
            Outcome early = released.getNow(Outcome.done());
            boolean leaving = early instanceof Outcome.Refused refused
                    && (refused.reason() == Reason.TEMPORARILY_UNAVAILABLE || refused.reason() == Reason.STALE_EPOCH);
            if (!leaving) {
                screenLock.accepted();
            }
            return released.get(RELEASE_MILLIS, TimeUnit.MILLISECONDS).isDone();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            LOG.warn("the HID output did not confirm epoch {} within {} ms", epoch, RELEASE_MILLIS);
        } catch (ExecutionException | RuntimeException | LinkageError e) {
            LOG.error("the HID output failed to begin epoch {}", epoch, e);
        }
        return false;
    }

    private void carryOut(PeerService peers, Roster before, Roster next, List<Effect> effects, Set<PeerId> notified) {
        try {
            setFencingTokens(peers, before, next);
            for (Effect effect : effects) {
                switch (effect) {
                    case Effect.ControlPassed passed ->
                        link(before, passed.from()).ifPresent(peers::discardBuffered);
                    case Effect.VideoOn on -> peers.setVideo(on.link(), true);
                    case Effect.CloseLink closed -> close(peers, closed, notified.contains(closed.link()));
                    default -> {
                        // for clients and listeners
                    }
                }
            }
        } catch (RuntimeException e) {
            LOG.error("the peer service failed", e);
        }
    }

    private void close(PeerService peers, Effect.CloseLink closed, boolean notified) {
        if (notified) {
            peers.setVideo(closed.link(), false);
            peers.setFencingToken(closed.link(), 0);
            pendingCloses.add(closed.link(), closed.reason(), clock.instant());
        } else {
            peers.close(closed.link(), closed.reason());
        }
    }

    /**
     * The primary's fencing token is the epoch; that of every other session is 0, which is never an epoch of input. The
     * primary's link has priority.
     */
    private static void setFencingTokens(PeerService peers, Roster before, Roster next) {
        for (Session session : next.sessions()) {
            PeerId link = session.link();
            if (link != null) {
                long token = next.controls(link) ? next.epoch() : 0;
                long old = before.controls(link) ? before.epoch() : 0;
                if (token != old) {
                    peers.setFencingToken(link, token);
                    peers.setPriority(link, token != 0);
                }
            }
        }
    }

    private static Optional<PeerId> link(Roster roster, @Nullable SessionId id) {
        return id == null ? Optional.empty() : roster.session(id).map(Session::link);
    }
}
