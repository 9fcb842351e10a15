// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.peer.ChannelMessage;
import io.baton.peer.PeerId;
import io.baton.ratelimit.Budget;
import io.baton.ratelimit.RateLimiter;
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
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dispatches calls to their providers and replies: checks rate, existence, right, parameters, provider, in this order.
 * What is missing for the moment is waited for, within the time a call has from its arrival; the right is looked at
 * again after each wait.
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

    private static final Logger LOG = LoggerFactory.getLogger("rpc.jsonrpc");
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
    private final Set<Exchange> waiting = ConcurrentHashMap.newKeySet();
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
    }

    Dispatcher(Services services, ReplySender replies, Timer timer, LongSupplier nanoTime, RandomGenerator random) {
        this.services = services;
        this.replies = replies;
        this.timer = timer;
        this.nanoTime = nanoTime;
        this.random = random;
    }

    /** Returns how many binary messages were ignored. */
    long ignored() {
        return ignored.sum();
    }

    void message(ChannelMessage message) {
        if (!message.text()) {
            ignored.increment();
            return;
        }
        switch (Request.read(message.data())) {
            case Request.Call call -> attempt(new Exchange(message, call));
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
        waiting.forEach(exchange -> exchange.fail(away()));
        waiting.clear();
    }

    private void attempt(Exchange exchange) {
        try {
            if (!exchange.isAnswered() && !proceed(exchange)) {
                waitAndTryAgain(exchange);
            }
        } catch (RpcException e) {
            exchange.fail(e);
        } catch (RuntimeException | LinkageError e) {
            exchange.fail(e);
        }
    }

    /** Carries out the call as far as possible; returns false while a service is absent. */
    private boolean proceed(Exchange exchange) throws RpcException {
        SessionCoordinator coordinator = services.coordinator();
        if (coordinator == null) {
            return false;
        }
        Roster roster = coordinator.roster();
        Session session = roster.byLink(exchange.message.peer())
                .orElseThrow(() -> refused(Reason.UNKNOWN_SESSION, "This connection has no session. Connect again."));
        if (!exchange.paid) {
            RateLimiter limiter = services.limiter();
            if (limiter == null) {
                return false;
            }
            Budget budget = isPrimary(exchange, roster) ? Budget.PRIMARY_RPC : Budget.RPC;
            long wait = limiter.take(budget, session.id().value());
            if (wait > 0) {
                throw RpcException.refused(
                        Outcome.refused(Reason.RATE_LIMITED, "Too many calls.", Duration.ofMillis(wait)));
            }
            exchange.paid = true;
        }
        String method = exchange.call.method();
        Optional<MethodTable.Method> known = MethodTable.method(method);
        if (known.isEmpty()) {
            exchange.answer(id -> ResponseWriter.error(id, METHOD_NOT_FOUND, "Method not found"));
            return true;
        }
        Right right = known.get().right();
        if (!right.heldBy(roster.mode(session), session.role())) {
            throw right == Right.CONTROL
                    ? refused(Reason.NOT_IN_CONTROL, "Only the session in control can do this. Request control first.")
                    : refused(Reason.NOT_ALLOWED, "Your role or mode does not permit this.");
        }
        ParamsValidator.check(known.get(), exchange.call.params(), session.id());
        RpcMethods provider = services.provider(method);
        if (provider == null) {
            return false;
        }
        waiting.remove(exchange);
        if (!MethodTable.isAutomatic(method)) {
            coordinator.active(session.id());
        }
        call(provider, exchange, session);
        return true;
    }

    private boolean isPrimary(Exchange exchange, Roster roster) {
        PeerId peer = exchange.message.peer();
        boolean controls = roster.controls(peer);
        if (controls) {
            primary = peer;
        } else if (peer.equals(primary)) {
            primary = null;
        }
        return controls;
    }

    private void call(RpcMethods provider, Exchange exchange, Session session) {
        ChannelMessage message = exchange.message;
        CompletionStage<Object> result = provider.call(new RpcCall(
                exchange.call.method(),
                exchange.call.params(),
                session.id(),
                message.peer(),
                message.arrivalNanos(),
                message.fencingToken()));
        if (!result.toCompletableFuture().isDone()) {
            Timer.Appointment limit = timer.after(timeLeft(exchange), () -> exchange.fail(away()));
            result.whenComplete((value, error) -> limit.cancel());
        }
        result.whenComplete((value, error) -> {
            if (error != null) {
                exchange.fail(error);
            } else {
                exchange.succeed(value);
            }
        });
    }

    private void waitAndTryAgain(Exchange exchange) {
        if (timeLeft(exchange).isZero()) {
            exchange.fail(away());
        } else if (!waiting.contains(exchange) && waiting.size() >= maxWaiting(exchange)) {
            exchange.fail(RpcException.refused(
                    Outcome.refused(Reason.BUSY, "Too many calls are waiting. Try again.", RETRY_HINT)));
        } else {
            waiting.add(exchange);
            timer.after(RETRY, () -> attempt(exchange));
        }
    }

    private int maxWaiting(Exchange exchange) {
        return exchange.message.peer().equals(primary) ? MAX_WAITING : MAX_WAITING - PRIMARY_WAITING;
    }

    private Duration timeLeft(Exchange exchange) {
        long age = nanoTime.getAsLong() - exchange.message.arrivalNanos();
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

    private static RpcException away() {
        return RpcException.refused(Outcome.refused(
                Reason.TEMPORARILY_UNAVAILABLE,
                "The component that serves this is being replaced or too slow. Try again.",
                RETRY_HINT));
    }

    /** A call under way, answered once. */
    private final class Exchange {

        final ChannelMessage message;
        final Request.Call call;
        boolean paid;
        private boolean answered;

        Exchange(ChannelMessage message, Request.Call call) {
            this.message = message;
            this.call = call;
        }

        synchronized boolean isAnswered() {
            return answered;
        }

        void succeed(@Nullable Object value) {
            if (value == null) {
                fail(new IllegalStateException(call.method() + " completed with nothing"));
            } else {
                answer(id -> result(id, value));
            }
        }

        void fail(Throwable error) {
            Throwable cause =
                    error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
            if (cause instanceof RpcException told) {
                answer(id -> ResponseWriter.error(id, told));
                return;
            }
            answer(id -> internalError(id, cause));
        }

        private String result(String id, Object value) {
            try {
                return ResponseWriter.result(id, value);
            } catch (RuntimeException | LinkageError e) {
                return internalError(id, e);
            }
        }

        private String internalError(String id, Throwable cause) {
            String correlation = HexFormat.of().toHexDigits(random.nextInt());
            LOG.error("call failed method={} correlation={}", call.method(), correlation, cause);
            return ResponseWriter.error(
                    id,
                    RpcException.INTERNAL,
                    "Internal error",
                    "The device failed to do this. Its log says more under " + correlation + ".",
                    0,
                    correlation);
        }

        void answer(UnaryOperator<String> text) {
            synchronized (this) {
                if (answered) {
                    return;
                }
                answered = true;
            }
            waiting.remove(this);
            String id = call.id();
            if (id != null) {
                replies.reply(message.peer(), () -> text.apply(id));
            }
        }
    }
}
