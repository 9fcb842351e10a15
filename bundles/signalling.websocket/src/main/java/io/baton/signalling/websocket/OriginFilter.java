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
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.servlet.whiteboard.Preprocessor;

/**
 * The gate in front of everything the web server serves, the page and the Web Console's login too: a foreign name is
 * not shown the page, and a foreign page cannot press the console's buttons. The door's own servlets look again, so
 * that they are closed to strangers whatever is in front of them.
 */
@Component(service = Preprocessor.class, configurationPid = SignallingConfig.PID)
public final class OriginFilter extends HttpFilter implements Preprocessor {

    private static final long serialVersionUID = 1L;

    private final transient OriginPolicy gate;
    private final transient HttpResponses replies;

    @Activate
    public OriginFilter(SignallingConfig config) {
        gate = new OriginPolicy(List.of(config.allowedHosts()));
        replies = new HttpResponses(new FrameWriter(new SecureRandom()));
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!replies.refused(gate, request, response)) {
            chain.doFilter(request, response);
        }
    }
}
