// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.srtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** RFC 7714 sections 16.1.1 and 17.1.1, whose keys are session keys. */
class Rfc7714VectorsTest {

    private static final SessionKeys KEYS = new SessionKeys(
            Hex.bytes("000102030405060708090a0b0c0d0e0f"), new byte[0], Hex.bytes("517569642070726f2071756f"));
    private static final byte[] RTP = Hex.bytes(
            "8040f17b8041f8d35501a0b2", "47616c6c696120657374206f6d6e69732064697669736120696e207061727465732074726573");
    private static final byte[] SRTP = Hex.bytes(
            "8040f17b8041f8d35501a0b2",
            "f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833",
            "899d7f27beb16a9152cf765ee4390cce");
    private static final byte[] RTCP = Hex.bytes(
            "81c8000d4d617273",
            "4e5450314e545032525450200000042a0000e9304c756e61deadbeefdeadbeefdeadbeefdeadbeefdeadbeef");
    private static final byte[] SRTCP = Hex.bytes(
            "81c8000d4d617273",
            "63e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda4ce09b4686303ded0bb9275b",
            "c84aa45896cf4d2fc5abf87245d9eade",
            "800005d4");

    @Test
    void rtpIsEncryptedAsInSection16() {
        byte[] packet = Arrays.copyOf(RTP, SRTP.length);
        int length =
                new GcmPacketCipher(KEYS).seal(RTP, 12, RTP.length - 12, packet, 0, 12, 0x5501a0b2, 0xf17b, 0, false);
        assertEquals(SRTP.length, length);
        assertArrayEquals(SRTP, packet);
    }

    @Test
    void rtpIsEncryptedInPlaceToTheSameBytes() {
        byte[] packet = Arrays.copyOf(RTP, SRTP.length);
        new GcmPacketCipher(KEYS).seal(packet, 12, RTP.length - 12, packet, 0, 12, 0x5501a0b2, 0xf17b, 0, false);
        assertArrayEquals(SRTP, packet);
    }

    @Test
    void rtcpIsEncryptedAsInSection17() {
        byte[] packet = Arrays.copyOf(RTCP, SRTCP.length);
        int length = new RtcpEncryptor(SrtpProfile.AEAD_AES_128_GCM, KEYS, 0x5d4).encrypt(packet, 0, RTCP.length);
        assertEquals(SRTCP.length, length);
        assertArrayEquals(SRTCP, packet);
    }

    @Test
    void rtcpIsDecryptedAsInSection17() {
        byte[] packet = SRTCP.clone();
        int length = new RtcpDecryptor(SrtpProfile.AEAD_AES_128_GCM, KEYS).decrypt(packet, 0, packet.length);
        assertEquals(RTCP.length, length);
        assertArrayEquals(RTCP, Arrays.copyOf(packet, length));
    }

    @Test
    void packetFromDerivedKeysIsThatOfOtherImplementations() {
        // Master key and salt all zero; compared by several SRTP implementations.
        MasterKey zero = new MasterKey(SrtpProfile.AEAD_AES_128_GCM, new byte[16], new byte[12]);
        byte[] packet = Arrays.copyOf(RTP, SRTP.length);
        new RtpEncryptor(zero).encrypt(packet, 0, 12, RTP, 12, RTP.length - 12, 0x5501a0b2, 0xf17b);
        assertArrayEquals(
                Hex.bytes(
                        "8040f17b8041f8d35501a0b2",
                        "11743945e80b2e35a6e26008c248951f36eafc8d89a929fc54c9bab4f895957c4123e94a658c",
                        "e832d76d50975fd2c9935d13ebb3ec4f"),
                packet);
    }

    @Test
    void repeatedIndexThrowsAndIsNotSent() {
        RtpEncryptor encryptor =
                new RtpEncryptor(new MasterKey(SrtpProfile.AEAD_AES_128_GCM, new byte[16], new byte[12]));
        byte[] packet = new byte[64];
        encryptor.encrypt(packet, 0, 12, RTP, 12, 20, 1, 7);
        assertThrows(IllegalStateException.class, () -> encryptor.encrypt(packet, 0, 12, RTP, 12, 20, 1, 7));
    }

    @Test
    void indexBeyond48BitsThrows() {
        RtpEncryptor encryptor =
                new RtpEncryptor(new MasterKey(SrtpProfile.AEAD_AES_128_GCM, new byte[16], new byte[12]));
        byte[] packet = new byte[64];
        encryptor.encrypt(packet, 0, 12, RTP, 12, 20, 1, (1L << 48) - 1);
        assertThrows(IllegalStateException.class, () -> encryptor.encrypt(packet, 0, 12, RTP, 12, 20, 1, 1L << 48));
    }
}
