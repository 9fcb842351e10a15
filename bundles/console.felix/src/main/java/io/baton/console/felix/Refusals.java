// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import io.baton.shared.http.ProblemDocument;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes refusals as problem documents (RFC 9457), as the device's servlets do. */
final class Refusals {

    private static final Logger LOG = LoggerFactory.getLogger("console.felix");

    private final RandomGenerator random;

    /** @param random makes the ids by which a refusal in the report of a user is found in the log */
    Refusals(RandomGenerator random) {
        this.random = random;
    }

    void send(HttpServletResponse response, Verdict.Refused refused) {
        String id = HexFormat.of().toHexDigits(random.nextLong(), 8);
        LOG.debug("request refused code={} correlationId={}", refused.code(), id);
        response.setStatus(refused.status());
        response.setContentType(ProblemDocument.TYPE);
        response.setHeader("Cache-Control", "no-store");
        // the body of the request is not read
        response.setHeader("Connection", "close");
        ProblemDocument problem =
                new ProblemDocument(refused.status(), refused.code(), refused.message(), Duration.ZERO);
        commit(response, problem.json(id).getBytes(StandardCharsets.UTF_8));
    }

    /** Writes the body, so that the console adds nothing to it; a client that has left is ignored. */
    static void commit(HttpServletResponse response, byte[] body) {
        response.setContentLength(body.length);
        try {
            response.getOutputStream().write(body);
            response.flushBuffer();
        } catch (IOException e) {
            LOG.debug("response not taken cause={}", e.toString());
        }
    }
}
