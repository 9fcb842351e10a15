// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import java.net.InetAddress;
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

    private static final Problem FOREIGN =
            Problem.forbidden("foreign_origin", "A page from elsewhere may not use this device.");

    private final Set<String> hosts;

    /** @param hosts names the device answers to beside its addresses, without port; empty for any */
    OriginPolicy(List<String> hosts) {
        this.hosts = hosts.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The part of a request that the policy looks at.
     *
     * @param local the address the request came in at
     * @param secure whether it came over TLS
     * @param method the HTTP method
     * @param host the Host header
     * @param origin the Origin header; null for a client that is not a browser page
     * @param fetchSite the Sec-Fetch-Site header (Fetch Metadata), which browsers send on secure connections and to
     *     loopback; null for none
     * @param fetchMode the Sec-Fetch-Mode header
     */
    record Request(
            String local,
            boolean secure,
            String method,
            @Nullable String host,
            @Nullable String origin,
            @Nullable String fetchSite,
            @Nullable String fetchMode) {}

    /** Checks host, origin and Fetch Metadata of a request. */
    Optional<Problem> check(Request request) {
        if (!isKnownHost(request)) {
            return Optional.of(new Problem(
                    421,
                    "unknown_host",
                    "This device does not answer to that name. Open it by the address it printed at start.",
                    Duration.ZERO));
        }
        boolean admitted = request.origin() == null ? !isSentByForeignPage(request) : isOwn(request);
        return admitted ? Optional.empty() : Optional.of(FOREIGN);
    }

    private boolean isKnownHost(Request request) {
        return request.host() != null
                && Origin.parse("http://" + request.host())
                        .map(Origin::host)
                        .filter(host -> hosts.isEmpty() || hosts.contains(host) || isAddress(host, request.local()))
                        .isPresent();
    }

    /**
     * Whether a host is written as the address the request came in at. A name cannot be written like this, so no name
     * server has a say in it, and the addresses of the device may change.
     */
    private static boolean isAddress(String host, String local) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String literal = bracketed ? host.substring(1, host.length() - 1) : host;
        int zone = local.indexOf('%');
        try {
            return InetAddress.ofLiteral(literal)
                    .equals(InetAddress.ofLiteral(zone < 0 ? local : local.substring(0, zone)));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Whether the request's origin is where its Host header leads. Over TLS only an {@code https} origin is; without,
     * both are, as a proxy may end TLS.
     */
    static boolean isOwn(Request request) {
        Optional<Origin> theirs = Optional.ofNullable(request.origin()).flatMap(Origin::parse);
        return theirs.isPresent()
                && (!request.secure() || theirs.get().scheme().equals("https"))
                && theirs.equals(Origin.parse(theirs.get().scheme() + "://" + request.host()));
    }

    /**
     * Whether a request without an Origin header was made by a page of another origin, such as an image or a script in
     * it. A link that a user follows from there is admitted.
     */
    private static boolean isSentByForeignPage(Request request) {
        String site = request.fetchSite();
        boolean foreign = site != null && !site.equals("same-origin") && !site.equals("none");
        boolean link = request.method().equals("GET") && "navigate".equals(request.fetchMode());
        return foreign && !link;
    }
}
