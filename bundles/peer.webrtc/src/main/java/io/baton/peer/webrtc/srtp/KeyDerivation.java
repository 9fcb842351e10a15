// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.srtp;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Session keys from a master key by the AES-CM function of RFC 3711 §4.3, with a key derivation rate of zero: they are
 * derived once. RFC 7714 §11 uses the same function, its shorter salt filled up with zeros.
 */
final class KeyDerivation {

    /** First of the three RTP labels: encryption, authentication, salt. */
    static final int RTP_LABELS = 0;

    /** First of the three RTCP labels. */
    static final int RTCP_LABELS = 3;

    private static final int BLOCK = 16;
    private static final int LABEL_AT = 7;

    private KeyDerivation() {}

    static SessionKeys derive(MasterKey master, int firstLabel) {
        SrtpProfile profile = master.profile();
        return new SessionKeys(
                derive(master, firstLabel, SrtpProfile.KEY_LENGTH),
                derive(master, firstLabel + 1, profile.authKeyLength()),
                derive(master, firstLabel + 2, profile.saltLength()));
    }

    private static byte[] derive(MasterKey master, int label, int length) {
        byte[] iv = new byte[BLOCK];
        System.arraycopy(master.salt(), 0, iv, 0, master.salt().length);
        iv[LABEL_AT] ^= (byte) label;
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(master.key(), "AES"), new IvParameterSpec(iv));
            return cipher.doFinal(new byte[length]);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no AES counter mode", e);
        }
    }
}
