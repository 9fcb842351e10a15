// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import io.baton.peer.PeerListener;
import io.baton.policy.SessionPolicy;
import io.baton.session.Admission;
import io.baton.session.Command;
import io.baton.session.JoinRequest;
import io.baton.session.Login;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Roster;
import io.baton.session.SessionCoordinator;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer: takes letters in order, has each decided, and wakes by itself for deadlines and rounds. A letter
 * whose decider is away stays in its place, at most two seconds if somebody waits for an answer.
 *
 * <p>Threading. {@link #run} is the desk's thread; everything else may be called from any.
 */
final class CommandLoop implements SessionCoordinator, PeerListener, Runnable {

    static final int CAPACITY = 256;
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(CommandLoop.class);
    private static final long RETRY_NANOS = 10_000_000;
    private static final Duration ROUND = Duration.ofSeconds(1);
    private static final Outcome.Refused FULL =
            Outcome.refused(Reason.BUSY, "Too much at once. Try again.", Duration.ofMillis(100));
    private static final Outcome.Refused AWAY = Outcome.refused(
            Reason.TEMPORARILY_UNAVAILABLE,
            "The part that decides this is being replaced. Try again.",
            Duration.ofSeconds(1));

    private final CommandQueue mailbox = new CommandQueue(CAPACITY);
    private final Deque<QueuedCommand> held = new ArrayDeque<>();
    private final Services with;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final DecisionApplier ledger;
    private final JoinCommandFactory reception;
    private final LinkReconciler rounds;
    private Instant nextRound;
    private volatile boolean stopping;

    CommandLoop(Roster roster, Services with, InstantSource clock, LongSupplier nanoTime, RandomGenerator random) {
        this.with = with;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.ledger = new DecisionApplier(roster, with, clock);
        this.reception = new JoinCommandFactory(ledger, with, random);
        this.rounds = new LinkReconciler(ledger, with, clock, nanoTime);
        this.nextRound = clock.instant();
    }

    @Override
    public Roster roster() {
        return ledger.roster();
    }

    @Override
    public void active(SessionId session) {
        rounds.active(session);
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public CompletionStage<Admission> join(JoinRequest knock) {
        CompletableFuture<Admission> answer = new CompletableFuture<>();
        request(
                policy -> {
                    reception.join(policy, knock).ifPresent(answer::complete);
                    return answer.isDone();
                },
                refused -> answer.complete(new Admission.JoinRejected(refused)));
        return answer;
    }

    @Override
    public CompletionStage<Admission> attach(Login login, String resumeToken) {
        CompletableFuture<Admission> answer = new CompletableFuture<>();
        request(
                policy -> answer.complete(reception.attach(policy, login, resumeToken)),
                refused -> answer.complete(new Admission.JoinRejected(refused)));
        return answer;
    }

    @Override
    public CompletionStage<Outcome> submit(Command command) {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        Predicate<SessionPolicy> work = policy -> {
            Outcome outcome = ledger.apply(policy, complete(command)).outcome();
            if (command instanceof Command.Answered answered && outcome.isDone()) {
                rounds.look(policy, answered.link());
            }
            return answer.complete(outcome);
        };
        if (command instanceof Command.Answered
                || command instanceof Command.LinkFailed
                || command instanceof Command.SocketClosed) {
            // what follows a granted seat: never too much, and a full mailbox must not lose it
            post(work, answer::complete);
        } else {
            request(work, answer::complete);
        }
        return answer;
    }

    @Override
    public void linked(PeerId peer) {
        post(
                policy -> {
                    ledger.apply(policy, new Command.Linked(peer));
                    return true;
                },
                null);
    }

    @Override
    public void closed(PeerId peer, CloseReason reason) {
        post(
                policy -> {
                    rounds.gone(policy, peer);
                    return true;
                },
                null);
    }

    /** Submits a command that has nobody waiting for it and must not be lost. */
    void order(Command command) {
        post(
                policy -> {
                    ledger.apply(policy, complete(command));
                    return true;
                },
                null);
    }

    /** Settings come with names for those who will need one. */
    private Command complete(Command command) {
        return command instanceof Command.Configure configure ? reception.configure(configure) : command;
    }

    /** Has the desk look at the time. */
    void wake() {
        mailbox.wake();
    }

    /** Takes no more letters; the thread ends after the one it is at, and what was waiting is refused. */
    void stop() {
        stopping = true;
        mailbox.close();
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                held.addAll(mailbox.take(waitNanos()));
                guarded(() -> ledger.sayFarewells(clock.instant()));
                SessionPolicy policy = with.policy();
                if (policy == null) {
                    refuseOverdue();
                } else {
                    work(policy);
                }
            }
            held.addAll(mailbox.take(0));
            guarded(() -> ledger.sayFarewells(Instant.MAX));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        held.forEach(letter -> letter.refuse(AWAY));
        held.clear();
    }

    private void work(SessionPolicy policy) {
        guarded(ledger::alignEpoch);
        if (!clock.instant().isBefore(nextRound)) {
            nextRound = clock.instant().plus(ledger.roster().settings().time(Setting.CLEANUP_INTERVAL));
            guarded(() -> rounds.make(policy));
        }
        int letters = held.size();
        for (int i = 0; i < letters && !stopping; i++) {
            QueuedCommand letter = held.removeFirst();
            if (!done(policy, letter)) {
                held.addLast(letter);
            }
        }
        Instant now = clock.instant();
        if (nextDeadline(policy).filter(deadline -> !now.isBefore(deadline)).isPresent()) {
            guarded(() -> ledger.apply(policy, rounds.tick()));
        }
    }

    private boolean done(SessionPolicy policy, QueuedCommand letter) {
        try {
            if (letter.work().test(policy)) {
                return true;
            }
        } catch (RuntimeException | LinkageError e) {
            LOG.error("a command failed", e);
            letter.fail(AWAY);
            return true;
        }
        if (isOverdue(letter)) {
            letter.refuse(AWAY);
            return true;
        }
        return false;
    }

    private void refuseOverdue() {
        for (Iterator<QueuedCommand> letters = held.iterator(); letters.hasNext(); ) {
            QueuedCommand letter = letters.next();
            if (letter.refusal() != null && isOverdue(letter)) {
                letters.remove();
                letter.refuse(AWAY);
            }
        }
    }

    private boolean isOverdue(QueuedCommand letter) {
        return nanoTime.getAsLong() - letter.arrivalNanos() >= PATIENCE.toNanos();
    }

    private Optional<Instant> nextDeadline(SessionPolicy policy) {
        try {
            return policy.nextDeadline(ledger.roster());
        } catch (RuntimeException | LinkageError e) {
            LOG.error("the policy failed to tell its next deadline", e);
            return Optional.empty();
        }
    }

    private long waitNanos() {
        if (!held.isEmpty()) {
            return RETRY_NANOS;
        }
        SessionPolicy policy = with.policy();
        Instant round = policy == null ? clock.instant().plus(ROUND) : nextRound;
        Instant next = ledger.nextFarewell().filter(round::isAfter).orElse(round);
        Instant until = policy == null
                ? next
                : nextDeadline(policy).filter(next::isAfter).orElse(next);
        return Math.max(RETRY_NANOS, Duration.between(clock.instant(), until).toNanos());
    }

    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | LinkageError e) {
            LOG.error("the desk's housekeeping failed", e);
        }
    }

    private void request(Predicate<SessionPolicy> work, Consumer<Outcome.Refused> refusal) {
        Predicate<SessionPolicy> counted = policy -> {
            mailbox.leave();
            boolean done = work.test(policy);
            if (!done) {
                mailbox.stay();
            }
            return done;
        };
        Consumer<Outcome.Refused> countedRefusal = refused -> {
            mailbox.leave();
            refusal.accept(refused);
        };
        switch (mailbox.offer(new QueuedCommand(counted, countedRefusal, refusal, nanoTime.getAsLong()))) {
            case TAKEN -> {}
            case FULL -> refusal.accept(FULL);
            case CLOSED -> refusal.accept(AWAY);
        }
    }

    private void post(Predicate<SessionPolicy> work, @Nullable Consumer<Outcome.Refused> refusal) {
        QueuedCommand letter = new QueuedCommand(work, refusal, refusal, nanoTime.getAsLong());
        if (mailbox.post(letter) == CommandQueue.Receipt.CLOSED) {
            letter.refuse(AWAY);
        }
    }
}
