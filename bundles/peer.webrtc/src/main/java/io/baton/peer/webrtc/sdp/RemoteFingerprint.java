// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sdp;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The digest of a certificate the other side promises to use (RFC 8122).
 *
 * @param algorithm the digest by its JCA name, for instance {@code SHA-256}
 * @param digest its value
 */
public record RemoteFingerprint(String algorithm, byte[] digest) {

    private static final Map<String, Integer> LENGTHS = Map.of("SHA-256", 32, "SHA-384", 48, "SHA-512", 64);

    /**
     * Reads the value of an {@code a=fingerprint} line; empty when it is malformed or its digest is not a strong one.
     */
    static Optional<RemoteFingerprint> parse(String value) {
        int space = value.indexOf(' ');
        if (space < 0 || value.length() > 256) {
            return Optional.empty();
        }
        String algorithm = value.substring(0, space).toUpperCase(Locale.ROOT);
        Integer length = LENGTHS.get(algorithm);
        String hex = value.substring(space + 1).strip();
        if (length == null || hex.length() != length * 3 - 1) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new RemoteFingerprint(algorithm, HexFormat.ofDelimiter(":").parseHex(hex)));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }
}
