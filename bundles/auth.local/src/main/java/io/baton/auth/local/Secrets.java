// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import io.baton.session.TokenDigest;
import java.util.Base64;
import java.util.random.RandomGenerator;

/** Makes the secret values of logins, tokens and links: 256 random bits, of which only the digest is kept. */
final class Secrets {

    private static final int BYTES = 32;
    private static final int ID_BYTES = 8;

    private Secrets() {}

    /** @param random cryptographically strong */
    static String create(RandomGenerator random) {
        return encode(random, BYTES);
    }

    /** Returns a public handle, which is no secret. */
    static String id(RandomGenerator random) {
        return encode(random, ID_BYTES);
    }

    static String digest(String secret) {
        return TokenDigest.of(secret).hex();
    }

    private static String encode(RandomGenerator random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
