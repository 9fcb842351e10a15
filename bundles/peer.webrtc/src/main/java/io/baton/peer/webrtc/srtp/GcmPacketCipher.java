// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.srtp;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AEAD_AES_128_GCM (RFC 7714). The JDK refuses to encrypt twice with the same key and IV, so a retransmission either
 * repeats the very bytes or has another SSRC.
 */
final class GcmPacketCipher implements PacketCipher {

    private static final int TAG = 16;
    private static final int TAG_BITS = 8 * TAG;

    private final Cipher cipher;
    private final SecretKeySpec key;
    private final byte[] salt;
    private final byte[] iv = new byte[12];
    private final byte[] word = new byte[4];

    GcmPacketCipher(SessionKeys keys) {
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no AES-GCM", e);
        }
        key = new SecretKeySpec(keys.encryption(), "AES");
        salt = keys.salt();
    }

    @Override
    public int seal(
            byte[] in,
            int inAt,
            int length,
            byte[] out,
            int headerAt,
            int headerLength,
            int ssrc,
            long index,
            int trailer,
            boolean trailerOnWire) {
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, iv(ssrc, index)));
            cipher.updateAAD(out, headerAt, headerLength);
            if (trailerOnWire) {
                BigEndian.put(word, 0, trailer);
                cipher.updateAAD(word);
            }
            int sealed = headerLength + cipher.doFinal(in, inAt, length, out, headerAt + headerLength);
            if (trailerOnWire) {
                BigEndian.put(out, headerAt + sealed, trailer);
                return sealed + Integer.BYTES;
            }
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM refused a packet", e);
        }
    }

    @Override
    public int openRtcp(byte[] packet, int at, int length, int headerLength, int ssrc, long index) {
        try {
            int sealedAt = at + headerLength;
            int sealedLength = length - headerLength - Integer.BYTES;
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, iv(ssrc, index)));
            cipher.updateAAD(packet, at, headerLength);
            cipher.updateAAD(packet, at + length - Integer.BYTES, Integer.BYTES);
            return headerLength + cipher.doFinal(packet, sealedAt, sealedLength, packet, sealedAt);
        } catch (AEADBadTagException e) {
            return -1;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM refused a packet", e);
        }
    }

    /** RFC 7714 §8.1 and §9.1: two zero bytes, SSRC, 48-bit index, all XORed with the salt. */
    private byte[] iv(int ssrc, long index) {
        Arrays.fill(iv, 0, 2, (byte) 0);
        BigEndian.put(iv, 2, ssrc);
        BigEndian.put48(iv, 6, index);
        for (int i = 0; i < iv.length; i++) {
            iv[i] ^= salt[i];
        }
        return iv;
    }
}
