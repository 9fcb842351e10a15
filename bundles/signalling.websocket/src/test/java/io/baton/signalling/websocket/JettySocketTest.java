// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.baton.session.Login;
import io.baton.session.Role;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a socket asks of Jetty while the event loop is late. */
final class JettySocketTest {

    private final LateLoop loop = new LateLoop();
    private final List<String> calls = new ArrayList<>();
    private final Session session = (Session) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {Session.class}, (proxy, method, arguments) -> {
                calls.add(method.getName());
                if (method.getName().equals("sendText")) {
                    ((Callback) arguments[1]).succeed();
                }
                return null;
            });
    private final JettySocket socket = new JettySocket(
            loop,
            new FrameReader(),
            Duration.ZERO,
            (opened, writer) -> new SignallingSession(
                    new ClientInfo(
                            "192.0.2.7",
                            "Mozilla/5.0",
                            new Login("", Role.ADMIN, Login.Strength.NONE, "digest", false),
                            InetAddress.ofLiteral("192.0.2.1")),
                    new JoinService(loop),
                    new SendQueue(writer, loop, () -> Duration.ofSeconds(5)),
                    new FrameWriter(new Random(1))),
            closed -> {});

    /** Keeps tasks until a test runs them. */
    private static final class LateLoop implements EventLoop {

        private final List<Runnable> tasks = new ArrayList<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        @Override
        public Runnable after(Duration delay, Runnable task) {
            return () -> {};
        }

        @Override
        public long nanoTime() {
            return 0;
        }

        void runAll() {
            while (!tasks.isEmpty()) {
                tasks.removeFirst().run();
            }
        }
    }

    @BeforeEach
    void open() {
        socket.onWebSocketOpen(session);
        loop.runAll();
        calls.clear();
    }

    /** A demand from the event loop's thread can be lost in Jetty, see {@link JettySocket}. */
    @Test
    void nextFrameIsNotDemandedByTheEventLoop() {
        assertInstanceOf(Session.Listener.AutoDemanding.class, socket);
        socket.onWebSocketText("ping");
        loop.runAll();
        assertEquals(List.of("sendText"), calls);
    }

    @Test
    void framesThatWaitForTheEventLoopAreBounded() {
        for (int i = 0; i < JettySocket.MAX_WAITING; i++) {
            socket.onWebSocketText("ping");
        }
        assertEquals(JettySocket.MAX_WAITING, loop.tasks.size());
        assertEquals(List.of(), calls);

        socket.onWebSocketText("ping");
        assertEquals(JettySocket.MAX_WAITING, loop.tasks.size());
        assertEquals(List.of("disconnect"), calls);
    }

    @Test
    void handledFrameMakesRoomForTheNext() {
        for (int i = 0; i < 3 * JettySocket.MAX_WAITING; i++) {
            socket.onWebSocketText("ping");
            loop.runAll();
        }
        assertEquals(Collections.nCopies(3 * JettySocket.MAX_WAITING, "sendText"), calls);
    }
}
