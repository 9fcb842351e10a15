// SPDX-License-Identifier: Apache-2.0
package io.baton.relay.whip;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * What the relay is told by its configuration.
 *
 * @param endpoint the WHIP endpoint
 * @param authorization value of the header {@code Authorization}, a secret; empty for none
 */
record WhipSettings(URI endpoint, String authorization) {

    /**
     * Reads the configuration.
     *
     * @throws IllegalArgumentException for one that cannot be used; the message is a sentence without secrets
     */
    static WhipSettings of(WhipConfig config) {
        URI endpoint = endpoint(config.endpointUrl().strip());
        if (!isAllowed(endpoint)) {
            throw new IllegalArgumentException(
                    "The endpoint must begin with https: plain HTTP is accepted for a loopback address alone.");
        }
        String token = config.token().strip();
        if (token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException("The token has a blank or a character beyond ASCII.");
        }
        return new WhipSettings(endpoint, token.isEmpty() ? "" : "Bearer " + token);
    }

    private static URI endpoint(String text) {
        try {
            URI address = new URI(text);
            if (address.getHost() != null
                    && address.getScheme() != null
                    && address.getRawUserInfo() == null
                    && address.getRawFragment() == null) {
                return address;
            }
        } catch (URISyntaxException e) {
            // as any other text that is no address
        }
        throw new IllegalArgumentException("The endpoint is none of the form https://HOST[:PORT]/PATH.");
    }

    /** Returns whether a request may be sent there: by HTTPS, or by plain HTTP to this machine. */
    static boolean isAllowed(URI address) {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        return scheme.equals("https") || (scheme.equals("http") && isLoopback(String.valueOf(address.getHost())));
    }

    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.equals("[::1]")
                || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }

    /** Returns the value of the header for a request to this address: the token is for the endpoint's host alone. */
    String authorizationFor(URI address) {
        return origin(address).equals(origin(endpoint)) ? authorization : "";
    }

    private static String origin(URI address) {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        int port = address.getPort() >= 0 ? address.getPort() : scheme.equals("https") ? 443 : 80;
        return scheme + "://" + String.valueOf(address.getHost()).toLowerCase(Locale.ROOT) + ":" + port;
    }

    /** Returns the host that users are shown. */
    String host() {
        return String.valueOf(endpoint.getHost());
    }

    /** Without the token, and without the path, which can be a secret too. */
    @Override
    public String toString() {
        return origin(endpoint);
    }
}
