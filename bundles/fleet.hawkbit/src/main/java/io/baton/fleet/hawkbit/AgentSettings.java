// SPDX-License-Identifier: Apache-2.0
package io.baton.fleet.hawkbit;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What the agent is told by its configuration.
 *
 * @param server scheme, host and port of the server, and a path where it has one; without a slash at its end
 * @param allowPlainHttp whether plain HTTP beyond loopback is accepted
 * @param tenant the tenant on the server
 * @param controllerId the id of this device on the server
 * @param authorization value of the header {@code Authorization}, a secret; empty for none
 * @param pollInterval in place of what the server says
 * @param maxDownloadBytes largest upgrade file
 * @param confirmAutomatically whether the device confirms what the server wants confirmed
 */
public record AgentSettings(
        URI server,
        boolean allowPlainHttp,
        String tenant,
        String controllerId,
        String authorization,
        Optional<Duration> pollInterval,
        long maxDownloadBytes,
        boolean confirmAutomatically) {

    private static final long MIB = 1024L * 1024;

    /**
     * Reads the configuration.
     *
     * @param fallbackId the controller id where none is configured
     * @throws IllegalArgumentException for a configuration that cannot be used; the message is a sentence without
     *     secrets
     */
    static AgentSettings of(HawkbitConfig config, String fallbackId) {
        URI server = server(config.serverUrl());
        if (!isAllowed(server, config.allowPlainHttp())) {
            throw new IllegalArgumentException(
                    "The server's address must begin with https: plain HTTP is accepted for a"
                            + " loopback address alone, unless allowPlainHttp is set.");
        }
        String id = config.controllerId().isBlank()
                ? fallbackId
                : config.controllerId().strip();
        if (config.tenant().isBlank() || id.isBlank()) {
            throw new IllegalArgumentException("The tenant and the controller id must not be empty.");
        }
        String token = config.token().strip();
        if (token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException("The token has a blank or a character beyond ASCII.");
        }
        String kind = config.tokenKind().equals(HawkbitConfig.TARGET) ? "TargetToken " : "GatewayToken ";
        int seconds = Math.clamp(config.pollIntervalSeconds(), 0, 86_400);
        return new AgentSettings(
                server,
                config.allowPlainHttp(),
                config.tenant().strip(),
                id,
                token.isEmpty() ? "" : kind + token,
                seconds == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds)),
                Math.clamp(config.maxDownloadMiB(), 1, 64) * MIB,
                config.confirmAutomatically());
    }

    private static URI server(String text) {
        String address = text.strip().replaceAll("/+$", "");
        try {
            URI server = new URI(address);
            if (server.getHost() != null
                    && server.getScheme() != null
                    && server.getRawUserInfo() == null
                    && server.getRawQuery() == null
                    && server.getRawFragment() == null) {
                return server;
            }
        } catch (URISyntaxException e) {
            // as any other text that is no address
        }
        throw new IllegalArgumentException("The server's address is none of the form https://HOST[:PORT].");
    }

    /** Whether a request may be sent there: by HTTPS, or by plain HTTP where that is accepted. */
    boolean isAllowed(URI address) {
        return isAllowed(address, allowPlainHttp);
    }

    private static boolean isAllowed(URI address, boolean plain) {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        return scheme.equals("https")
                || (scheme.equals("http") && (plain || isLoopback(String.valueOf(address.getHost()))));
    }

    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.equals("[::1]")
                || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }

    /** Whether an address is one of the server, which alone may have the token. */
    boolean isOfTheServer(URI address) {
        return origin(address).equals(origin(server));
    }

    private static String origin(URI address) {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        int port = address.getPort() >= 0 ? address.getPort() : scheme.equals("https") ? 443 : 80;
        return scheme + "://" + String.valueOf(address.getHost()).toLowerCase(Locale.ROOT) + ":" + port;
    }

    /** Without the token. */
    @Override
    public String toString() {
        return server + " tenant=" + tenant + " controllerId=" + controllerId;
    }
}
