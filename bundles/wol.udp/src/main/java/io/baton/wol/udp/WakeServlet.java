// SPDX-License-Identifier: Apache-2.0
package io.baton.wol.udp;

import io.baton.auth.Authenticator;
import io.baton.auth.Credentials;
import io.baton.session.Login;
import io.baton.session.Mode;
import io.baton.session.Outcome;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.SessionCoordinator;
import io.baton.shared.http.DeclaredAccess;
import io.baton.shared.http.ProblemDocument;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collections;
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

/**
 * Answers {@code POST /device/send-wol/MAC}: sends a magic packet for a login whose session has control, or an
 * administrator's. Where the request has been before, host, origin, transport and the declared access are enforced; the
 * login is asked for again, because the audit names it.
 *
 * <p>Threading. The container's threads; sending a datagram does not wait for the network.
 */
@Component(
        service = Servlet.class,
        property = DeclaredAccess.PROPERTY + "=" + WakeServlet.PATH + "/* " + DeclaredAccess.LOGIN)
@HttpWhiteboardServletPattern(WakeServlet.PATH + "/*")
public final class WakeServlet extends HttpServlet {

    static final String PATH = "/device/send-wol";

    private static final long serialVersionUID = 1L;
    private static final Duration RETRY = Duration.ofSeconds(1);

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    transient volatile @Nullable Authenticator authenticator;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    transient volatile @Nullable SessionCoordinator coordinator;

    private final transient WakeMethods methods;
    private final transient RandomGenerator random = new SecureRandom();

    @Activate
    public WakeServlet(@Reference WakeMethods methods) {
        this.methods = methods;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.getMethod().equals("POST")) {
            response.setHeader("Allow", "POST");
            refuse(response, 405, "wrong_method", "Use POST for this address.", Duration.ZERO);
            return;
        }
        Authenticator presentAuthenticator = authenticator;
        SessionCoordinator presentCoordinator = coordinator;
        if (presentAuthenticator == null || presentCoordinator == null) {
            refuse(response, 503, "temporarily_unavailable", "A part is being replaced. Try again.", RETRY);
            return;
        }
        Optional<Login> login = presentAuthenticator.authenticate(credentials(request));
        if (login.isEmpty()) {
            refuse(response, 401, "login_required", "Unauthorized", Duration.ZERO);
        } else if (!mayWake(login.get(), presentCoordinator.roster())) {
            refuse(
                    response,
                    403,
                    "not_in_control",
                    "Only the session in control and administrators may do this.",
                    Duration.ZERO);
        } else {
            wake(request, response, login.get());
        }
    }

    /** Whether the login is an administrator's, or has a session in control. */
    static boolean mayWake(Login login, Roster roster) {
        return login.role() == Role.ADMIN
                || roster.sessions().stream()
                        .anyMatch(session -> roster.mode(session) == Mode.PRIMARY
                                && session.login().sameLogin(login));
    }

    private void wake(HttpServletRequest request, HttpServletResponse response, Login login) throws IOException {
        String inside = request.getPathInfo();
        Optional<MacAddress> mac = inside == null ? Optional.empty() : MacAddress.of(inside.substring(1));
        if (mac.isEmpty()) {
            text(response, 400, "Invalid mac address provided");
        } else if (methods.send(mac.get(), login.user(), request.getRemoteAddr()) instanceof Outcome.Refused refused) {
            text(response, 500, "Failed to send WOL: " + refused.message());
        } else {
            // JetKVM's words, with their space at the end
            text(response, 200, "WOL sent to " + mac.get().text() + " ");
        }
    }

    private static Credentials credentials(HttpServletRequest request) {
        String authorization = request.getHeader("Authorization");
        return Credentials.of(
                Collections.list(request.getHeaders("Cookie")), authorization == null ? "" : authorization);
    }

    private static void text(HttpServletResponse response, int status, String text) throws IOException {
        response.setStatus(status);
        response.setContentType("text/plain;charset=utf-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private void refuse(HttpServletResponse response, int status, String code, String message, Duration retryAfter)
            throws IOException {
        response.setStatus(status);
        response.setContentType(ProblemDocument.TYPE);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        if (retryAfter.isPositive()) {
            response.setHeader("Retry-After", Long.toString(ProblemDocument.seconds(retryAfter)));
        }
        String json =
                new ProblemDocument(status, code, message, retryAfter).json(String.format("%08x", random.nextInt()));
        response.getOutputStream().write(json.getBytes(StandardCharsets.UTF_8));
    }
}
