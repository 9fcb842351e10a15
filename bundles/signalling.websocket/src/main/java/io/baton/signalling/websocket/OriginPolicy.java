// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a request comes from a page of this device. A foreign page must not act for the user who has it open,
 * and a foreign name that resolves to this device (DNS rebinding) must not pass for it.
 */
final class OriginPolicy {

    private final Set<String> hosts;

    /** @param hosts names the device answers to, without port; empty for any */
    OriginPolicy(List<String> hosts) {
        this.hosts = hosts.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Checks a request's local address, host and origin.
     *
     * @param local the address the request came in at; while there is no login, only loopback is admitted, whatever the
     *     web server listens on
     * @param host the Host header
     * @param origin the Origin header; null for a client that is not a browser page
     */
    Optional<Problem> check(String local, @Nullable String host, @Nullable String origin) {
        return isLoopback(local)
                ? check(host, origin)
                : Optional.of(Problem.forbidden(
                        "loopback_only", "This device has no login yet, so it can be used from itself only."));
    }

    /**
     * Checks a request's host and origin.
     *
     * @param host the Host header
     * @param origin the Origin header; null for a client that is not a browser page
     */
    Optional<Problem> check(@Nullable String host, @Nullable String origin) {
        Optional<Authority> own = host == null ? Optional.empty() : Authority.parse("http://" + host);
        if (own.isEmpty() || (!hosts.isEmpty() && !hosts.contains(own.get().host()))) {
            return Optional.of(new Problem(
                    421,
                    "unknown_host",
                    "This device does not answer to that name. Open it by the address it printed at start.",
                    Duration.ZERO));
        }
        if (origin == null) {
            return Optional.empty();
        }
        boolean same = Authority.parse(origin)
                .map(theirs -> theirs.matches(host == null ? "" : host))
                .orElse(false);
        return same
                ? Optional.empty()
                : Optional.of(Problem.forbidden("foreign_origin", "A page from elsewhere may not use this device."));
    }

    private static boolean isLoopback(String literal) {
        try {
            return InetAddress.ofLiteral(literal).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private record Authority(String scheme, String host, int port) {

        static Optional<Authority> parse(String text) {
            try {
                URI uri = new URI(text);
                boolean bare = uri.getRawUserInfo() == null
                        && (uri.getRawPath() == null || uri.getRawPath().isEmpty())
                        && uri.getRawQuery() == null
                        && uri.getRawFragment() == null;
                if (!bare || uri.getHost() == null || uri.getScheme() == null) {
                    return Optional.empty();
                }
                String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
                int standard = scheme.equals("https") ? 443 : 80;
                return Optional.of(new Authority(
                        scheme, uri.getHost().toLowerCase(Locale.ROOT), uri.getPort() < 0 ? standard : uri.getPort()));
            } catch (URISyntaxException e) {
                return Optional.empty();
            }
        }

        /** Whether a request to this Host goes to the place this origin was loaded from. */
        boolean matches(String hostHeader) {
            return (scheme.equals("http") || scheme.equals("https"))
                    && parse(scheme + "://" + hostHeader).equals(Optional.of(this));
        }
    }
}
