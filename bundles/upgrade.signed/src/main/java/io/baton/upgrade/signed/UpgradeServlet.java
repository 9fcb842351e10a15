// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import io.baton.auth.Authenticator;
import io.baton.auth.Credentials;
import io.baton.session.Login;
import io.baton.session.Role;
import io.baton.shared.http.DeclaredAccess;
import io.baton.shared.http.ProblemDocument;
import io.baton.shared.json.JsonCodec;
import io.baton.upgrade.UpgradeException;
import io.baton.upgrade.UpgradeService;
import io.baton.upgrade.UpgradeStatus;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 * Upgrades over HTTP, for administrators. A change that another site caused is refused: by the fetch metadata that
 * browsers send, and by the content type of a file, which no form can send.
 *
 * <p>Threading. The container's threads; an upload blocks one for as long as it takes.
 */
@Component(
        service = Servlet.class,
        property = {
            DeclaredAccess.PROPERTY + "=/baton/upgrade " + DeclaredAccess.ADMIN,
            DeclaredAccess.PROPERTY + "=/baton/upgrade/* " + DeclaredAccess.ADMIN
        })
@HttpWhiteboardServletPattern({"/baton/upgrade", "/baton/upgrade/*"})
public final class UpgradeServlet extends HttpServlet {

    static final String FILE = "application/octet-stream";

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger("upgrade.signed");
    private static final JsonCodec JSON = new JsonCodec(new JsonCodec.Limits(1024 * 1024, 8, 32, 64));
    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");
    private static final int HISTORY = 50;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    transient volatile @Nullable Authenticator authenticator;

    private final transient UpgradeService upgrades;
    private final transient RandomGenerator random;

    @Activate
    public UpgradeServlet(@Reference UpgradeService upgrades) {
        this(upgrades, new SecureRandom());
    }

    UpgradeServlet(UpgradeService upgrades, RandomGenerator random) {
        this.upgrades = upgrades;
        this.random = random;
    }

    /** A refusal that is no upgrade's. */
    private record Refused(int status, String code, String message) {}

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String rest = request.getPathInfo();
        String path = rest == null ? "" : rest;
        String method = "HEAD".equals(request.getMethod()) ? "GET" : request.getMethod();
        String allowed = switch (path) {
            case "" -> "GET, POST";
            case "/plan", "/rollback" -> "POST";
            case "/history" -> "GET";
            default -> "";
        };
        if (allowed.isEmpty()) {
            response.setStatus(404);
            return;
        }
        if (!List.of(allowed.split(", ", -1)).contains(method)) {
            response.setHeader("Allow", allowed);
            refuse(response, new Refused(405, "wrong_method", "Use " + allowed + " for this address."));
            return;
        }
        Authenticator present = authenticator;
        if (present == null) {
            refuse(response, new Refused(503, "temporarily_unavailable", "Logins are being replaced. Try again."));
            return;
        }
        Optional<Login> login = present.authenticate(credentials(request));
        Optional<Refused> refused = refusal(request, path, method, login);
        if (refused.isPresent() || login.isEmpty()) {
            refuse(response, refused.orElse(new Refused(401, "login_required", "Unauthorized")));
            return;
        }
        try {
            answer(request, response, method + path, login.get());
        } catch (UpgradeException e) {
            refuse(
                    response,
                    new Refused(e.reason().httpStatus(), e.reason().wireName(), String.valueOf(e.getMessage())));
        }
    }

    private static Credentials credentials(HttpServletRequest request) {
        String authorization = request.getHeader("Authorization");
        return Credentials.of(
                Collections.list(request.getHeaders("Cookie")), authorization == null ? "" : authorization);
    }

    private static Optional<Refused> refusal(
            HttpServletRequest request, String path, String method, Optional<Login> login) {
        if (login.isEmpty()) {
            return Optional.of(new Refused(401, "login_required", "Unauthorized"));
        }
        if (login.get().role() != Role.ADMIN) {
            return Optional.of(new Refused(403, "not_allowed", "Only an administrator may do this."));
        }
        if (method.equals("GET")) {
            return Optional.empty();
        }
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !OWN_SITE.contains(site)) {
            return Optional.of(new Refused(403, "foreign_origin", "A page from elsewhere may not use this device."));
        }
        String type = request.getContentType();
        String expected = path.equals("/rollback") ? "application/json" : FILE;
        return type == null || !type.startsWith(expected)
                ? Optional.of(new Refused(415, "wrong_type", "Send the body as " + expected + "."))
                : Optional.empty();
    }

    private void answer(HttpServletRequest request, HttpServletResponse response, String what, Login login)
            throws IOException, UpgradeException {
        switch (what) {
            case "GET" -> write(response, 200, StatusCodec.members(upgrades.status()));
            case "GET/history" ->
                write(
                        response,
                        200,
                        Map.of(
                                "attempts",
                                upgrades.history(HISTORY).stream()
                                        .map(StatusCodec::members)
                                        .toList()));
            case "POST/plan" -> write(response, 200, StatusCodec.members(upgrades.plan(request.getInputStream())));
            case "POST/rollback" -> accepted(response, upgrades.rollBack(login));
            default -> accepted(response, upgrades.install(request.getInputStream(), login));
        }
    }

    private static void accepted(HttpServletResponse response, UpgradeStatus status) {
        write(response, 202, StatusCodec.members(status));
    }

    private void refuse(HttpServletResponse response, Refused refused) {
        Map<String, Object> members = new ProblemDocument(
                        refused.status(), refused.code(), refused.message(), Duration.ZERO)
                .members(String.format("%08x", random.nextInt()));
        write(response, refused.status(), members, ProblemDocument.TYPE);
    }

    private static void write(HttpServletResponse response, int status, Map<String, Object> members) {
        write(response, status, members, "application/json");
    }

    private static void write(HttpServletResponse response, int status, Map<String, Object> members, String type) {
        response.setStatus(status);
        response.setContentType(type);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        try {
            response.getOutputStream().write(JSON.bytes(members));
        } catch (IOException e) {
            LOG.debug("response not taken cause={}", e.toString());
        }
    }
}
