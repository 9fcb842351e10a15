// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request of an allowed page of another origin, as servlets see it: like that of a program, without cookies and
 * origin. What proves its login is a token. A page cannot set headers of a WebSocket handshake, so there the token may
 * be a subprotocol, {@code baton.token.TOKEN}, beside the subprotocol {@link #SUBPROTOCOL}; it becomes the header
 * {@code Authorization: Bearer TOKEN}.
 */
final class CrossOriginRequest extends HttpServletRequestWrapper {

    /** The subprotocol the device selects when a client offers it. */
    static final String SUBPROTOCOL = "baton";

    private static final String TOKEN_PREFIX = "baton.token.";
    private static final String AUTHORIZATION = "authorization";
    private static final String PROTOCOLS = "sec-websocket-protocol";
    private static final Set<String> HIDDEN = Set.of("cookie", "origin", "sec-fetch-site");

    CrossOriginRequest(HttpServletRequest request) {
        super(request);
    }

    @Override
    public Cookie @Nullable [] getCookies() {
        return null;
    }

    @Override
    public @Nullable String getHeader(String name) {
        Enumeration<String> values = getHeaders(name);
        return values.hasMoreElements() ? values.nextElement() : null;
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (HIDDEN.contains(lower)) {
            return Collections.emptyEnumeration();
        }
        List<String> sent = Collections.list(super.getHeaders(name));
        if (lower.equals(AUTHORIZATION) && sent.isEmpty()) {
            return Collections.enumeration(
                    token().map(token -> List.of("Bearer " + token)).orElse(List.of()));
        }
        return Collections.enumeration(sent);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        List<String> names = new ArrayList<>(Collections.list(super.getHeaderNames()));
        names.removeIf(name -> HIDDEN.contains(name.toLowerCase(Locale.ROOT)));
        if (names.stream().noneMatch(AUTHORIZATION::equalsIgnoreCase) && token().isPresent()) {
            names.add("Authorization");
        }
        return Collections.enumeration(names);
    }

    private Optional<String> token() {
        return Collections.list(super.getHeaders(PROTOCOLS)).stream()
                .flatMap(header -> Arrays.stream(header.split(",", -1)))
                .map(String::strip)
                .filter(protocol -> protocol.startsWith(TOKEN_PREFIX))
                .map(protocol -> protocol.substring(TOKEN_PREFIX.length()))
                .findFirst();
    }
}
