// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.peer.ChannelMessage;
import io.baton.rpc.MethodTable;
import io.baton.rpc.Right;
import io.baton.rpc.RpcException;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call from its arrival to its response, which is sent once.
 *
 * <p>Threading. Any thread; {@link #isPaid} belongs to the thread that dispatches the call.
 */
final class PendingCall {

    private static final Logger LOG = LoggerFactory.getLogger("rpc.jsonrpc");

    private final ChannelMessage message;
    private final Request.Call call;
    private final ReplySender replies;
    private final RandomGenerator random;
    private final Consumer<PendingCall> answeredListener;
    private boolean paid;
    private boolean answered;
    private volatile boolean provided;

    /** @param answeredListener called before the response is sent */
    PendingCall(
            ChannelMessage message,
            Request.Call call,
            ReplySender replies,
            RandomGenerator random,
            Consumer<PendingCall> answeredListener) {
        this.message = message;
        this.call = call;
        this.replies = replies;
        this.random = random;
        this.answeredListener = answeredListener;
    }

    ChannelMessage message() {
        return message;
    }

    Request.Call call() {
        return call;
    }

    /** Returns whether the method acts on the target or on control, so that its order matters. */
    boolean isControl() {
        return MethodTable.right(call.method()).filter(Right.CONTROL::equals).isPresent();
    }

    boolean isPaid() {
        return paid;
    }

    void markPaid() {
        paid = true;
    }

    /** Returns whether nothing is left to dispatch: the call has its provider, or its response. */
    boolean isSettled() {
        return provided || isAnswered();
    }

    void markProvided() {
        provided = true;
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

    /** Returns whether this was the response; false when there was one before. */
    boolean fail(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        return cause instanceof RpcException told
                ? answer(id -> refusal(id, told))
                : answer(id -> internalError(id, cause));
    }

    private String result(String id, Object value) {
        try {
            String text = ResponseWriter.result(id, value);
            int most = replies.maxBytes(message.peer());
            return ClientSender.isTooLong(text, most) ? refusal(id, tooLong(text, most)) : text;
        } catch (RuntimeException | LinkageError e) {
            return internalError(id, e);
        }
    }

    private static RpcException tooLong(String text, int most) {
        return RpcException.refused(Outcome.refused(
                Reason.UNSUPPORTED,
                ("The answer has %d bytes, and this client takes %d in a message. It can ask for less, or offer more"
                                + " by a=max-message-size.")
                        .formatted(text.getBytes(StandardCharsets.UTF_8).length, most)));
    }

    private String refusal(String id, RpcException told) {
        String correlation = correlation();
        LOG.debug(
                "call refused method={} peer={} data={} correlation={}",
                call.method(),
                message.peer(),
                told.data(),
                correlation);
        return ResponseWriter.error(id, told, correlation);
    }

    private String correlation() {
        return HexFormat.of().toHexDigits(random.nextInt());
    }

    private String internalError(String id, Throwable cause) {
        String correlation = correlation();
        LOG.error("call failed method={} correlation={}", call.method(), correlation, cause);
        return ResponseWriter.error(
                id,
                RpcException.INTERNAL,
                "Internal error",
                "The device failed to do this. Its log says more under " + correlation + ".",
                0,
                correlation);
    }

    /** Sends the response unless there was one, or the caller wants none; returns false when there was one. */
    boolean answer(UnaryOperator<String> text) {
        synchronized (this) {
            if (answered) {
                return false;
            }
            answered = true;
        }
        answeredListener.accept(this);
        String id = call.id();
        if (id != null) {
            replies.reply(message.peer(), () -> text.apply(id));
        }
        return true;
    }
}
