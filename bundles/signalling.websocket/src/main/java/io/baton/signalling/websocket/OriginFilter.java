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
 * Applies the origin policy to everything the web server serves, the page and the Web Console included: a foreign host
 * name does not get the page, and a foreign page cannot post to the console. The servlets of this bundle check again,
 * so that they are protected without this filter. Each response gets the headers of {@link SecurityHeaders}.
 */
@Component(service = Preprocessor.class, configurationPid = SignallingConfig.PID)
public final class OriginFilter extends HttpFilter implements Preprocessor {

    private static final long serialVersionUID = 1L;

    private final transient OriginPolicy originPolicy;
    private final transient HttpResponses responses;
    private final transient ClientFaults faults;

    @Activate
    public OriginFilter(SignallingConfig config) {
        originPolicy = new OriginPolicy(List.of(config.allowedHosts()));
        responses = new HttpResponses(new FrameWriter(new SecureRandom()));
        faults = new ClientFaults(responses);
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        SecurityHeaders.set(request.getRequestURI(), response);
        if (!responses.refused(originPolicy, request, response)) {
            faults.serve(request, response, chain);
        }
    }
}
