// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import io.baton.ratelimit.Budget;
import io.baton.ratelimit.RateLimiter;
import io.baton.session.AddressGroup;
import io.baton.session.Login;
import io.baton.session.Roster;
import io.baton.session.SessionCoordinator;
import io.baton.session.Setting;
import io.baton.shared.http.DeclaredAccess;
import io.baton.video.Screenshot;
import io.baton.video.ScreenshotException;
import io.baton.video.Screenshots;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
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
 * Answers {@code GET /device/screenshot}: what the target shows now, as PNG or JPEG. A client that would have to wait
 * for admission as a session gets no picture either.
 */
@Component(
        service = Servlet.class,
        configurationPid = SignallingConfig.PID,
        property = DeclaredAccess.PROPERTY + "=/device/screenshot " + DeclaredAccess.LOGIN)
@HttpWhiteboardServletPattern("/device/screenshot")
public final class ScreenshotServlet extends HttpServlet {

    /** Pictures that are made or on their way to a client; a slow client keeps one of them. */
    static final int MAX_UNDER_WAY = 2;

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger("signalling.websocket");
    private static final int DEFAULT_QUALITY = 85;
    private static final int MIN_WIDTH = 16;
    private static final int MAX_WIDTH = 8192;
    private static final int MAX_QUALITY = 100;
    private static final Duration RETRY = Duration.ofSeconds(1);

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    transient volatile @Nullable Screenshots screenshots;

    private final transient JoinService services;
    private final transient BrowserCookie cookie;
    private final transient OriginPolicy originPolicy;
    private final transient HttpResponses responses;
    private final transient Semaphore underWay = new Semaphore(MAX_UNDER_WAY);

    @Activate
    public ScreenshotServlet(
            @Reference JoinService services, @Reference BrowserCookie cookie, SignallingConfig config) {
        this(services, cookie, List.of(config.allowedHosts()), new SecureRandom());
    }

    ScreenshotServlet(JoinService services, BrowserCookie cookie, List<String> hosts, RandomGenerator random) {
        this.services = services;
        this.cookie = cookie;
        originPolicy = new OriginPolicy(hosts);
        responses = new HttpResponses(new FrameWriter(random));
    }

    /** What a client asks for. */
    private record Wanted(Screenshots.Format format, int quality, int maxWidth) {}

    /** The request is refused. */
    private static final class RefusedException extends Exception {

        private static final long serialVersionUID = 1L;
        private final transient Problem problem;

        RefusedException(Problem problem) {
            super(problem.code());
            this.problem = problem;
        }
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
        if (responses.refused(originPolicy, request, response)) {
            return;
        }
        try {
            if (!request.getMethod().equals("GET")) {
                response.setHeader("Allow", "GET");
                throw new RefusedException(
                        new Problem(405, "wrong_method", "Use GET for this address.", Duration.ZERO));
            }
            Wanted wanted = wanted(request);
            authorize(request);
            serve(wanted, response);
        } catch (RefusedException e) {
            responses.problem(response, e.problem);
        }
    }

    private void serve(Wanted wanted, HttpServletResponse response) throws RefusedException {
        if (!underWay.tryAcquire()) {
            throw new RefusedException(busy());
        }
        try {
            Screenshot made = make(wanted);
            response.setContentType(made.mediaType());
            response.setContentLengthLong(made.size());
            response.setHeader("Cache-Control", "no-store");
            response.setHeader("X-Content-Type-Options", "nosniff");
            for (byte[] part : made.parts()) {
                response.getOutputStream().write(part);
            }
        } catch (IOException e) {
            LOG.debug("response not taken cause={}", e.toString());
        } finally {
            underWay.release();
        }
    }

    private Screenshot make(Wanted wanted) throws RefusedException {
        Screenshots present = screenshots;
        if (present == null) {
            throw new RefusedException(Problem.unavailable());
        }
        try {
            return present.take(wanted.format, wanted.quality, wanted.maxWidth);
        } catch (ScreenshotException e) {
            LOG.debug("screenshot refused reason={} cause={}", e.reason(), e.getMessage());
            throw new RefusedException(
                    switch (e.reason()) {
                        case NO_SIGNAL ->
                            new Problem(
                                    503,
                                    "no_signal",
                                    "The target sends no picture. It may be off, asleep or unplugged.",
                                    Duration.ZERO);
                        case BUSY -> busy();
                        case NO_FRAME, FAILED -> Problem.unavailable();
                        case TOO_LARGE ->
                            new Problem(
                                    413,
                                    "too_large",
                                    "The picture is too large. Ask for JPEG, or for a smaller maxWidth.",
                                    Duration.ZERO);
                    });
        }
    }

    private static Problem busy() {
        return new Problem(503, "busy", "Other pictures are being made. Try again.", RETRY);
    }

    private void authorize(HttpServletRequest request) throws RefusedException {
        LoginCheck check = LoginCheck.of(services.authenticator, request, cookie);
        Login login = check.login();
        if (login == null) {
            throw new RefusedException(check.refusal());
        }
        SessionCoordinator coordinator = services.coordinator;
        RateLimiter limiter = services.limiter;
        if (coordinator == null || limiter == null) {
            throw new RefusedException(Problem.unavailable());
        }
        if (!mayView(login, coordinator.roster())) {
            throw new RefusedException(Problem.forbidden(
                    "not_allowed", "Sessions of this device wait for admission. Yours is not admitted."));
        }
        String caller = login.user().isEmpty() ? AddressGroup.of(request.getRemoteAddr()) : "user " + login.user();
        long wait = limiter.take(Budget.SCREENSHOT, caller);
        if (wait > 0) {
            throw new RefusedException(Problem.rateLimited(Duration.ofMillis(wait)));
        }
    }

    /** Whether a session of this login would be, or is, shown the video. */
    static boolean mayView(Login login, Roster roster) {
        boolean free = !roster.settings().is(Setting.REQUIRE_APPROVAL)
                && !roster.settings().is(Setting.REQUIRE_NICKNAME);
        return free
                || login.isAdminAccount()
                || roster.sessions().stream()
                        .anyMatch(
                                session -> session.admitted() && session.login().sameLogin(login));
    }

    private static Wanted wanted(HttpServletRequest request) throws RefusedException {
        return new Wanted(
                format(request),
                number(request, "quality", 1, MAX_QUALITY, DEFAULT_QUALITY),
                number(request, "maxWidth", MIN_WIDTH, MAX_WIDTH, MAX_WIDTH));
    }

    private static Screenshots.Format format(HttpServletRequest request) throws RefusedException {
        String named = request.getParameter("format");
        if (named == null) {
            String accepted = String.valueOf(request.getHeader("Accept")).toLowerCase(Locale.ROOT);
            boolean jpeg = accepted.contains("image/jpeg") && !accepted.contains("image/png");
            return jpeg ? Screenshots.Format.JPEG : Screenshots.Format.PNG;
        }
        return switch (named) {
            case "png" -> Screenshots.Format.PNG;
            case "jpeg" -> Screenshots.Format.JPEG;
            default -> throw new RefusedException(Problem.badRequest("bad_value", "format must be png or jpeg."));
        };
    }

    private static int number(HttpServletRequest request, String name, int least, int most, int otherwise)
            throws RefusedException {
        String text = request.getParameter(name);
        if (text == null) {
            return otherwise;
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            LOG.debug("not a number name={}", name);
        }
        throw new RefusedException(
                Problem.badRequest("bad_value", name + " must be a whole number within " + least + "–" + most + "."));
    }
}
