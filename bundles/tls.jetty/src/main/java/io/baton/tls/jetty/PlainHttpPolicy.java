// SPDX-License-Identifier: Apache-2.0
package io.baton.tls.jetty;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of a request that came without TLS.
 *
 * @param mode {@link TlsConfig#REDIRECT}, {@link TlsConfig#SERVE} or {@link TlsConfig#OFF}
 * @param tls whether the device serves HTTPS
 * @param port the port of HTTPS
 */
record PlainHttpPolicy(String mode, boolean tls, int port) {

    private static final int HTTPS_PORT = 443;
    private static final Pattern HOST =
            Pattern.compile("([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(?::\\d{1,5})?");

    /** What becomes of a request. */
    sealed interface Verdict {

        record Serve() implements Verdict {}

        record Redirect(String location) implements Verdict {}

        record Refuse() implements Verdict {}
    }

    /**
     * The part of a request that the policy looks at.
     *
     * @param local the address it came in at
     * @param host the Host header
     * @param target path and query, as sent
     * @param fetchMode the Sec-Fetch-Mode header; null for none
     * @param accept the Accept header; null for none
     * @param upgrade the Upgrade header; null for none
     */
    record Request(
            String local,
            String method,
            @Nullable String host,
            String target,
            @Nullable String fetchMode,
            @Nullable String accept,
            @Nullable String upgrade) {}

    Verdict verdict(Request request) {
        if (mode.equals(TlsConfig.SERVE) || (!tls && !mode.equals(TlsConfig.OFF) && isLoopback(request.local()))) {
            return new Verdict.Serve();
        }
        if (mode.equals(TlsConfig.REDIRECT) && tls && isNavigation(request)) {
            return location(request).<Verdict>map(Verdict.Redirect::new).orElseGet(Verdict.Refuse::new);
        }
        return new Verdict.Refuse();
    }

    private Optional<String> location(Request request) {
        Matcher host = HOST.matcher(request.host() == null ? "" : request.host());
        boolean path = request.target().startsWith("/");
        return host.matches() && path
                ? Optional.of("https://" + host.group(1) + (port == HTTPS_PORT ? "" : ":" + port) + request.target())
                : Optional.empty();
    }

    /** Whether a browser shows the answer as a page. Calls of a page are not redirected: their content has leaked. */
    private static boolean isNavigation(Request request) {
        boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
        if (!reads || request.upgrade() != null) {
            return false;
        }
        if (request.fetchMode() != null) {
            return request.fetchMode().equals("navigate");
        }
        return request.accept() != null
                && request.accept().toLowerCase(Locale.ROOT).contains("text/html");
    }

    /** Whether a text is a loopback address. */
    static boolean isLoopback(String literal) {
        try {
            return InetAddress.ofLiteral(literal).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
