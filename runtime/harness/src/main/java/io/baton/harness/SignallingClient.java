// SPDX-License-Identifier: Apache-2.0
package io.baton.harness;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A client's side of signalling. */
public interface SignallingClient {

    /** Sends an offer and waits for the answer, accepted or refused. */
    AnswerFields offer(String sdp, OfferFields fields) throws IOException, InterruptedException;

    /**
     * Signalling by HTTP, without a socket.
     *
     * @param http holds the cookies: two signalling clients with the same one are one browser
     * @param headers names and values of further headers, such as the one that proves a login
     */
    static SignallingClient post(HttpClient http, URI device, String... headers) {
        return (sdp, fields) -> {
            HttpRequest.Builder request = HttpRequest.newBuilder(device.resolve("/webrtc/session"))
                    .timeout(Duration.ofMinutes(2))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(
                            Json.offer(sdp, fields).toString()));
            for (int i = 0; i < headers.length; i += 2) {
                request.header(headers[i], headers[i + 1]);
            }
            var response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            var body = Json.read(response.body());
            return response.statusCode() == 200
                    ? AnswerFields.accepted(body, body.path("sd").asText())
                    : AnswerFields.refused(body);
        };
    }

    /** An HTTP client with a cookie store of its own, as a browser has. */
    static HttpClient browser() {
        return HttpClient.newBuilder()
                .cookieHandler(new java.net.CookieManager())
                .build();
    }
}
