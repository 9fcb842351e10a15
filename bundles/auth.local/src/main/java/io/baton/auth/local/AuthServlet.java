// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import io.baton.auth.Credentials;
import io.baton.shared.http.DeclaredAccess;
import io.baton.shared.http.ProblemDocument;
import io.baton.shared.json.JsonCodec;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletAsyncSupported;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the endpoints of logins and accounts. A request that another site caused is refused even without the origin
 * policy of signalling: by the fetch metadata that browsers send, and by the content type, which no form can send.
 */
@Component(
        service = Servlet.class,
        // the public ones are there to log in
        property = {
            DeclaredAccess.PROPERTY + "=/accounts " + DeclaredAccess.ADMIN,
            DeclaredAccess.PROPERTY + "=/auth/* " + DeclaredAccess.LOGIN,
            DeclaredAccess.PROPERTY + "=/auth/link " + DeclaredAccess.PUBLIC,
            DeclaredAccess.PROPERTY + "=/auth/links " + DeclaredAccess.ADMIN,
            DeclaredAccess.PROPERTY + "=/auth/login-local " + DeclaredAccess.PUBLIC,
            DeclaredAccess.PROPERTY + "=/device/setup " + DeclaredAccess.PUBLIC
        })
@HttpWhiteboardServletPattern({"/auth/*", "/accounts", "/device/setup"})
@HttpWhiteboardServletAsyncSupported
public final class AuthServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger("auth.local");
    private static final JsonCodec JSON = new JsonCodec(new JsonCodec.Limits(64 * 1024, 8, 32, 64));
    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");
    private static final int MAX_AGENT = 128;

    private final transient AuthComponent component;

    @Activate
    public AuthServlet(@Reference AuthComponent component) {
        this.component = component;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Endpoints endpoints = component.endpoints();
        String path = path(request);
        String method = "HEAD".equals(request.getMethod()) ? "GET" : request.getMethod();
        Set<String> methods = endpoints.methods(path);
        if (methods.isEmpty()) {
            // without a body, as the protocol has it
            response.setStatus(404);
            return;
        }
        if (!methods.contains(method)) {
            String allowed = String.join(", ", methods);
            response.setHeader("Allow", allowed);
            write(request, response, Reply.refused(405, "wrong_method", "Use " + allowed + " for this address."));
            return;
        }
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !OWN_SITE.contains(site)) {
            write(
                    request,
                    response,
                    Reply.refused(403, "foreign_origin", "A page from elsewhere may not use this device."));
            return;
        }
        String type = request.getContentType();
        if (type != null && !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            write(request, response, Reply.refused(415, "not_json", "Send the body as application/json."));
            return;
        }
        Caller caller = caller(request);
        JsonBody.read(
                request,
                body -> endpoints.answer(method, path, caller, body),
                reply -> write(request, response, reply));
    }

    private static String path(HttpServletRequest request) {
        String rest = request.getPathInfo();
        return rest == null ? request.getServletPath() : request.getServletPath() + rest;
    }

    private static Caller caller(HttpServletRequest request) {
        String agent = request.getHeader("User-Agent");
        String authorization = request.getHeader("Authorization");
        return new Caller(
                request.getRemoteAddr(),
                request.getHeader("Forwarded") != null
                        || request.getHeader("X-Forwarded-For") != null
                        || request.getHeader("X-Real-IP") != null,
                agent == null ? "" : agent.substring(0, Math.min(MAX_AGENT, agent.length())),
                Credentials.of(
                        Collections.list(request.getHeaders("Cookie")), authorization == null ? "" : authorization));
    }

    private void write(HttpServletRequest request, HttpServletResponse response, Reply reply) {
        Map<String, Object> members = new LinkedHashMap<>(reply.body());
        if (reply.isRefused()) {
            members.put("correlationId", component.correlationId());
        }
        byte[] body = JSON.bytes(members);
        response.setStatus(reply.status());
        response.setContentType(reply.isRefused() ? ProblemDocument.TYPE : "application/json");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        if (reply.retryAfter().isPositive()) {
            response.setHeader("Retry-After", Long.toString(ProblemDocument.seconds(reply.retryAfter())));
        }
        String cookie = reply.cookie();
        if (cookie != null) {
            response.addHeader("Set-Cookie", cookie(cookie, request.isSecure()));
        }
        // without a length: the container adds it, and "Connection: close" if it could not read the request's body
        try {
            response.getOutputStream().write(body);
        } catch (IOException e) {
            LOG.debug("response not taken cause={}", e.toString());
        }
    }

    /** The name comes first and the header is one, as some of JetKVM's clients read it. */
    private String cookie(@Nullable String value, boolean secure) {
        String age = value == null || value.isEmpty()
                ? "0"
                : Long.toString(component.loginLifetime().toSeconds());
        return Credentials.COOKIE + "=" + value + "; Path=/; Max-Age=" + age + "; HttpOnly; SameSite=Strict"
                + (secure ? "; Secure" : "");
    }
}
