// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import io.baton.session.Setting;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.eclipse.jetty.ee10.websocket.server.JettyServerUpgradeRequest;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServlet;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServletFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletAsyncSupported;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens signalling sockets. When this bundle goes, it closes every one with 1012: a socket left open would be served
 * for ever by code that is gone. Clients come back by themselves; their peers never notice.
 */
@Component(service = Servlet.class, configurationPid = SignallingConfig.PID)
@Designate(ocd = SignallingConfig.class)
@HttpWhiteboardServletPattern("/webrtc/signaling/client")
@HttpWhiteboardServletAsyncSupported
public final class SignallingServlet extends JettyWebSocketServlet {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(SignallingServlet.class);

    static final int SERVICE_RESTART = 1012;
    private static final int TRY_AGAIN_LATER = 1013;
    private static final int MAX_BINARY = 4096;
    private static final Duration NEVER_BEGAN = Duration.ofSeconds(90);

    private final transient JoinService reception;
    private final transient OriginPolicy gate;
    private final transient HttpResponses replies;
    private final transient BrowserCookie cookie;
    private final transient FrameReader reader = new FrameReader();
    private final transient FrameWriter writer;
    private final transient Set<JettySocket> sockets = ConcurrentHashMap.newKeySet();
    private final String deviceVersion;
    private final int maxSockets;
    private transient volatile @Nullable ServletContext served;
    private volatile boolean leaving;

    @Activate
    public SignallingServlet(@Reference JoinService reception, SignallingConfig config, BundleContext context) {
        this(
                reception,
                List.of(config.allowedHosts()),
                config.maxSockets(),
                context.getBundle().getVersion().toString(),
                new SecureRandom());
    }

    SignallingServlet(
            JoinService reception, List<String> hosts, int maxSockets, String deviceVersion, RandomGenerator random) {
        this.reception = reception;
        this.gate = new OriginPolicy(hosts);
        this.writer = new FrameWriter(random);
        this.replies = new HttpResponses(writer);
        this.cookie = new BrowserCookie(random);
        this.maxSockets = maxSockets;
        this.deviceVersion = deviceVersion;
    }

    @Deactivate
    void leave() {
        leaving = true;
        int count = sockets.size();
        sockets.forEach(socket -> socket.close(SERVICE_RESTART, "the door is being replaced"));
        if (count > 0) {
            LOG.info("Closed {} signalling sockets; their pictures go on", count);
        }
        ServletContext context = served;
        if (context != null) {
            EndpointClasses.forget(context, JettySocket.class);
        }
    }

    @Override
    public void init() throws ServletException {
        super.init();
        served = getServletContext();
    }

    /** How many sockets are open now. */
    int openSockets() {
        return sockets.size();
    }

    @Override
    protected void configure(JettyWebSocketServletFactory factory) {
        factory.setMaxTextMessageSize(FrameReader.MAX_FRAME);
        factory.setMaxFrameSize(FrameReader.MAX_FRAME);
        factory.setMaxBinaryMessageSize(MAX_BINARY);
        // The conversation watches the socket itself; this is for one whose conversation never began.
        factory.setIdleTimeout(NEVER_BEGAN);
        factory.setCreator((request, response) -> socket(request));
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (replies.refused(gate, request, response)) {
            return;
        }
        if (leaving) {
            replies.problem(response, Problem.away());
        } else if (sockets.size() >= maxSockets) {
            replies.problem(
                    response,
                    new Problem(503, "capacity", "Too many sockets are open. Try again soon.", Duration.ofSeconds(5)));
        } else if (!"GET".equals(request.getMethod())
                || !"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))
                || !"13".equals(request.getHeader("Sec-WebSocket-Version"))) {
            response.setHeader("Upgrade", "websocket");
            response.setHeader("Sec-WebSocket-Version", "13");
            replies.problem(
                    response,
                    new Problem(
                            426,
                            "upgrade_required",
                            "This address speaks WebSocket, version 13, only.",
                            Duration.ZERO));
        } else {
            cookie.give(request, response);
            super.service(request, response);
        }
    }

    private JettySocket socket(JettyServerUpgradeRequest request) {
        HttpServletRequest http = request.getHttpServletRequest();
        ClientInfo visitor = ClientInfo.of(http);
        return new JettySocket(reception.loop(), reader, (socket, wire) -> begin(visitor, socket, wire), this::gone);
    }

    private SignallingSession begin(ClientInfo visitor, JettySocket socket, SocketWriter wire) {
        SignallingSession conversation = new SignallingSession(visitor, reception, outbox(wire), writer);
        sockets.add(socket);
        conversation.opened(deviceVersion);
        // What slipped in between the check before the upgrade and now.
        if (leaving) {
            socket.close(SERVICE_RESTART, "the door is being replaced");
        } else if (sockets.size() > maxSockets) {
            socket.close(TRY_AGAIN_LATER, "too many sockets are open");
        }
        return conversation;
    }

    private SendQueue outbox(SocketWriter wire) {
        return new SendQueue(wire, reception.loop(), () -> reception.time(Setting.WEB_SOCKET_WRITE));
    }

    private void gone(JettySocket socket) {
        sockets.remove(socket);
    }
}
