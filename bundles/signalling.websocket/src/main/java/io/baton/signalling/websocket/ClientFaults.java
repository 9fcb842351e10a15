// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what Jetty throws because of a malformed request. Jetty would answer many of these with 500 and log a stack
 * trace at WARN, which lets a client fill the log; here they are answered with their 4xx status, counted and logged at
 * DEBUG. Other exceptions pass.
 *
 * <p>Threading. Safe for any thread.
 */
final class ClientFaults {

    private static final Logger LOG = LoggerFactory.getLogger("signalling.websocket");
    private static final int MAX_CAUSES = 8;

    private final HttpResponses responses;
    private final AtomicLong count = new AtomicLong();

    ClientFaults(HttpResponses responses) {
        this.responses = responses;
    }

    /** Returns how many requests were answered here. */
    long count() {
        return count.get();
    }

    /** Serves a request by the rest of a chain. */
    void serve(HttpServletRequest request, HttpServletResponse response, FilterChain rest)
            throws IOException, ServletException {
        try {
            rest.doFilter(request, response);
        } catch (IOException | ServletException | RuntimeException e) {
            int status = status(e);
            if (status == 0 || response.isCommitted()) {
                throw e;
            }
            refuse(request, response, status);
        }
    }

    /** Answers a request that is malformed. */
    void refuse(HttpServletRequest request, HttpServletResponse response, int status) {
        LOG.debug(
                "malformed request refused method={} source={} status={} count={}",
                request.getMethod(),
                request.getRemoteAddr(),
                status,
                count.incrementAndGet());
        responses.problem(
                response,
                new Problem(
                        status, "bad_request", "The request is malformed. Correct it before a retry.", Duration.ZERO));
    }

    /** Returns the 4xx status that Jetty gave an exception or one of its causes; 0 for none. */
    private static int status(Throwable thrown) {
        Throwable cause = thrown;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
            if (cause instanceof HttpException http && http.getCode() >= 400 && http.getCode() < 500) {
                return http.getCode();
            }
            cause = cause.getCause();
        }
        return 0;
    }
}
