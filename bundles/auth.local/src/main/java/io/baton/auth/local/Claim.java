// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * The right to set up a device that has no password yet: given to clients of the local network, and to whoever knows
 * the code that the device prints at each start.
 *
 * @param code the code of this start
 */
record Claim(String code) {

    /** Without letters and digits that look alike. */
    private static final String ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

    private static final int LENGTH = 12;

    /** @param random cryptographically strong */
    static Claim create(RandomGenerator random) {
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            if (i > 0 && i % 4 == 0) {
                code.append('-');
            }
            code.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new Claim(code.toString());
    }

    /** Compares in constant time; hyphens, spaces and case do not count. */
    boolean matches(String text) {
        return MessageDigest.isEqual(bytes(code), bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "").getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return "Claim[]";
    }
}
