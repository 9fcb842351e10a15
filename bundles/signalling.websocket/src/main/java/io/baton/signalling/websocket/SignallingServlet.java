// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import io.baton.auth.LoginListener;
import io.baton.rpc.MethodTable;
import io.baton.session.Login;
import io.baton.session.Setting;
import io.baton.shared.http.DeclaredAccess;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
 * Opens signalling sockets. When this bundle stops, it closes every socket with 1012: an open one would be served for
 * ever by code that is gone. Clients reconnect by themselves; their peers are not affected.
 */
@Component(
        service = {Servlet.class, LoginListener.class},
        configurationPid = SignallingConfig.PID,
        property = DeclaredAccess.PROPERTY + "=/webrtc/signaling/client " + DeclaredAccess.LOGIN)
@Designate(ocd = SignallingConfig.class)
@HttpWhiteboardServletPattern("/webrtc/signaling/client")
@HttpWhiteboardServletAsyncSupported
public final class SignallingServlet extends JettyWebSocketServlet implements LoginListener {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger("signalling.websocket");

    static final int SERVICE_RESTART = 1012;
    private static final int TRY_AGAIN_LATER = 1013;
    /** The status 401 in the range for applications (RFC 6455, section 7.4.2): clients go to the login. */
    static final int LOGIN_ENDED = 4401;
    /** The attribute with the login that a request was checked to have. */
    private static final String LOGIN = "io.baton.login";
    /** Base64 of 16 bytes. */
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{22}==");

    private static final int MAX_BINARY = 4096;
    private static final Duration UPGRADE_IDLE_TIMEOUT = Duration.ofSeconds(90);

    private final transient JoinService joinService;
    private final transient OriginPolicy originPolicy;
    private final transient HttpResponses responses;
    private final transient ClientFaults faults;
    private final transient BrowserCookie cookie;
    private final transient FrameReader reader = new FrameReader();
    private final transient FrameWriter writer;
    private final transient Map<JettySocket, Login> sockets = new ConcurrentHashMap<>();
    private final String deviceVersion;
    private final String batonVersion;
    private final int maxSockets;
    private transient volatile @Nullable ServletContext served;
    private volatile boolean deactivating;

    @Activate
    public SignallingServlet(
            @Reference JoinService joinService,
            @Reference BrowserCookie cookie,
            SignallingConfig config,
            BundleContext context) {
        this(
                joinService,
                cookie,
                List.of(config.allowedHosts()),
                config.maxSockets(),
                MethodTable.JETKVM_RELEASE,
                context.getBundle().getVersion().toString(),
                new SecureRandom());
    }

    SignallingServlet(
            JoinService joinService,
            BrowserCookie cookie,
            List<String> hosts,
            int maxSockets,
            String deviceVersion,
            String batonVersion,
            RandomGenerator random) {
        this.joinService = joinService;
        this.originPolicy = new OriginPolicy(hosts);
        this.writer = new FrameWriter(random);
        this.responses = new HttpResponses(writer);
        this.faults = new ClientFaults(responses);
        this.cookie = cookie;
        this.maxSockets = maxSockets;
        this.deviceVersion = deviceVersion;
        this.batonVersion = batonVersion;
    }

    @Deactivate
    void release() {
        deactivating = true;
        int count = sockets.size();
        sockets.keySet().forEach(socket -> socket.close(SERVICE_RESTART, "signalling is being replaced"));
        if (count > 0) {
            LOG.info("signalling sockets closed count={} code={}", count, SERVICE_RESTART);
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

    /** Returns the number of open sockets. */
    int openSockets() {
        return sockets.size();
    }

    @Override
    protected void configure(JettyWebSocketServletFactory factory) {
        factory.setMaxTextMessageSize(FrameReader.MAX_FRAME);
        factory.setMaxFrameSize(FrameReader.MAX_FRAME);
        factory.setMaxBinaryMessageSize(MAX_BINARY);
        // The signalling session watches the socket itself; this is for one whose session never began.
        factory.setIdleTimeout(UPGRADE_IDLE_TIMEOUT);
        factory.setCreator((request, response) -> {
            // A client that offers subprotocols fails the handshake unless the device selects one.
            if (request.hasSubProtocol(CrossOriginRequest.SUBPROTOCOL)) {
                response.setAcceptedSubProtocol(CrossOriginRequest.SUBPROTOCOL);
            }
            return socket(request);
        });
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (responses.refused(originPolicy, request, response)) {
            return;
        }
        LoginCheck check = LoginCheck.of(joinService.authenticator, request, cookie);
        if (deactivating) {
            responses.problem(response, Problem.unavailable());
        } else if (check.login() == null) {
            responses.problem(response, check.refusal());
        } else if (sockets.size() >= maxSockets) {
            responses.problem(
                    response,
                    new Problem(503, "capacity", "Too many sockets are open. Try again soon.", Duration.ofSeconds(5)));
        } else if (!"GET".equals(request.getMethod())
                || !"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))
                || !"13".equals(request.getHeader("Sec-WebSocket-Version"))) {
            response.setHeader("Upgrade", "websocket");
            response.setHeader("Sec-WebSocket-Version", "13");
            responses.problem(
                    response,
                    new Problem(
                            426,
                            "upgrade_required",
                            "This address takes WebSocket upgrades, version 13, only.",
                            Duration.ZERO));
        } else if (!isHandshake(request)) {
            faults.refuse(request, response, HttpServletResponse.SC_BAD_REQUEST);
        } else {
            cookie.issue(request, response);
            request.setAttribute(LOGIN, check.login());
            faults.serve(request, response, (same, answer) -> super.service(request, response));
        }
    }

    /** Whether the headers that Jetty relies on are there and well-formed (RFC 6455, section 4.2.1). */
    private static boolean isHandshake(HttpServletRequest request) {
        String key = request.getHeader("Sec-WebSocket-Key");
        boolean upgrade = Collections.list(request.getHeaders("Connection")).stream()
                .flatMap(header -> Stream.of(header.split(",")))
                .anyMatch(token -> token.strip().equalsIgnoreCase("upgrade"));
        return upgrade && key != null && KEY.matcher(key.strip()).matches();
    }

    private JettySocket socket(JettyServerUpgradeRequest request) {
        HttpServletRequest http = request.getHttpServletRequest();
        if (!(http.getAttribute(LOGIN) instanceof Login login)) {
            throw new IllegalStateException("an upgrade without a checked login");
        }
        ClientInfo client = ClientInfo.of(http, login);
        return new JettySocket(
                joinService.loop(),
                reader,
                JettySocket.MAX_WAIT,
                (socket, socketWriter) -> begin(client, socket, socketWriter),
                this::socketClosed);
    }

    private SignallingSession begin(ClientInfo client, JettySocket socket, SocketWriter socketWriter) {
        SignallingSession signalling = new SignallingSession(client, joinService, sendQueue(socketWriter), writer);
        sockets.put(socket, client.login());
        signalling.opened(deviceVersion, batonVersion);
        // The state may have changed since the check before the upgrade.
        if (deactivating) {
            socket.close(SERVICE_RESTART, "signalling is being replaced");
        } else if (sockets.size() > maxSockets) {
            socket.close(TRY_AGAIN_LATER, "too many sockets are open");
        } else if (!joinService.isCurrent(client.login())) {
            socket.close(LOGIN_ENDED, "login ended");
        }
        return signalling;
    }

    /** Closes the sockets of logins that have ended. An offer on one is refused already, by the check of its login. */
    @Override
    public CompletionStage<?> loginsEnded() {
        sockets.forEach((socket, login) -> {
            if (!joinService.isCurrent(login)) {
                socket.close(LOGIN_ENDED, "login ended");
            }
        });
        return CompletableFuture.completedFuture(null);
    }

    private SendQueue sendQueue(SocketWriter socketWriter) {
        return new SendQueue(socketWriter, joinService.loop(), () -> joinService.time(Setting.WEB_SOCKET_WRITE));
    }

    private void socketClosed(JettySocket socket) {
        sockets.remove(socket);
    }
}
