// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.peer.ChannelMessage;
import io.baton.peer.PeerId;
import io.baton.ratelimit.Budget;
import io.baton.ratelimit.RateLimiter;
import io.baton.rpc.Feature;
import io.baton.rpc.MethodTable;
import io.baton.rpc.Right;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcException;
import io.baton.rpc.RpcMethods;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionCoordinator;
import io.baton.session.Setting;
import io.baton.shared.queues.QueueMonitor;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Dispatches calls to their providers and replies: checks rate, existence, right, parameters, provider, in this order.
 * What is missing for the moment is waited for, within the time a call has from its arrival; the right is looked at
 * again after each wait. The calls of one peer that need control keep their order, also while one of them waits.
 *
 * <p>Threading. {@link #message} on the peer's receive thread, the rest on the timer's or a provider's. Replies are
 * written and sent on the thread of the {@link ReplySender}.
 */
final class Dispatcher {

    /** The longest time of a call while the coordinator, which has the settings, is absent. */
    static final Duration CALL_TIME = Duration.ofSeconds(2);

    /** The most waiting calls. */
    static final int MAX_WAITING = 256;

    /** The part of {@link #MAX_WAITING} that only calls of the primary use. */
    static final int PRIMARY_WAITING = 64;

    private static final Duration RETRY = Duration.ofMillis(20);
    private static final Duration RETRY_HINT = Duration.ofSeconds(1);
    private static final int PARSE_ERROR = -32_700;
    private static final int INVALID_REQUEST = -32_600;
    private static final int METHOD_NOT_FOUND = -32_601;

    private final Services services;
    private final ReplySender replies;
    private final Timer timer;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final Set<PendingCall> waiting = ConcurrentHashMap.newKeySet();
    private final QueueMonitor monitor =
            new QueueMonitor(LoggerFactory.getLogger("rpc.jsonrpc"), "waiting calls", MAX_WAITING);
    private final CallOrder order = new CallOrder();
    private final DiscardedCalls discarded;
    private final LongAdder ignored = new LongAdder();

    /** The peer that had control when its last call was looked at; kept while the coordinator is absent. */
    private volatile @Nullable PeerId primary;

    /** The services that calls need, each of which may be absent. */
    interface Services {

        @Nullable
        SessionCoordinator coordinator();

        @Nullable
        RateLimiter limiter();

        @Nullable
        RpcMethods provider(String method);

        /** Returns whether an installed bundle serves the feature, though perhaps not at this moment. */
        boolean has(Feature feature);
    }

    Dispatcher(Services services, ReplySender replies, Timer timer, LongSupplier nanoTime, RandomGenerator random) {
        this.services = services;
        this.replies = replies;
        this.timer = timer;
        this.nanoTime = nanoTime;
        this.random = random;
        discarded = new DiscardedCalls(services, timer);
    }

    /** Returns how many binary messages were ignored. */
    long ignored() {
        return ignored.sum();
    }

    /** Returns how many calls wait, for an administrator. */
    String gauge() {
        return monitor.gauge();
    }

    void message(ChannelMessage message) {
        if (!message.text()) {
            ignored.increment();
            return;
        }
        switch (Request.read(message.data())) {
            case Request.Call call -> arrived(new PendingCall(message, call, replies, random, this::dequeue));
            case Request.Garbled() ->
                replies.reply(message.peer(), () -> ResponseWriter.error(Request.NO_ID, PARSE_ERROR, "Parse error"));
            case Request.Invalid(String id, String what) ->
                replies.reply(
                        message.peer(),
                        () -> ResponseWriter.error(id, INVALID_REQUEST, "Invalid Request", what, 0, null));
        }
    }

    /** Answers waiting calls with a hint to try again. */
    void close() {
        waiting.forEach(pending -> discard(pending, away()));
        waiting.clear();
        monitor.length(0);
    }

    private void enqueue(PendingCall pending) {
        if (waiting.add(pending)) {
            monitor.length(waiting.size());
        }
    }

    private void dequeue(PendingCall pending) {
        if (waiting.remove(pending)) {
            monitor.length(waiting.size());
        }
    }

    /** Dispatches a call; one that needs control only after the earlier ones of its peer that need it. */
    private void arrived(PendingCall pending) {
        if (!pending.isControl()) {
            attempt(pending);
            return;
        }
        switch (order.add(pending, waiting.size() < maxWaiting(pending))) {
            case FIRST -> attempt(pending);
            case NO_ROOM -> discard(pending, busy());
            case BEHIND -> {
                enqueue(pending);
                if (pending.isSettled()) {
                    dequeue(pending);
                }
            }
        }
    }

    /** Attempts a call, and once it is settled those that queue behind it. */
    private void attempt(PendingCall first) {
        PendingCall pending = first;
        while (pending != null && attemptOne(pending)) {
            pending = pending.isControl() ? order.next(pending.message().peer()) : null;
        }
    }

    /** Returns false when the call waits for another attempt. */
    private boolean attemptOne(PendingCall pending) {
        try {
            return pending.isAnswered() || proceed(pending) || !waits(pending);
        } catch (RpcException e) {
            pending.fail(e);
        } catch (RuntimeException | LinkageError e) {
            pending.fail(e);
        }
        return true;
    }

    /** Refuses a call that did not reach its provider. */
    private void discard(PendingCall pending, RpcException refusal) {
        if (pending.fail(refusal) && pending.isControl()) {
            discarded.add(pending);
        }
    }

    /** Carries out the call as far as possible; returns false while a service is absent. */
    private boolean proceed(PendingCall pending) throws RpcException {
        SessionCoordinator coordinator = services.coordinator();
        if (coordinator == null) {
            return false;
        }
        Roster roster = coordinator.roster();
        Session session = roster.byLink(pending.message().peer())
                .orElseThrow(() -> refused(Reason.UNKNOWN_SESSION, "This connection has no session. Connect again."));
        if (!pending.isPaid()) {
            RateLimiter limiter = services.limiter();
            if (limiter == null) {
                return false;
            }
            Budget budget = isPrimary(pending, roster) ? Budget.PRIMARY_RPC : Budget.RPC;
            long wait =
                    limiter.take(budget, session.id().value(), session.login().user(), session.source());
            if (wait > 0) {
                discard(
                        pending,
                        RpcException.refused(
                                Outcome.refused(Reason.RATE_LIMITED, "Too many calls.", Duration.ofMillis(wait))));
                return true;
            }
            pending.markPaid();
        }
        String method = pending.call().method();
        Optional<MethodTable.Method> known = MethodTable.method(method);
        if (known.isEmpty()) {
            pending.answer(id -> ResponseWriter.error(id, METHOD_NOT_FOUND, "Method not found"));
            return true;
        }
        Right right = known.get().right();
        if (!right.heldBy(roster.mode(session), session.role())) {
            throw RpcException.refused(right.refusal());
        }
        ParamsValidator.check(known.get(), pending.call().params(), session.id());
        RpcMethods provider = services.provider(method);
        if (provider == null) {
            Optional<Feature> feature = MethodTable.feature(method);
            if (feature.isEmpty() || services.has(feature.get())) {
                return false;
            }
            pending.succeed(
                    AbsentFeatures.answer(feature.get(), method, pending.call().params()));
            return true;
        }
        pending.markProvided();
        dequeue(pending);
        if (!MethodTable.isAutomatic(method)) {
            coordinator.active(session.id());
        }
        call(provider, pending, session);
        return true;
    }

    private boolean isPrimary(PendingCall pending, Roster roster) {
        PeerId peer = pending.message().peer();
        boolean controls = roster.controls(peer);
        if (controls) {
            primary = peer;
        } else if (peer.equals(primary)) {
            primary = null;
        }
        return controls;
    }

    private void call(RpcMethods provider, PendingCall pending, Session session) {
        ChannelMessage message = pending.message();
        CompletionStage<Object> result = provider.call(new RpcCall(
                pending.call().method(),
                pending.call().params(),
                session.id(),
                message.peer(),
                message.arrivalNanos(),
                message.fencingToken()));
        if (!result.toCompletableFuture().isDone()) {
            Timer.Appointment limit = timer.after(timeLeft(pending), () -> pending.fail(away()));
            result.whenComplete((value, error) -> limit.cancel());
        }
        result.whenComplete((value, error) -> {
            if (error != null) {
                pending.fail(error);
            } else {
                pending.succeed(value);
            }
        });
    }

    /** Has the call attempted again later; returns false when it was refused instead. */
    private boolean waits(PendingCall pending) {
        if (timeLeft(pending).isZero()) {
            discard(pending, away());
            return false;
        }
        if (!waiting.contains(pending) && waiting.size() >= maxWaiting(pending)) {
            discard(pending, busy());
            return false;
        }
        enqueue(pending);
        timer.after(RETRY, () -> attempt(pending));
        return true;
    }

    private int maxWaiting(PendingCall pending) {
        return pending.message().peer().equals(primary) ? MAX_WAITING : MAX_WAITING - PRIMARY_WAITING;
    }

    private Duration timeLeft(PendingCall pending) {
        long age = nanoTime.getAsLong() - pending.message().arrivalNanos();
        SessionCoordinator coordinator = services.coordinator();
        Duration time = coordinator == null
                ? CALL_TIME
                : coordinator.roster().settings().time(Setting.HANDLER);
        Duration left = time.minusNanos(age);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static RpcException refused(Reason reason, String message) {
        return RpcException.refused(Outcome.refused(reason, message));
    }

    private static RpcException busy() {
        return RpcException.refused(Outcome.refused(Reason.BUSY, "Too many calls are waiting. Try again.", RETRY_HINT));
    }

    private static RpcException away() {
        return RpcException.refused(Outcome.refused(
                Reason.TEMPORARILY_UNAVAILABLE,
                "The component that serves this is being replaced or too slow. Try again.",
                RETRY_HINT));
    }
}
