// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import io.baton.auth.Credentials;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of a request that {@link ConsolePolicy} looks at. Texts that the request does not have are empty.
 *
 * @param method the HTTP method
 * @param path the decoded path, with that of the console's context
 * @param secure whether it came over TLS
 * @param host the Host header
 * @param origin the Origin header
 * @param referer the Referer header
 * @param fetchSite the Sec-Fetch-Site header (Fetch Metadata)
 * @param accept the Accept header
 * @param credentials what it presents as proof of a login
 */
record ConsoleRequest(
        String method,
        String path,
        boolean secure,
        String host,
        String origin,
        String referer,
        String fetchSite,
        String accept,
        Credentials credentials) {

    private static final Set<String> SAFE = Set.of("GET", "HEAD");

    static ConsoleRequest of(HttpServletRequest request) {
        return new ConsoleRequest(
                request.getMethod(),
                text(request.getContextPath()) + text(request.getServletPath()) + text(request.getPathInfo()),
                request.isSecure(),
                text(request.getHeader("Host")),
                text(request.getHeader("Origin")),
                text(request.getHeader("Referer")),
                text(request.getHeader("Sec-Fetch-Site")),
                text(request.getHeader("Accept")),
                Credentials.of(
                        Collections.list(request.getHeaders("Cookie")), text(request.getHeader("Authorization"))));
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    /** Whether the request changes nothing, by the method's definition (RFC 9110, section 9.2.1). */
    boolean isSafe() {
        return SAFE.contains(method);
    }

    /** Whether a browser opens a page, so that a redirect helps its user. */
    boolean isNavigation() {
        return isSafe() && accept.contains("text/html");
    }

    /**
     * Whether a page of this device sent the request, as its browser tells it. A browser that sends none of the three
     * headers with a form gives no proof. Over TLS only an {@code https} origin is the device's own; without, both are,
     * as a proxy may end TLS.
     */
    boolean isSentByOwnPage() {
        if (!origin.isEmpty()) {
            return isOwn(origin);
        }
        if (!fetchSite.isEmpty()) {
            return fetchSite.equals("same-origin");
        }
        int pathStart = referer.indexOf('/', "https://".length());
        return pathStart > 0 && isOwn(referer.substring(0, pathStart));
    }

    private boolean isOwn(String candidate) {
        String lower = candidate.toLowerCase(Locale.ROOT);
        String authority = "://" + host.toLowerCase(Locale.ROOT);
        return !host.isEmpty() && (lower.equals("https" + authority) || (!secure && lower.equals("http" + authority)));
    }
}
