// SPDX-License-Identifier: Apache-2.0
package io.baton.harness;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A way in: whoever is there brings an offer and gets a welcome. */
public interface SignallingClient {

    /** Brings an offer. What comes back is the device's business; that something comes is waited for. */
    AnswerFields offer(String sdp, OfferFields introduction) throws IOException, InterruptedException;

    /**
     * The way without a socket.
     *
     * @param http keeps the cookies, so two doors of one client are one browser
     */
    static SignallingClient post(HttpClient http, URI device) {
        return (sdp, introduction) -> {
            HttpRequest request = HttpRequest.newBuilder(device.resolve("/webrtc/session"))
                    .timeout(Duration.ofSeconds(30))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(
                            Json.offer(sdp, introduction).toString()))
                    .build();
            var response = http.send(request, HttpResponse.BodyHandlers.ofString());
            var body = Json.read(response.body());
            return response.statusCode() == 200
                    ? AnswerFields.accepted(body, body.path("sd").asText())
                    : AnswerFields.refused(body);
        };
    }

    /** Somebody with a cookie jar of its own, as a browser has. */
    static HttpClient browser() {
        return HttpClient.newBuilder()
                .cookieHandler(new java.net.CookieManager())
                .build();
    }
}
