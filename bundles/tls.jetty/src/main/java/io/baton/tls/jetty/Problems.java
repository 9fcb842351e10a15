// SPDX-License-Identifier: Apache-2.0
package io.baton.tls.jetty;

import io.baton.shared.http.ProblemDocument;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes JSON bodies and problem documents (RFC 9457), as the other servlets of the device do. */
final class Problems {

    private static final Logger LOG = LoggerFactory.getLogger("tls.jetty");

    private final RandomGenerator random;

    Problems(RandomGenerator random) {
        this.random = random;
    }

    void send(HttpServletResponse response, int status, String code, String message) {
        String body = new ProblemDocument(status, code, message, Duration.ZERO)
                .json(HexFormat.of().toHexDigits(random.nextLong(), 8));
        write(response, status, ProblemDocument.TYPE, body);
    }

    /** Writes a body; a client that has left is ignored. */
    static void write(HttpServletResponse response, int status, String type, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(type);
        response.setHeader("Cache-Control", "no-store");
        // without a length: the container adds it, and "Connection: close" if it could not read the request's body
        try {
            response.getOutputStream().write(bytes);
        } catch (IOException e) {
            LOG.debug("response not taken cause={}", e.toString());
        }
    }
}
