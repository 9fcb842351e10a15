// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.ice;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A short-term credential's key (RFC 8489 §9.1): HMAC-SHA1 with the ICE password.
 *
 * <p>Threading. Not thread-safe; the agent's owner serialises.
 */
final class StunKey {

    private final Mac mac;

    StunKey(String password) {
        try {
            mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("HmacSHA1 is part of every JDK", missing);
        }
    }

    byte[] mac(byte[] data, int length) {
        mac.update(data, 0, length);
        return mac.doFinal();
    }
}
