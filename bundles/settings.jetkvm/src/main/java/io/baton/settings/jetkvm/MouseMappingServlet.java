// SPDX-License-Identifier: Apache-2.0
package io.baton.settings.jetkvm;

import io.baton.auth.Authenticator;
import io.baton.auth.Credentials;
import io.baton.rpc.RpcException;
import io.baton.session.Login;
import io.baton.session.Role;
import io.baton.shared.http.DeclaredAccess;
import io.baton.shared.http.ProblemDocument;
import io.baton.shared.json.JsonCodec;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code /mouse-mapping}, by which a program on the target tells where the captured screen is when its screens
 * change: {@code GET} for every login, {@code POST} for administrators.
 *
 * <p>Threading. The container's threads; a change blocks one until it is kept.
 */
@Component(
        service = Servlet.class,
        property = DeclaredAccess.PROPERTY + "=" + MouseMappingServlet.PATH + " " + DeclaredAccess.LOGIN)
@HttpWhiteboardServletPattern(MouseMappingServlet.PATH)
public final class MouseMappingServlet extends HttpServlet {

    static final String PATH = "/mouse-mapping";

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger("settings.jetkvm");
    private static final int MAX_BODY = 4_096;
    private static final JsonCodec JSON = new JsonCodec(new JsonCodec.Limits(MAX_BODY, 4, 20, 64));

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    transient volatile @Nullable Authenticator authenticator;

    private final transient JetKvmSettings settings;
    private final transient RandomGenerator random = new SecureRandom();

    @Activate
    public MouseMappingServlet(@Reference JetKvmSettings settings) {
        this.settings = settings;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Authenticator present = authenticator;
        if (present == null) {
            refuse(response, 503, "temporarily_unavailable", "Logins are being replaced. Try again.");
            return;
        }
        String authorization = request.getHeader("Authorization");
        Optional<Login> login = present.authenticate(Credentials.of(
                Collections.list(request.getHeaders("Cookie")), authorization == null ? "" : authorization));
        if (login.isEmpty()) {
            refuse(response, 401, "login_required", "Unauthorized");
            return;
        }
        switch (request.getMethod()) {
            case "GET", "HEAD" -> send(response, 200, "application/json", JSON.text(settings.pointerMapping()));
            case "POST" -> change(request, response, login.get());
            default -> {
                response.setHeader("Allow", "GET, HEAD, POST");
                refuse(response, 405, "wrong_method", "Use GET or POST for this address.");
            }
        }
    }

    private void change(HttpServletRequest request, HttpServletResponse response, Login login) throws IOException {
        if (login.role() != Role.ADMIN) {
            refuse(response, 403, "not_allowed", "Only an administrator may do this.");
            return;
        }
        byte[] body = request.getInputStream().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            refuse(response, 413, "too_large", "The body is larger than 4 KiB.");
            return;
        }
        try {
            settings.changePointerMapping(JSON.readObject(body), login.user(), request.getRemoteAddr());
            send(response, 200, "application/json", JSON.text(Map.of("status", "ok")));
        } catch (RpcException e) {
            refuse(response, 400, "bad_value", e.data() + ".");
        } catch (IllegalArgumentException e) {
            LOG.debug("mapping malformed cause={}", e.toString());
            refuse(response, 400, "malformed_json", "Send one JSON object.");
        }
    }

    private void refuse(HttpServletResponse response, int status, String code, String message) throws IOException {
        String json =
                new ProblemDocument(status, code, message, Duration.ZERO).json(String.format("%08x", random.nextInt()));
        send(response, status, ProblemDocument.TYPE, json);
    }

    private static void send(HttpServletResponse response, int status, String type, String body) throws IOException {
        response.setStatus(status);
        response.setContentType(type);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    }
}
