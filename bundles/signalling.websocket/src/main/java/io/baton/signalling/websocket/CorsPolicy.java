// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cross-origin resource sharing (Fetch standard, section 3.3): pages of the configured origins may call the device, by
 * their exact origin and without credentials of the browser. The Web Console is never shared. {@code /device/status} is
 * readable for every page, as in JetKVM.
 */
final class CorsPolicy {

    /** A comma-separated list that takes the place of the configured origins. */
    static final String VARIABLE = "BATON_CORS_ORIGINS";

    private static final Logger LOG = LoggerFactory.getLogger("signalling.websocket");

    private static final String STATUS = "/device/status";
    private static final String CONSOLE = "/system";
    private static final String METHODS = "GET, HEAD, POST, PUT, DELETE";
    private static final String HEADERS = "Authorization, Content-Type";
    private static final String EXPOSED = "Retry-After";
    private static final String MAX_AGE_SECONDS = "600";
    private static final int MAX_LOGGED = 200;

    private final Set<Origin> allowed;

    private CorsPolicy(Set<Origin> allowed) {
        this.allowed = Set.copyOf(allowed);
    }

    /**
     * Reads the allowed origins. An entry that is no exact HTTP origin, such as {@code *} or {@code null}, is left out
     * and logged.
     *
     * @param configured the setting {@code allowedOrigins}
     * @param environment the value of {@link #VARIABLE}, which takes precedence; null or blank for none
     */
    static CorsPolicy of(List<String> configured, @Nullable String environment) {
        List<String> texts =
                environment == null || environment.isBlank() ? configured : List.of(environment.split(",", -1));
        Set<Origin> origins = new LinkedHashSet<>();
        for (String text : texts) {
            String entry = text.strip();
            Optional<Origin> origin = Origin.parse(entry);
            origin.ifPresent(origins::add);
            if (origin.isEmpty() && !entry.isEmpty()) {
                LOG.warn(
                        "allowed origin ignored, not scheme://host[:port] value=\"{}\"",
                        entry.substring(0, Math.min(entry.length(), MAX_LOGGED)));
            }
        }
        if (!origins.isEmpty()) {
            LOG.info("pages of other origins allowed origins={}", origins);
        }
        return new CorsPolicy(origins);
    }

    /** Whether the request comes from a page of another origin that may call this path. */
    boolean admits(HttpServletRequest request, OriginPolicy.Request facts) {
        if (facts.origin() == null || OriginPolicy.isOwn(facts)) {
            return false;
        }
        return isStatus(request) || (!isConsole(request) && allowedOrigin(facts).isPresent());
    }

    /** Sets the headers by which a browser lets a page of another origin read the response. */
    void setHeaders(HttpServletRequest request, OriginPolicy.Request facts, HttpServletResponse response) {
        if (isStatus(request)) {
            response.setHeader("Access-Control-Allow-Origin", "*");
            response.setHeader("Access-Control-Allow-Methods", "GET, OPTIONS");
            response.setHeader("Access-Control-Allow-Headers", "Content-Type");
            return;
        }
        if (!allowed.isEmpty()) {
            response.addHeader("Vary", "Origin");
        }
        if (admits(request, facts)) {
            allowedOrigin(facts).ifPresent(origin -> {
                response.setHeader("Access-Control-Allow-Origin", origin.toString());
                response.setHeader("Access-Control-Expose-Headers", EXPOSED);
                if (isPreflight(request)) {
                    response.setHeader("Access-Control-Allow-Methods", METHODS);
                    response.setHeader("Access-Control-Allow-Headers", HEADERS);
                    response.setHeader("Access-Control-Max-Age", MAX_AGE_SECONDS);
                }
            });
        }
    }

    /** Whether a browser asks with this request if a page may make another one. */
    static boolean isPreflight(HttpServletRequest request) {
        return "OPTIONS".equals(request.getMethod()) && request.getHeader("Access-Control-Request-Method") != null;
    }

    private Optional<Origin> allowedOrigin(OriginPolicy.Request facts) {
        return Optional.ofNullable(facts.origin()).flatMap(Origin::parse).filter(allowed::contains);
    }

    private static boolean isStatus(HttpServletRequest request) {
        boolean reads = Set.of("GET", "HEAD", "OPTIONS").contains(request.getMethod());
        return reads && STATUS.equals(request.getRequestURI());
    }

    /** Compares the decoded path, so that no spelling of it gets around. */
    private static boolean isConsole(HttpServletRequest request) {
        String path = text(request.getServletPath()) + text(request.getPathInfo());
        return path.startsWith(CONSOLE);
    }

    private static String text(@Nullable String part) {
        return part == null ? "" : part;
    }
}
