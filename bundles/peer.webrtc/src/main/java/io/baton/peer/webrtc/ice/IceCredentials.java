// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.ice;

import java.util.random.RandomGenerator;

/**
 * One side's ICE user fragment and password (RFC 8445 §5.3).
 *
 * @param ufrag 4–256 ICE characters
 * @param password 22–256 ICE characters
 */
public record IceCredentials(String ufrag, String password) {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    /** Fresh credentials: 48 bits of name, 144 bits of password. The generator must be a secure one. */
    public static IceCredentials fresh(RandomGenerator secure) {
        return new IceCredentials(text(secure, 8), text(secure, 24));
    }

    private static String text(RandomGenerator random, int length) {
        var text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(random.nextInt(64)));
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return "IceCredentials[" + ufrag + "]";
    }
}
