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
 * name does not get the page, and a foreign page cannot post to the console. Pages of the allowed origins are admitted
 * without the browser's cookies (see {@link CorsPolicy}). The servlets of this bundle check again, so that they are
 * protected without this filter; they know no allowed origins. Each response gets the headers of
 * {@link SecurityHeaders}.
 */
@Component(service = Preprocessor.class, configurationPid = SignallingConfig.PID)
public final class OriginFilter extends HttpFilter implements Preprocessor {

    private static final long serialVersionUID = 1L;

    private final transient OriginPolicy originPolicy;
    private final transient CorsPolicy corsPolicy;
    private final transient HttpResponses responses;
    private final transient ClientFaults faults;

    @Activate
    public OriginFilter(SignallingConfig config) {
        this(
                new OriginPolicy(List.of(config.allowedHosts())),
                CorsPolicy.of(List.of(config.allowedOrigins()), System.getenv(CorsPolicy.VARIABLE)));
    }

    OriginFilter(OriginPolicy originPolicy, CorsPolicy corsPolicy) {
        this.originPolicy = originPolicy;
        this.corsPolicy = corsPolicy;
        responses = new HttpResponses(new FrameWriter(new SecureRandom()));
        faults = new ClientFaults(responses);
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        SecurityHeaders.set(request.getRequestURI(), response);
        OriginPolicy.Request facts = HttpResponses.facts(request);
        boolean crossOrigin = corsPolicy.admits(request, facts);
        HttpServletRequest seen = crossOrigin ? new CrossOriginRequest(request) : request;
        if (responses.refused(originPolicy, seen, response)) {
            return;
        }
        corsPolicy.setHeaders(request, facts, response);
        if (crossOrigin && CorsPolicy.isPreflight(request)) {
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        } else {
            faults.serve(seen, crossOrigin ? new CrossOriginResponse(response) : response, chain);
        }
    }
}
