// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.auth.LoginListener;
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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Turns every call into a queued command and completes its stage from the command's outcome. {@link CommandLoop}
 * executes the commands.
 *
 * <p>Threading. Any thread; no method blocks. Stages complete on the loop's thread.
 */
final class QueueingCoordinator implements SessionCoordinator, PeerListener, LoginListener {

    /** Requests that may wait at one time. */
    static final int CAPACITY = 256;

    private static final Outcome.Refused FULL =
            Outcome.refused(Reason.BUSY, "Too many requests at once. Try again.", Duration.ofMillis(100));

    private final CommandQueue queue = new CommandQueue(CAPACITY);
    private final InstantSource clock;
    private final WallTime wallTime;
    private final LongSupplier nanoTime;
    private final DecisionApplier applier;
    private final JoinCommandFactory joinCommands;
    private final LinkReconciler linkReconciler;
    private final CommandLoop loop;

    /** @param random cryptographically strong: session ids and resume tokens are made of it */
    QueueingCoordinator(
            Roster roster,
            Services services,
            InstantSource clock,
            WallTime wallTime,
            LongSupplier nanoTime,
            RandomGenerator random) {
        this.clock = clock;
        this.wallTime = wallTime;
        this.nanoTime = nanoTime;
        this.applier = new DecisionApplier(roster, services, clock);
        this.joinCommands = new JoinCommandFactory(applier, services, random);
        this.linkReconciler = new LinkReconciler(applier, services, clock, nanoTime);
        this.loop = new CommandLoop(queue, applier, linkReconciler, services, clock, nanoTime);
    }

    /** The loop that executes the queued commands; runs on a thread of its own. */
    CommandLoop loop() {
        return loop;
    }

    /** Returns the length of the queue of commands. */
    String gauge() {
        return queue.gauge();
    }

    @Override
    public Roster roster() {
        return applier.roster();
    }

    @Override
    public void active(SessionId session) {
        linkReconciler.active(session);
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public Instant wallTime(Instant instant) {
        return wallTime.of(instant);
    }

    @Override
    public CompletionStage<Admission> join(JoinRequest request) {
        CompletableFuture<Admission> answer = new CompletableFuture<>();
        offer(
                policy -> {
                    joinCommands.join(policy, request).ifPresent(answer::complete);
                    return answer.isDone();
                },
                refused -> answer.complete(new Admission.JoinRejected(refused)));
        return answer;
    }

    @Override
    public CompletionStage<Admission> attach(Login login, String resumeToken) {
        CompletableFuture<Admission> answer = new CompletableFuture<>();
        offer(
                policy -> answer.complete(joinCommands.attach(policy, login, resumeToken)),
                refused -> answer.complete(new Admission.JoinRejected(refused)));
        return answer;
    }

    @Override
    public CompletionStage<Outcome> submit(Command command) {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        Predicate<SessionPolicy> work = policy -> {
            Outcome outcome = applier.apply(policy, complete(command)).outcome();
            if (command instanceof Command.Answered answered && outcome.isDone()) {
                linkReconciler.checkLink(policy, answered.link());
            }
            if (command instanceof Command.SocketClosed closed && outcome.isDone()) {
                linkReconciler.socketClosed(closed.session());
            }
            return answer.complete(outcome);
        };
        if (command instanceof Command.Answered
                || command instanceof Command.LinkFailed
                || command instanceof Command.SocketClosed) {
            // these follow an accepted join: their number is bounded, and a full queue must not lose them
            post(work, answer::complete);
        } else {
            offer(work, answer::complete);
        }
        return answer;
    }

    @Override
    public void linked(PeerId peer) {
        post(
                policy -> {
                    applier.apply(policy, new Command.Linked(peer));
                    return true;
                },
                null);
    }

    @Override
    public void closed(PeerId peer, CloseReason reason) {
        post(
                policy -> {
                    linkReconciler.linkClosed(policy, peer, reason);
                    return true;
                },
                null);
    }

    @Override
    public CompletionStage<?> loginsEnded() {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        post(
                policy -> {
                    linkReconciler.endLogins(policy);
                    return done.complete(true);
                },
                refused -> done.complete(false));
        return done;
    }

    /** Has the loop evaluate its deadlines now. */
    void wake() {
        queue.wake();
    }

    /** Has the loop run a job, which is no request; it is run, too, when the policy is absent for longer. */
    void execute(Runnable job) {
        post(
                policy -> {
                    job.run();
                    return true;
                },
                refused -> job.run());
    }

    /** Ends the loop after the command it is executing. Waiting and later commands are refused. */
    void stop() {
        loop.stop();
    }

    /** Adds generated nicknames to new settings that require one. */
    private Command complete(Command command) {
        return command instanceof Command.Configure configure ? joinCommands.configure(configure) : command;
    }

    /** Queues a request, which takes one of the {@link #CAPACITY} places until it is executed. */
    private void offer(Predicate<SessionPolicy> work, Consumer<Outcome.Refused> refusal) {
        Predicate<SessionPolicy> counted = policy -> {
            queue.leave();
            boolean done = work.test(policy);
            if (!done) {
                queue.stay();
            }
            return done;
        };
        Consumer<Outcome.Refused> countedRefusal = refused -> {
            queue.leave();
            refusal.accept(refused);
        };
        switch (queue.offer(new QueuedCommand(counted, countedRefusal, refusal, nanoTime.getAsLong()))) {
            case ACCEPTED -> {}
            case FULL -> refusal.accept(FULL);
            case CLOSED -> refusal.accept(CommandLoop.UNAVAILABLE);
        }
    }

    /** Queues a command that must not be lost, whatever the number of waiting requests. */
    private void post(Predicate<SessionPolicy> work, @Nullable Consumer<Outcome.Refused> refusal) {
        QueuedCommand queued = new QueuedCommand(work, refusal, refusal, nanoTime.getAsLong());
        if (queue.post(queued) == CommandQueue.Receipt.CLOSED) {
            queued.refuse(CommandLoop.UNAVAILABLE);
        }
    }
}
