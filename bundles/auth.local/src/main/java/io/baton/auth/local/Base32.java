// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import java.util.Locale;

/** Base32 without padding (RFC 4648, section 6), as authenticator apps read it. */
final class Base32 {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int BITS = 5;

    private Base32() {}

    static String encode(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        int buffer = 0;
        int held = 0;
        for (byte each : bytes) {
            buffer = (buffer << Byte.SIZE) | (each & 0xff);
            held += Byte.SIZE;
            while (held >= BITS) {
                held -= BITS;
                text.append(ALPHABET.charAt((buffer >> held) & 31));
            }
            buffer &= (1 << held) - 1;
        }
        if (held > 0) {
            text.append(ALPHABET.charAt((buffer << (BITS - held)) & 31));
        }
        return text.toString();
    }

    /** @throws IllegalArgumentException for a character that is not in the alphabet */
    static byte[] decode(String text) {
        byte[] bytes = new byte[text.length() * BITS / Byte.SIZE];
        int buffer = 0;
        int held = 0;
        int next = 0;
        for (char each : text.toUpperCase(Locale.ROOT).toCharArray()) {
            int value = ALPHABET.indexOf(each);
            if (value < 0) {
                throw new IllegalArgumentException("not Base32");
            }
            buffer = (buffer << BITS) | value;
            held += BITS;
            if (held >= Byte.SIZE) {
                held -= Byte.SIZE;
                bytes[next++] = (byte) (buffer >> held);
                buffer &= (1 << held) - 1;
            }
        }
        return bytes;
    }
}
