// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Time-based one-time passwords (RFC 6238) with the parameters that every authenticator app supports: HMAC-SHA-1, six
 * digits, steps of 30 s. A code of the step before or after is accepted too, for clocks that differ.
 */
final class Totp {

    static final int STEP_SECONDS = 30;

    private static final int SECRET_BYTES = 20;
    private static final int TOLERATED_STEPS = 1;
    private static final int MODULUS = 1_000_000;
    private static final String ALGORITHM = "HmacSHA1";

    private Totp() {}

    /**
     * Returns a secret in Base32.
     *
     * @param random cryptographically strong
     */
    static String createSecret(RandomGenerator random) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return Base32.encode(secret);
    }

    /**
     * Returns the step that a code is of; empty for a wrong code, and for one that is not newer than the last.
     *
     * @param last the step of the code that was used last
     */
    static OptionalLong verify(String secret, String code, Instant now, long last) {
        long present = now.getEpochSecond() / STEP_SECONDS;
        byte[] given = code.strip().getBytes(StandardCharsets.US_ASCII);
        OptionalLong found = OptionalLong.empty();
        for (long step = present - TOLERATED_STEPS; step <= present + TOLERATED_STEPS; step++) {
            boolean same = MessageDigest.isEqual(code(secret, step).getBytes(StandardCharsets.US_ASCII), given);
            if (same && step > last) {
                found = OptionalLong.of(step);
            }
        }
        return found;
    }

    static String code(String secret, long step) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(Base32.decode(secret), ALGORITHM));
            byte[] hash =
                    mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
            int offset = hash[hash.length - 1] & 0xf;
            int number = ByteBuffer.wrap(hash).getInt(offset) & 0x7fffffff;
            return String.format(Locale.ROOT, "%06d", number % MODULUS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    /** Returns the address that an authenticator app reads from a QR code. */
    static String uri(String secret, String user) {
        return "otpauth://totp/Baton:" + user + "?secret=" + secret + "&issuer=Baton";
    }
}
