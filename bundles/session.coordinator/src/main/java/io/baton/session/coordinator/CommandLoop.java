// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.policy.SessionPolicy;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Setting;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The single writer of the roster: executes queued commands in order, and by itself the policy's deadlines and the
 * periodic reconciliation of links. A command that cannot be decided because a service is absent keeps its place; one
 * with a sender is refused after {@link #MAX_WAIT}.
 *
 * <p>Threading. {@link #run} occupies the thread {@code baton-coordinator}; {@link #stop} may be called from any.
 */
final class CommandLoop implements Runnable {

    static final Duration MAX_WAIT = Duration.ofSeconds(2);
    static final Outcome.Refused UNAVAILABLE = Outcome.refused(
            Reason.TEMPORARILY_UNAVAILABLE,
            "The part that decides this is being replaced. Try again.",
            Duration.ofSeconds(1));

    private static final Logger LOG = LoggerFactory.getLogger(LoggerName.VALUE);
    private static final long RETRY_NANOS = 10_000_000;
    private static final Duration IDLE_INTERVAL = Duration.ofSeconds(1);

    private final PeerLimitCheck peerLimits = new PeerLimitCheck();
    private final ConsentUpdate consent = new ConsentUpdate();
    private final Deque<QueuedCommand> held = new ArrayDeque<>();
    private final CommandQueue queue;
    private final DecisionApplier applier;
    private final LinkReconciler linkReconciler;
    private final Services services;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private Instant nextReconciliation;
    private volatile boolean stopping;

    CommandLoop(
            CommandQueue queue,
            DecisionApplier applier,
            LinkReconciler linkReconciler,
            Services services,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.queue = queue;
        this.applier = applier;
        this.linkReconciler = linkReconciler;
        this.services = services;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.nextReconciliation = clock.instant();
    }

    /** Closes the queue; the thread ends after the command it is executing, and waiting commands are refused. */
    void stop() {
        stopping = true;
        queue.close();
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                held.addAll(queue.take(waitNanos()));
                guarded(() -> applier.closePending(clock.instant()));
                SessionPolicy policy = services.policy();
                if (policy == null) {
                    refuseOverdue();
                } else {
                    execute(policy);
                }
            }
            held.addAll(queue.take(0));
            guarded(() -> applier.closePending(Instant.MAX));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        held.forEach(queued -> queued.refuse(UNAVAILABLE));
        held.clear();
    }

    private void execute(SessionPolicy policy) {
        guarded(applier::alignEpoch);
        if (!clock.instant().isBefore(nextReconciliation)) {
            nextReconciliation =
                    clock.instant().plus(applier.roster().settings().time(Setting.CLEANUP_INTERVAL));
            guarded(() -> linkReconciler.reconcile(policy));
        }
        int batch = held.size();
        for (int i = 0; i < batch && !stopping; i++) {
            QueuedCommand queued = held.removeFirst();
            if (!isFinished(policy, queued)) {
                held.addLast(queued);
            }
        }
        Instant now = clock.instant();
        if (nextDeadline(policy).filter(deadline -> !now.isBefore(deadline)).isPresent()) {
            guarded(() -> applier.apply(policy, linkReconciler.tick()));
        }
        guarded(() -> consent.update(applier.roster().settings(), services.peers()));
        guarded(() -> peerLimits.check(applier.roster().settings().maxSessions(), services.peers()));
    }

    private boolean isFinished(SessionPolicy policy, QueuedCommand queued) {
        try {
            if (queued.work().test(policy)) {
                return true;
            }
        } catch (RuntimeException | LinkageError e) {
            LOG.error("command failed", e);
            queued.fail(UNAVAILABLE);
            return true;
        }
        if (isOverdue(queued)) {
            queued.refuse(UNAVAILABLE);
            return true;
        }
        return false;
    }

    private void refuseOverdue() {
        for (Iterator<QueuedCommand> all = held.iterator(); all.hasNext(); ) {
            QueuedCommand queued = all.next();
            if (queued.refusal() != null && isOverdue(queued)) {
                all.remove();
                queued.refuse(UNAVAILABLE);
            }
        }
    }

    private boolean isOverdue(QueuedCommand queued) {
        return nanoTime.getAsLong() - queued.arrivalNanos() >= MAX_WAIT.toNanos();
    }

    private Optional<Instant> nextDeadline(SessionPolicy policy) {
        try {
            return policy.nextDeadline(applier.roster());
        } catch (RuntimeException | LinkageError e) {
            LOG.error("policy failed to compute its next deadline", e);
            return Optional.empty();
        }
    }

    private long waitNanos() {
        if (!held.isEmpty()) {
            return RETRY_NANOS;
        }
        SessionPolicy policy = services.policy();
        Instant periodic = policy == null ? clock.instant().plus(IDLE_INTERVAL) : nextReconciliation;
        Instant next = applier.nextPendingClose().filter(periodic::isAfter).orElse(periodic);
        Instant until = policy == null
                ? next
                : nextDeadline(policy).filter(next::isAfter).orElse(next);
        return Math.max(RETRY_NANOS, Duration.between(clock.instant(), until).toNanos());
    }

    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | LinkageError e) {
            LOG.error("periodic work failed", e);
        }
    }
}
