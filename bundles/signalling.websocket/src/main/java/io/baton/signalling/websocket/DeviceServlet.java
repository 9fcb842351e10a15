// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import io.baton.auth.Authenticator;
import io.baton.session.Login;
import io.baton.session.Setting;
import io.baton.shared.http.DeclaredAccess;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletAsyncSupported;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** Answers the plain HTTP requests of clients: device information and the posted offer. */
@Component(
        service = Servlet.class,
        configurationPid = SignallingConfig.PID,
        property = {
            DeclaredAccess.PROPERTY + "=/device " + DeclaredAccess.LOGIN,
            DeclaredAccess.PROPERTY + "=/device/status " + DeclaredAccess.PUBLIC,
            DeclaredAccess.PROPERTY + "=/webrtc/session " + DeclaredAccess.LOGIN,
            DeclaredAccess.PROPERTY + "=/cloud/state " + DeclaredAccess.LOGIN,
            DeclaredAccess.PROPERTY + "=/robots.txt " + DeclaredAccess.PUBLIC
        })
@HttpWhiteboardServletPattern({"/device", "/device/status", "/webrtc/session", "/cloud/state", "/robots.txt"})
@HttpWhiteboardServletAsyncSupported
public final class DeviceServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final byte[] ROBOTS = "User-agent: *\nDisallow: /\n".getBytes(StandardCharsets.US_ASCII);

    /** Framework property: the id of the device, which the launcher provides. */
    private static final String DEVICE_ID = "baton.device.id";

    private static final byte[] NO_CLOUD = "{\"connected\":false}".getBytes(StandardCharsets.US_ASCII);

    private final transient JoinService joinService;
    private final transient OriginPolicy originPolicy;
    private final transient FrameReader reader = new FrameReader();
    private final transient FrameWriter writer;
    private final transient HttpResponses responses;
    private final transient BrowserCookie cookie;
    private final String deviceId;
    private final boolean loopbackOnly;

    @Activate
    public DeviceServlet(
            BundleContext context,
            @Reference JoinService joinService,
            @Reference BrowserCookie cookie,
            SignallingConfig config) {
        this(
                joinService,
                cookie,
                List.of(config.allowedHosts()),
                Objects.requireNonNullElse(context.getProperty(DEVICE_ID), "baton"),
                config.loopbackOnly(),
                new SecureRandom());
    }

    DeviceServlet(
            JoinService joinService,
            BrowserCookie cookie,
            List<String> hosts,
            String deviceId,
            boolean loopbackOnly,
            RandomGenerator random) {
        this.writer = new FrameWriter(random);
        this.responses = new HttpResponses(writer);
        this.cookie = cookie;
        this.joinService = joinService;
        this.originPolicy = new OriginPolicy(hosts);
        this.deviceId = deviceId;
        this.loopbackOnly = loopbackOnly;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (responses.refused(originPolicy, request, response)) {
            return;
        }
        switch (request.getMethod()) {
            case "GET", "HEAD" -> doGet(request, response);
            case "POST" -> doPost(request, response);
            default -> wrongMethod(response, request.getServletPath().equals("/webrtc/session") ? "POST" : "GET");
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        switch (request.getServletPath()) {
            case "/device" -> device(request, response);
            case "/device/status" -> status(response);
            case "/cloud/state" -> cloud(request, response);
            case "/robots.txt" -> answer(response, "text/plain;charset=utf-8", ROBOTS);
            default -> wrongMethod(response, "POST");
        }
    }

    private void device(HttpServletRequest request, HttpServletResponse response) {
        LoginCheck check = LoginCheck.of(joinService.authenticator, request, cookie);
        Problem problem = check.problem();
        if (problem != null) {
            responses.problem(response, problem);
            return;
        }
        cookie.issue(request, response);
        answer(response, "application/json", writer.device(check.mode(), deviceId, loopbackOnly));
    }

    /** No service of a maker finds this device. */
    private void cloud(HttpServletRequest request, HttpServletResponse response) {
        LoginCheck check = LoginCheck.of(joinService.authenticator, request, cookie);
        Problem problem = check.problem();
        if (problem != null) {
            responses.problem(response, problem);
        } else {
            answer(response, "application/json", NO_CLOUD);
        }
    }

    private void status(HttpServletResponse response) {
        Authenticator authenticator = joinService.authenticator;
        if (authenticator == null) {
            responses.problem(response, Problem.unavailable());
        } else {
            answer(response, "application/json", writer.status(authenticator.mode()));
        }
    }

    private static void answer(HttpServletResponse response, String type, byte[] body) {
        HttpResponses.sendBestEffort(response, 200, type, body);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.getServletPath().equals("/webrtc/session")) {
            wrongMethod(response, "GET");
            return;
        }
        LoginCheck check = LoginCheck.of(joinService.authenticator, request, cookie);
        Login login = check.login();
        if (login == null) {
            responses.problem(response, check.refusal());
            return;
        }
        String type = request.getContentType();
        if (type != null && !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            responses.problem(
                    response, new Problem(415, "not_json", "Send the offer as application/json.", Duration.ZERO));
            return;
        }
        if (request.getContentLengthLong() > FrameReader.MAX_FRAME) {
            responses.problem(response, PostedOffer.tooLarge());
            return;
        }
        cookie.issue(request, response);
        new PostedOffer(
                        request.startAsync(),
                        request.getInputStream(),
                        joinService.loop(),
                        joinService.time(Setting.WEB_SOCKET_WRITE),
                        new Caller(ClientInfo.of(request, login)))
                .begin();
    }

    /** Joins the client that posted an offer. */
    private final class Caller implements PostedOffer.Handler {

        private final ClientInfo client;

        Caller(ClientInfo client) {
            this.client = client;
        }

        @Override
        public void body(PostedOffer posted, String text) {
            switch (reader.session(text)) {
                case ClientFrame.Offer offer -> join(posted, offer);
                case ClientFrame.Bad bad -> posted.refuse(bad.problem());
                case ClientFrame other -> posted.refuse(Problem.badRequest("bad_offer", "This is no offer."));
            }
        }

        private void join(PostedOffer posted, ClientFrame.Offer offer) {
            Runnable timer = joinService
                    .loop()
                    .after(joinService.time(Setting.WEB_SOCKET_WRITE), () -> posted.refuse(Problem.unavailable()));
            joinService.join(client, offer, null, accepted -> {}).whenComplete((result, failure) -> {
                timer.run();
                posted.answer(failure == null ? result : new NegotiationResult.Refused(Problem.internalError()));
            });
        }

        @Override
        public void write(HttpServletResponse response, NegotiationResult result) throws IOException {
            switch (result) {
                case NegotiationResult.Answered answered ->
                    HttpResponses.json(
                            response,
                            writer.session(answered.answer().sdp(), answered.accepted(), joinService.settings()));
                case NegotiationResult.Attached attached -> responses.problem(response, Problem.internalError());
                case NegotiationResult.Refused refused -> responses.problem(response, refused.problem());
            }
        }

        @Override
        public void undelivered(NegotiationResult result) {
            joinService.abandon(result);
        }
    }

    private void wrongMethod(HttpServletResponse response, String allowed) {
        response.setHeader("Allow", allowed);
        responses.problem(
                response, new Problem(405, "wrong_method", "Use " + allowed + " for this address.", Duration.ZERO));
    }
}
