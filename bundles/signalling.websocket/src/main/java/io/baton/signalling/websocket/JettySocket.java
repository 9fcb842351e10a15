// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/**
 * One socket as Jetty sees it; public because Jetty looks its methods up. The next frame is asked for when the one
 * before was dealt with, so a client that sends faster than the loop works fills its own connection and nothing else.
 *
 * <p>Threading. Jetty calls for one socket one after the other; everything is handed to the loop.
 */
public final class JettySocket implements Session.Listener {

    private final EventLoop loop;
    private final FrameReader reader;
    private final BiFunction<JettySocket, SocketWriter, SignallingSession> begin;
    private final Consumer<JettySocket> gone;
    private @Nullable Session session;
    private @Nullable SignallingSession conversation;

    /**
     * @param begin starts the conversation, on the loop
     * @param gone is told once when the socket has closed, on the loop
     */
    JettySocket(
            EventLoop loop,
            FrameReader reader,
            BiFunction<JettySocket, SocketWriter, SignallingSession> begin,
            Consumer<JettySocket> gone) {
        this.loop = loop;
        this.reader = reader;
        this.begin = begin;
        this.gone = gone;
    }

    @Override
    public void onWebSocketOpen(Session opened) {
        loop.execute(() -> {
            session = opened;
            // From here on the conversation watches the socket, by settings that may change.
            opened.setIdleTimeout(Duration.ofHours(2));
            conversation = begin.apply(this, new SessionWire(opened));
            opened.demand();
        });
    }

    @Override
    public void onWebSocketText(String message) {
        ClientFrame frame = reader.frame(message);
        hand(talk -> talk.heard(frame));
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
        callback.succeed();
        // Nobody speaks binary here; it counts as a frame all the same.
        hand(talk -> talk.heard(new ClientFrame.Nothing()));
    }

    @Override
    public void onWebSocketPong(ByteBuffer payload) {
        hand(SignallingSession::alive);
    }

    @Override
    public void onWebSocketClose(int code, String reason) {
        loop.execute(this::end);
    }

    /** Jetty closes after an error, oversize frames with 1009; the close comes next. */
    @Override
    public void onWebSocketError(Throwable cause) {
        loop.execute(this::end);
    }

    /** Ends the conversation with a close code, on the loop. */
    void close(int code, String reason) {
        loop.execute(() -> {
            SignallingSession talk = conversation;
            if (talk != null) {
                talk.close(code, reason);
            }
            end();
        });
    }

    private void hand(Consumer<SignallingSession> word) {
        loop.execute(() -> {
            SignallingSession talk = conversation;
            Session open = session;
            if (talk != null && open != null) {
                word.accept(talk);
                open.demand();
            }
        });
    }

    private void end() {
        SignallingSession talk = conversation;
        conversation = null;
        if (talk != null) {
            talk.closed();
        }
        gone.accept(this);
    }

    /** Writing to it. */
    private record SessionWire(Session session) implements SocketWriter {

        @Override
        public void text(String frame, Consumer<Boolean> written) {
            session.sendText(frame, told(written));
        }

        @Override
        public void ping(Consumer<Boolean> written) {
            session.sendPing(ByteBuffer.allocate(0), told(written));
        }

        @Override
        public void close(int code, String reason) {
            session.close(code, reason, Callback.NOOP);
        }

        @Override
        public void cut() {
            session.disconnect();
        }

        private static Callback told(Consumer<Boolean> written) {
            return Callback.from(() -> written.accept(true), failure -> written.accept(false));
        }
    }
}
