// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.random.RandomGenerator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.servlet.whiteboard.Preprocessor;

/**
 * The gate in front of everything the web server serves, the page and the Web Console's login too: a foreign name is
 * not shown the page, and a foreign page cannot press the console's buttons. The door's own servlets look again, so
 * that they are closed to strangers whatever is in front of them. Who opens a page gets the login cookie with it.
 */
@Component(service = Preprocessor.class, configurationPid = DoorConfig.PID)
public final class GateFilter extends HttpFilter implements Preprocessor {

    private static final long serialVersionUID = 1L;

    private final transient Gate gate;
    private final transient Replies replies;
    private final transient LoginCookie cookie;

    @Activate
    public GateFilter(DoorConfig config) {
        this(List.of(config.allowedHosts()), new SecureRandom());
    }

    GateFilter(List<String> hosts, RandomGenerator random) {
        gate = new Gate(hosts);
        replies = new Replies(new FrameWriter(random));
        cookie = new LoginCookie(random);
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!replies.refused(gate, request, response)) {
            if (isVisit(request)) {
                cookie.give(request, response);
            }
            chain.doFilter(request, response);
        }
    }

    /** Whether somebody opens a page: only then, since what a page fetches at once would bring it several cookies. */
    private static boolean isVisit(HttpServletRequest request) {
        String accept = request.getHeader("Accept");
        return "GET".equals(request.getMethod()) && accept != null && accept.contains("text/html");
    }
}
