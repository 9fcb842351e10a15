// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import io.baton.session.Setting;
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
import java.util.random.RandomGenerator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletAsyncSupported;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** The few HTTP answers a client needs before, or instead of, the socket. */
@Component(service = Servlet.class, configurationPid = SignallingConfig.PID)
@HttpWhiteboardServletPattern({"/device", "/device/status", "/webrtc/session", "/robots.txt"})
@HttpWhiteboardServletAsyncSupported
public final class DeviceServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final byte[] ROBOTS = "User-agent: *\nDisallow: /\n".getBytes(StandardCharsets.US_ASCII);

    private final transient JoinService reception;
    private final transient OriginPolicy gate;
    private final transient FrameReader reader = new FrameReader();
    private final transient FrameWriter writer;
    private final transient HttpResponses replies;
    private final transient BrowserCookie cookie;
    private final String deviceId;
    private final boolean loopbackOnly;

    @Activate
    public DeviceServlet(@Reference JoinService reception, SignallingConfig config) {
        this(reception, List.of(config.allowedHosts()), config.deviceId(), config.loopbackOnly(), new SecureRandom());
    }

    DeviceServlet(
            JoinService reception, List<String> hosts, String deviceId, boolean loopbackOnly, RandomGenerator random) {
        this.writer = new FrameWriter(random);
        this.replies = new HttpResponses(writer);
        this.cookie = new BrowserCookie(random);
        this.reception = reception;
        this.gate = new OriginPolicy(hosts);
        this.deviceId = deviceId;
        this.loopbackOnly = loopbackOnly;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (replies.refused(gate, request, response)) {
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
            case "/device" -> {
                cookie.give(request, response);
                answer(response, "application/json", writer.device(deviceId, loopbackOnly));
            }
            case "/device/status" -> answer(response, "application/json", writer.status());
            case "/robots.txt" -> answer(response, "text/plain;charset=utf-8", ROBOTS);
            default -> wrongMethod(response, "POST");
        }
    }

    private static void answer(HttpServletResponse response, String type, byte[] body) {
        HttpResponses.sendToWhoeverStays(response, 200, type, body);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.getServletPath().equals("/webrtc/session")) {
            wrongMethod(response, "GET");
            return;
        }
        String type = request.getContentType();
        if (type != null && !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            replies.problem(
                    response, new Problem(415, "not_json", "Send the offer as application/json.", Duration.ZERO));
            return;
        }
        if (request.getContentLengthLong() > FrameReader.MAX_FRAME) {
            replies.problem(response, PostedOffer.tooLarge());
            return;
        }
        cookie.give(request, response);
        new PostedOffer(
                        request.startAsync(),
                        request.getInputStream(),
                        reception.loop(),
                        reception.time(Setting.WEB_SOCKET_WRITE),
                        new Caller(ClientInfo.of(request)))
                .begin();
    }

    /** What becomes of a posted body. */
    private final class Caller implements PostedOffer.Next {

        private final ClientInfo visitor;

        Caller(ClientInfo visitor) {
            this.visitor = visitor;
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
            Runnable timer = reception
                    .loop()
                    .after(reception.time(Setting.WEB_SOCKET_WRITE), () -> posted.refuse(Problem.away()));
            reception.join(visitor, offer, null, seated -> {}).whenComplete((welcome, failure) -> {
                timer.run();
                posted.answer(failure == null ? welcome : new NegotiationResult.Refused(Problem.ours()));
            });
        }

        @Override
        public void write(HttpServletResponse response, NegotiationResult welcome) throws IOException {
            switch (welcome) {
                case NegotiationResult.Answered answered ->
                    HttpResponses.json(
                            response, writer.session(answered.answer().sdp(), answered.seated(), reception.settings()));
                case NegotiationResult.Attached attached -> replies.problem(response, Problem.ours());
                case NegotiationResult.Refused refused -> replies.problem(response, refused.problem());
            }
        }

        @Override
        public void untold(NegotiationResult welcome) {
            reception.abandon(welcome);
        }
    }

    private void wrongMethod(HttpServletResponse response, String allowed) {
        response.setHeader("Allow", allowed);
        replies.problem(
                response, new Problem(405, "wrong_method", "Use " + allowed + " for this address.", Duration.ZERO));
    }
}
