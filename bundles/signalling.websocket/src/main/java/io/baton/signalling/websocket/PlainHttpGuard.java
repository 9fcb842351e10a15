// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import io.baton.shared.http.PlainHttp;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;
import org.osgi.service.servlet.whiteboard.Preprocessor;

/**
 * Refuses requests without TLS from beyond loopback that no bundle has admitted ({@link PlainHttp}). While the bundle
 * that redirects plain HTTP is replaced or missing, the network is not served unprotected.
 */
@Component(service = Preprocessor.class)
@ServiceRanking(PlainHttpGuard.RANKING)
public final class PlainHttpGuard extends HttpFilter implements Preprocessor {

    /** Behind the filter that may admit a request, before those that need to know the client. */
    static final int RANKING = -150;

    private static final long serialVersionUID = 1L;

    private final transient HttpResponses responses = new HttpResponses(new FrameWriter(new SecureRandom()));

    @Activate
    public PlainHttpGuard() {}

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (isAdmitted(request.isSecure(), request.getLocalAddr(), request.getAttribute(PlainHttp.SERVED))) {
            chain.doFilter(request, response);
        } else {
            responses.problem(response, Problem.unavailable());
        }
    }

    static boolean isAdmitted(boolean secure, String local, @Nullable Object served) {
        return secure || isLoopback(local) || Boolean.TRUE.equals(served);
    }

    private static boolean isLoopback(String literal) {
        try {
            return InetAddress.ofLiteral(literal).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
