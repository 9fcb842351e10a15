// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import io.baton.shared.http.ProblemDocument;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes HTTP responses and counts those that blame the client. */
final class HttpResponses {

    private static final Logger LOG = LoggerFactory.getLogger("signalling.websocket");

    private final FrameWriter writer;

    HttpResponses(FrameWriter writer) {
        this.writer = writer;
    }

    /**
     * Writes a JSON body.
     *
     * @throws IOException when the client does not take it
     */
    static void json(HttpServletResponse response, byte[] body) throws IOException {
        send(response, 200, "application/json", body);
    }

    /** Writes a body; a client that has left is ignored. */
    static void sendBestEffort(HttpServletResponse response, int status, String type, byte[] body) {
        try {
            send(response, status, type, body);
        } catch (IOException e) {
            LOG.debug("response not taken cause={}", e.toString());
        }
    }

    void problem(HttpServletResponse response, Problem problem) {
        if (problem.retryAfter().isPositive()) {
            response.setHeader("Retry-After", Long.toString(ProblemDocument.seconds(problem.retryAfter())));
        }
        sendBestEffort(response, problem.status(), ProblemDocument.TYPE, writer.problem(problem));
    }

    /** Answers a request that the origin policy refuses; false when it does not refuse. */
    boolean refused(OriginPolicy originPolicy, HttpServletRequest request, HttpServletResponse response) {
        Optional<Problem> problem = originPolicy.check(facts(request));
        if (problem.isEmpty()) {
            return false;
        }
        LOG.debug(
                "request refused method={} path={} source={} code={}",
                request.getMethod(),
                request.getRequestURI(),
                request.getRemoteAddr(),
                problem.get().code());
        problem(response, problem.get());
        return true;
    }

    /** Returns what the origin policy looks at. */
    static OriginPolicy.Request facts(HttpServletRequest request) {
        return new OriginPolicy.Request(
                request.getLocalAddr(),
                request.isSecure(),
                request.getMethod(),
                request.getHeader("Host"),
                request.getHeader("Origin"),
                request.getHeader("Sec-Fetch-Site"),
                request.getHeader("Sec-Fetch-Mode"));
    }

    private static void send(HttpServletResponse response, int status, String type, byte[] body) throws IOException {
        response.setStatus(status);
        response.setContentType(type);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        // without a length: the container adds it, and "Connection: close" if it could not read the request's body
        response.getOutputStream().write(body);
    }
}
