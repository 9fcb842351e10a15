// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes HTTP answers. */
final class HttpResponses {

    private static final Logger LOG = LoggerFactory.getLogger(HttpResponses.class);

    private final FrameWriter writer;

    HttpResponses(FrameWriter writer) {
        this.writer = writer;
    }

    /** Fails when the client does not take it. */
    static void json(HttpServletResponse response, byte[] body) throws IOException {
        send(response, 200, "application/json", body);
    }

    /** As far as the client takes it: whoever left misses nothing. */
    static void sendToWhoeverStays(HttpServletResponse response, int status, String type, byte[] body) {
        try {
            send(response, status, type, body);
        } catch (IOException e) {
            LOG.debug("A client did not take its answer: {}", e.toString());
        }
    }

    void problem(HttpServletResponse response, Problem problem) {
        if (problem.retryAfter().isPositive()) {
            response.setHeader(
                    "Retry-After",
                    Long.toString(
                            Math.max(1, problem.retryAfter().plusMillis(999).toSeconds())));
        }
        sendToWhoeverStays(response, problem.status(), "application/problem+json", writer.problem(problem));
    }

    /** Refuses what comes from a page elsewhere. True when it did. */
    boolean refused(OriginPolicy gate, HttpServletRequest request, HttpServletResponse response) {
        Optional<Problem> problem =
                gate.check(request.getLocalAddr(), request.getHeader("Host"), request.getHeader("Origin"));
        if (problem.isEmpty()) {
            return false;
        }
        LOG.debug(
                "{} {} from {} was refused: {}",
                request.getMethod(),
                request.getRequestURI(),
                request.getRemoteAddr(),
                problem.get().code());
        problem(response, problem.get());
        return true;
    }

    private static void send(HttpServletResponse response, int status, String type, byte[] body) throws IOException {
        response.setStatus(status);
        response.setContentType(type);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
