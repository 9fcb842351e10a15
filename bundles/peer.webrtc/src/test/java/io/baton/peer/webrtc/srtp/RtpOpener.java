// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.srtp;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A receiver's side of SRTP for tests, written apart from the sender's code: guesses the roll-over counter, checks the
 * tag, decrypts.
 */
public final class RtpOpener {

    private final SrtpProfile profile;
    private final SessionKeys keys;
    private final Map<Integer, Long> highest = new HashMap<>();

    public RtpOpener(MasterKey master) {
        profile = master.profile();
        keys = master.rtpKeys();
    }

    /** The packet with its payload in the clear. */
    public byte[] open(byte[] packet) {
        int headerLength = 12;
        if ((packet[0] & 0x10) != 0) {
            headerLength += 4 + 4 * (((packet[14] & 0xff) << 8) | (packet[15] & 0xff));
        }
        int ssrc = BigEndian.get(packet, 8);
        int sequence = ((packet[2] & 0xff) << 8) | (packet[3] & 0xff);
        long last = highest.getOrDefault(ssrc, (long) sequence);
        long index = (last & ~0xffffL) + sequence;
        if (index < last - 0x8000) {
            index += 0x10000;
        } else if (index > last + 0x8000 && index >= 0x10000) {
            index -= 0x10000;
        }
        byte[] plain = open(packet, headerLength, ssrc, index);
        highest.merge(ssrc, index, Math::max);
        return plain;
    }

    private byte[] open(byte[] packet, int headerLength, int ssrc, long index) {
        byte[] iv = new byte[profile == SrtpProfile.AEAD_AES_128_GCM ? 12 : 16];
        int at = profile == SrtpProfile.AEAD_AES_128_GCM ? 2 : 4;
        for (int i = 0; i < 4; i++) {
            iv[at + i] = (byte) (ssrc >>> (24 - 8 * i));
        }
        for (int i = 0; i < 6; i++) {
            iv[at + 4 + i] = (byte) (index >>> (40 - 8 * i));
        }
        for (int i = 0; i < keys.salt().length; i++) {
            iv[i] ^= keys.salt()[i];
        }
        SecretKeySpec key = new SecretKeySpec(keys.encryption(), "AES");
        byte[] plain = Arrays.copyOf(packet, packet.length - profile.tagLength());
        try {
            if (profile == SrtpProfile.AEAD_AES_128_GCM) {
                Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
                cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, iv));
                cipher.updateAAD(packet, 0, headerLength);
                cipher.doFinal(packet, headerLength, packet.length - headerLength, plain, headerLength);
                return plain;
            }
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(keys.authentication(), "HmacSHA1"));
            mac.update(plain);
            byte[] rollOver = new byte[4];
            BigEndian.put(rollOver, 0, (int) (index >>> 16));
            byte[] tag = Arrays.copyOf(mac.doFinal(rollOver), profile.tagLength());
            if (!Arrays.equals(tag, 0, tag.length, packet, plain.length, packet.length)) {
                throw new AssertionError("the tag does not fit");
            }
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, key, new IvParameterSpec(iv));
            cipher.doFinal(packet, headerLength, plain.length - headerLength, plain, headerLength);
            return plain;
        } catch (GeneralSecurityException e) {
            throw new AssertionError("packet " + index + " of " + Integer.toHexString(ssrc), e);
        }
    }
}
