// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-256 digest of a resume token; the token itself is known to its own client only.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record TokenDigest(String hex) {

    private static final int HEX_LENGTH = 64;

    public TokenDigest {
        if (hex.length() != HEX_LENGTH) {
            throw new IllegalArgumentException("a SHA-256 digest has " + HEX_LENGTH + " hexadecimal digits");
        }
    }

    public static TokenDigest of(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return new TokenDigest(HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Compares in constant time. */
    public boolean matches(TokenDigest other) {
        int difference = 0;
        for (int i = 0; i < HEX_LENGTH; i++) {
            difference |= hex.charAt(i) ^ other.hex.charAt(i);
        }
        return difference == 0;
    }
}
