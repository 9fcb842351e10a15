// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/**
 * One socket as Jetty sees it; public because Jetty looks its methods up. Jetty's thread waits while
 * {@link #MAX_WAITING} frames of the socket wait for the event loop, so a client that sends faster than the event loop
 * works fills its own connection only.
 *
 * <p>Jetty asks for the next frame itself, on its own thread. A demand from the event loop's thread can coincide with
 * the end of {@code WebSocketConnection.fillAndParse} (Jetty 12.0.32), which then returns in the state of a reader that
 * goes on: the socket stays open, and nothing is read from it again.
 *
 * <p>Threading. Jetty calls for one socket one after the other; every call is dispatched to the event loop.
 */
public final class JettySocket implements Session.Listener.AutoDemanding {

    /** Frames of one socket that wait for the event loop; a browser sends an offer and its candidates in one burst. */
    static final int MAX_WAITING = 8;

    /** How long Jetty's thread waits for the event loop before the socket is given up. */
    static final Duration MAX_WAIT = Duration.ofSeconds(10);

    private final EventLoop loop;
    private final Semaphore room = new Semaphore(MAX_WAITING);
    private final Duration maxWait;
    private final FrameReader reader;
    private final BiFunction<JettySocket, SocketWriter, SignallingSession> begin;
    private final Consumer<JettySocket> socketClosed;
    /** Written and read on Jetty's threads for this socket only. */
    private @Nullable Session session;

    private @Nullable SignallingSession signalling;

    /**
     * @param maxWait how long Jetty's thread waits for the event loop; {@link #MAX_WAIT} but in tests
     * @param begin starts the signalling session, on the event loop
     * @param socketClosed is called once when the socket has closed, on the event loop
     */
    JettySocket(
            EventLoop loop,
            FrameReader reader,
            Duration maxWait,
            BiFunction<JettySocket, SocketWriter, SignallingSession> begin,
            Consumer<JettySocket> socketClosed) {
        this.loop = loop;
        this.reader = reader;
        this.maxWait = maxWait;
        this.begin = begin;
        this.socketClosed = socketClosed;
    }

    @Override
    public void onWebSocketOpen(Session opened) {
        // The signalling session watches the socket from here on, by settings that may change.
        opened.setIdleTimeout(Duration.ofHours(2));
        session = opened;
        loop.execute(() -> signalling = begin.apply(this, new JettySocketWriter(opened)));
    }

    @Override
    public void onWebSocketText(String message) {
        ClientFrame frame = reader.frame(message);
        dispatch(signalling -> signalling.frameReceived(frame));
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
        callback.succeed();
        // The protocol has no binary frames; one counts against the budget all the same.
        dispatch(signalling -> signalling.frameReceived(new ClientFrame.Nothing()));
    }

    @Override
    public void onWebSocketPong(ByteBuffer payload) {
        dispatch(SignallingSession::pongReceived);
    }

    @Override
    public void onWebSocketClose(int code, String reason) {
        loop.execute(this::end);
    }

    /** Jetty closes the socket after an error, with 1009 after an oversize frame. */
    @Override
    public void onWebSocketError(Throwable cause) {
        loop.execute(this::end);
    }

    /** Closes the socket with a code, on the event loop. */
    void close(int code, String reason) {
        loop.execute(() -> {
            SignallingSession current = signalling;
            if (current != null) {
                current.close(code, reason);
            }
            end();
        });
    }

    private void dispatch(Consumer<SignallingSession> action) {
        if (!awaitRoom()) {
            Session open = session;
            if (open != null) {
                open.disconnect();
            }
            return;
        }
        loop.execute(() -> {
            try {
                SignallingSession current = signalling;
                if (current != null) {
                    action.accept(current);
                }
            } finally {
                room.release();
            }
        });
    }

    /** Waits on Jetty's thread for room in the event loop; false when there is none in time. */
    private boolean awaitRoom() {
        try {
            return room.tryAcquire(maxWait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void end() {
        SignallingSession current = signalling;
        signalling = null;
        if (current != null) {
            current.closed();
        }
        socketClosed.accept(this);
    }

    /** Writes to a Jetty session. */
    private record JettySocketWriter(Session session) implements SocketWriter {

        @Override
        public void text(String frame, Consumer<Boolean> written) {
            session.sendText(frame, callback(written));
        }

        @Override
        public void ping(Consumer<Boolean> written) {
            session.sendPing(ByteBuffer.allocate(0), callback(written));
        }

        @Override
        public void close(int code, String reason) {
            session.close(code, reason, Callback.NOOP);
        }

        @Override
        public void disconnect() {
            session.disconnect();
        }

        private static Callback callback(Consumer<Boolean> written) {
            return Callback.from(() -> written.accept(true), failure -> written.accept(false));
        }
    }
}
