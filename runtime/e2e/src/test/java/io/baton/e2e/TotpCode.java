// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The codes of an authenticator app (RFC 6238: HMAC-SHA-1, six digits, steps of 30 s). */
final class TotpCode {
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int STEP_MILLIS = 30_000;

    private TotpCode() {}

    /** The step of this moment. */
    static long step() {
        return System.currentTimeMillis() / STEP_MILLIS;
    }

    /** @param secret in Base32 (RFC 4648), a multiple of 8 characters */
    static String of(String secret, long step) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(decode(secret), "HmacSHA1"));
            byte[] hash =
                    mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
            int number = ByteBuffer.wrap(hash).getInt(hash[hash.length - 1] & 0xf) & 0x7fffffff;
            return String.format(Locale.ROOT, "%06d", number % 1_000_000);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] decode(String secret) {
        ByteBuffer bytes = ByteBuffer.allocate(secret.length() * 5 / 8);
        for (int at = 0; at < secret.length(); at += 8) {
            long group = 0;
            for (int i = at; i < at + 8; i++) {
                group = group << 5 | BASE32.indexOf(secret.charAt(i));
            }
            for (int shift = 32; shift >= 0; shift -= 8) {
                bytes.put((byte) (group >> shift));
            }
        }
        return bytes.array();
    }
}
