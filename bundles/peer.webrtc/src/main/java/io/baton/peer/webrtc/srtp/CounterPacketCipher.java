// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.srtp;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-CM with truncated HMAC-SHA1 (RFC 3711 §4.1.1 and §4.2.1). */
final class CounterPacketCipher implements PacketCipher {

    private final Cipher cipher;
    private final Mac mac;
    private final SecretKeySpec key;
    private final byte[] salt;
    private final int tagLength;
    private final byte[] iv = new byte[16];
    private final byte[] word = new byte[4];
    private final byte[] digest;

    CounterPacketCipher(SessionKeys keys, int tagLength) {
        try {
            cipher = Cipher.getInstance("AES/CTR/NoPadding");
            mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(keys.authentication(), "HmacSHA1"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no AES counter mode or HMAC-SHA1", e);
        }
        key = new SecretKeySpec(keys.encryption(), "AES");
        salt = keys.salt();
        digest = new byte[mac.getMacLength()];
        this.tagLength = tagLength;
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
        crypt(in, inAt, length, out, headerAt + headerLength, ssrc, index);
        int sealed = headerLength + length;
        digest(out, headerAt, sealed, trailer);
        if (trailerOnWire) {
            BigEndian.put(out, headerAt + sealed, trailer);
            sealed += Integer.BYTES;
        }
        System.arraycopy(digest, 0, out, headerAt + sealed, tagLength);
        return sealed + tagLength;
    }

    @Override
    public int openRtcp(byte[] packet, int at, int length, int headerLength, int ssrc, long index) {
        int plain = length - tagLength - Integer.BYTES;
        digest(packet, at, plain, BigEndian.get(packet, at + plain));
        int difference = 0;
        for (int i = 0; i < tagLength; i++) {
            difference |= digest[i] ^ packet[at + length - tagLength + i];
        }
        if (difference != 0) {
            return -1;
        }
        int bodyAt = at + headerLength;
        crypt(packet, bodyAt, plain - headerLength, packet, bodyAt, ssrc, index);
        return plain;
    }

    private void crypt(byte[] in, int inAt, int length, byte[] out, int outAt, int ssrc, long index) {
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(iv(ssrc, index)));
            cipher.doFinal(in, inAt, length, out, outAt);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES counter mode refused a packet", e);
        }
    }

    private void digest(byte[] packet, int at, int length, int trailer) {
        try {
            mac.update(packet, at, length);
            BigEndian.put(word, 0, trailer);
            mac.update(word);
            mac.doFinal(digest, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA1 refused a packet", e);
        }
    }

    /** RFC 3711 §4.1.1: salt, SSRC and index side by side, the last 16 bits count blocks. */
    private byte[] iv(int ssrc, long index) {
        Arrays.fill(iv, (byte) 0);
        BigEndian.put(iv, 4, ssrc);
        BigEndian.put48(iv, 8, index);
        for (int i = 0; i < salt.length; i++) {
            iv[i] ^= salt[i];
        }
        return iv;
    }
}
