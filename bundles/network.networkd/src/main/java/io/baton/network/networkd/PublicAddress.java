// SPDX-License-Identifier: Apache-2.0
package io.baton.network.networkd;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a service for the address by which the Internet sees this device. Nobody is asked unless a service is configured
 * and an administrator wants to know.
 *
 * <p>Threading. Any thread; {@link #refreshed} waits for the service.
 */
final class PublicAddress {

    private static final Logger LOG = LoggerFactory.getLogger("network.networkd");
    private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(5).toMillis();
    private static final int MAX_BYTES = 64;

    private final String url;
    private final InstantSource clock;
    private volatile List<Map<String, Object>> known = List.of();

    /** @param url of the service; empty for none */
    PublicAddress(String url, InstantSource clock) {
        boolean allowed = url.startsWith("https://") || url.startsWith("http://127.0.0.1:");
        if (!url.isEmpty() && !allowed) {
            LOG.warn("public address service ignored cause=not https");
        }
        this.url = allowed ? url : "";
        this.clock = clock;
    }

    boolean isConfigured() {
        return !url.isEmpty();
    }

    /** Returns what was answered last. */
    List<Map<String, Object>> known() {
        return known;
    }

    /** Asks the service; returns what is known then. One question at a time. */
    synchronized List<Map<String, Object>> refreshed() {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url).toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            connection.setInstanceFollowRedirects(false);
            connection.setRequestProperty("Connection", "close");
            try (var body = connection.getInputStream()) {
                String text = new String(body.readNBytes(MAX_BYTES), StandardCharsets.US_ASCII).strip();
                known = Addresses.any(text)
                        .map(address -> List.<Map<String, Object>>of(Map.of(
                                "ip", Addresses.text(address),
                                "last_updated", clock.instant().toString())))
                        .orElseThrow(() -> new IOException("the answer is no IP address"));
            } finally {
                connection.disconnect();
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("public address not known cause={}", e.toString());
        }
        return known;
    }
}
