// SPDX-License-Identifier: Apache-2.0
package io.baton.relay.whip;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests of WHIP (RFC 9725 §4), each bounded in time and size: the offer is posted, redirects are followed, and
 * the session is deleted at the end. {@code Link} headers with ICE servers are ignored: the device has no use for them.
 *
 * <p>Threading. One thread; the calls block.
 */
final class WhipClient {

    private static final Logger LOG = LoggerFactory.getLogger("relay.whip");
    private static final String SDP = "application/sdp";
    private static final int MAX_ANSWER = 64 * 1024;
    private static final int MAX_REDIRECTS = 3;
    private static final Duration POST_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration DELETE_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(5);
    private static final int MAX_RETRY_DIGITS = 6;

    private final HttpClient http;
    private final WhipSettings settings;

    /**
     * An accepted offer.
     *
     * @param session where the session is, to be deleted at the end
     * @param sdp the answer
     */
    record Accepted(URI session, String sdp) {}

    WhipClient(HttpClient http, WhipSettings settings) {
        this.http = http;
        this.settings = settings;
    }

    Accepted post(String offer) throws WhipException, InterruptedException {
        URI address = settings.endpoint();
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            HttpRequest request = request(address, POST_TIMEOUT)
                    .header("Content-Type", SDP)
                    .header("Accept", SDP)
                    .POST(HttpRequest.BodyPublishers.ofString(offer))
                    .build();
            try {
                HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
                try (InputStream body = response.body()) {
                    int status = response.statusCode();
                    if (status == 307 || status == 308) {
                        address = location(address, response);
                        continue;
                    }
                    return accepted(address, response, body);
                }
            } catch (IOException e) {
                throw new WhipException(
                        "The server does not answer: " + e.getClass().getSimpleName(), Duration.ZERO);
            }
        }
        throw new WhipException("The server redirects too often.", Duration.ZERO);
    }

    private static Accepted accepted(URI address, HttpResponse<?> response, InputStream body)
            throws WhipException, IOException {
        if (response.statusCode() != 201) {
            throw new WhipException("The server answers " + response.statusCode() + ".", retryAfter(response));
        }
        String type = response.headers().firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        byte[] sdp = body.readNBytes(MAX_ANSWER + 1);
        if (!type.startsWith(SDP) || sdp.length > MAX_ANSWER) {
            throw new WhipException("The server's answer is no session description.", Duration.ZERO);
        }
        return new Accepted(location(address, response), new String(sdp, StandardCharsets.UTF_8));
    }

    /** Ends a session; best effort. */
    void delete(URI session) throws InterruptedException {
        try {
            HttpRequest request = request(session, DELETE_TIMEOUT).DELETE().build();
            int status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            LOG.debug("WHIP session deleted status={}", status);
        } catch (IOException e) {
            LOG.debug("WHIP session not deleted cause={}", e.toString());
        }
    }

    private HttpRequest.Builder request(URI address, Duration timeout) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(timeout);
        String authorization = settings.authorizationFor(address);
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return request;
    }

    private static URI location(URI base, HttpResponse<?> response) throws WhipException {
        Optional<String> location = response.headers().firstValue("Location");
        try {
            URI address = base.resolve(location.orElse(""));
            if (location.isPresent() && address.getHost() != null && WhipSettings.isAllowed(address)) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // as any other text that is no address
        }
        throw new WhipException("The server's Location is missing, or not served by HTTPS.", Duration.ZERO);
    }

    private static Duration retryAfter(HttpResponse<?> response) {
        String text = response.headers().firstValue("Retry-After").orElse("");
        if (!text.matches("\\d{1," + MAX_RETRY_DIGITS + "}")) {
            return Duration.ZERO;
        }
        Duration wanted = Duration.ofSeconds(Long.parseLong(text));
        return wanted.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : wanted;
    }
}
