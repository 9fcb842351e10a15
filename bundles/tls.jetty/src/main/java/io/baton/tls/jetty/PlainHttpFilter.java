// SPDX-License-Identifier: Apache-2.0
package io.baton.tls.jetty;

import io.baton.shared.http.PlainHttp;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.propertytypes.ServiceRanking;
import org.osgi.service.servlet.whiteboard.Preprocessor;

/**
 * Applies {@link PlainHttpPolicy} to every request without TLS, after the check of its host name. Over TLS, responses
 * of a device with an issued certificate tell the browser to use nothing else (HSTS, RFC 6797); with a self-signed one
 * a browser could not be told to trust it any more.
 */
@Component(service = Preprocessor.class)
@ServiceRanking(PlainHttpFilter.RANKING)
public final class PlainHttpFilter extends HttpFilter implements Preprocessor {

    /** Behind the filter of signalling.websocket, which refuses foreign host names. */
    static final int RANKING = -100;

    private static final long serialVersionUID = 1L;
    private static final String ONE_YEAR = "max-age=31536000";

    private final transient PlainHttpPolicy policy;
    private final transient Supplier<Boolean> isIssued;
    private final transient Problems problems = new Problems(new SecureRandom());

    @Activate
    public PlainHttpFilter(@Reference TlsService tls) {
        this(
                tls.plainHttp(),
                () -> tls.certificates()
                        .map(manager -> manager.current().isIssued())
                        .orElse(false));
    }

    PlainHttpFilter(PlainHttpPolicy policy, Supplier<Boolean> isIssued) {
        this.policy = policy;
        this.isIssued = isIssued;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.isSecure()) {
            if (isIssued.get()) {
                response.setHeader("Strict-Transport-Security", ONE_YEAR);
            }
            chain.doFilter(request, response);
            return;
        }
        switch (policy.verdict(facts(request))) {
            case PlainHttpPolicy.Verdict.Serve serve -> {
                request.setAttribute(PlainHttp.SERVED, true);
                chain.doFilter(request, response);
            }
            case PlainHttpPolicy.Verdict.Redirect redirect -> {
                // Not permanent: the browser would remember it when HTTP is served again.
                response.setStatus(HttpServletResponse.SC_TEMPORARY_REDIRECT);
                response.setHeader("Location", redirect.location());
                response.setHeader("Cache-Control", "no-store");
            }
            case PlainHttpPolicy.Verdict.Refuse refuse -> refuse(response);
        }
    }

    private void refuse(HttpServletResponse response) {
        response.setHeader("Upgrade", "TLS/1.2, HTTP/1.1");
        response.setHeader("Connection", "Upgrade");
        String message = policy.tls()
                ? "This device takes HTTPS only. Use https and port " + policy.port() + "."
                : "HTTPS is disabled, and plain HTTP is not served beyond this device.";
        problems.send(response, 426, "tls_required", message);
    }

    private static PlainHttpPolicy.Request facts(HttpServletRequest request) {
        String query = request.getQueryString();
        return new PlainHttpPolicy.Request(
                request.getLocalAddr(),
                request.getMethod(),
                request.getHeader("Host"),
                query == null ? request.getRequestURI() : request.getRequestURI() + "?" + query,
                request.getHeader("Sec-Fetch-Mode"),
                request.getHeader("Accept"),
                request.getHeader("Upgrade"));
    }
}
