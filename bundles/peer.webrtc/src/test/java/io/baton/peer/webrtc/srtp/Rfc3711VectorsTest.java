// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.srtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** RFC 3711 appendix B, and the packets libsrtp's own self-test compares itself with. */
class Rfc3711VectorsTest {

    private static final byte[] MASTER_KEY = Hex.bytes("E1F97A0D3E018BE0D64FA32C06DE4139");
    private static final byte[] MASTER_SALT = Hex.bytes("0EC675AD498AFEEBB6960B3AABE6");
    private static final MasterKey MASTER = new MasterKey(SrtpProfile.AES_CM_128_HMAC_SHA1_80, MASTER_KEY, MASTER_SALT);

    @Test
    void sessionKeysAreDerivedAsInAppendixB3() {
        SessionKeys keys = MASTER.rtpKeys();
        assertArrayEquals(Hex.bytes("C61E7A93744F39EE10734AFE3FF7A087"), keys.encryption());
        assertArrayEquals(Hex.bytes("30CBBC08863D8C85D49DB34A9AE1"), keys.salt());
        assertArrayEquals(Hex.bytes("CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4"), keys.authentication());
    }

    @Test
    void rtcpKeysUseTheirOwnLabels() {
        assertArrayEquals(
                Hex.bytes("4c1aa45a81f73d61c800bbb00fbb1eaa"), MASTER.rtcpKeys().encryption());
    }

    @Test
    void keystreamIsThatOfAppendixB2() {
        SessionKeys keys = new SessionKeys(
                Hex.bytes("2B7E151628AED2A6ABF7158809CF4F3C"), new byte[20], Hex.bytes("F0F1F2F3F4F5F6F7F8F9FAFBFCFD"));
        byte[] stream = new byte[0xff02 * 16 + 10];
        new CounterPacketCipher(keys, 10).seal(stream, 0, 0xff02 * 16, stream, 0, 0, 0, 0, 0, false);
        assertBlock("E03EAD0935C95E80E166B16DD92B4EB4", stream, 0);
        assertBlock("D23513162B02D0F72A43A2FE4A5F97AB", stream, 1);
        assertBlock("41E95B3BB0A2E8DD477901E4FCA894C0", stream, 2);
        assertBlock("EC8CDF7398607CB0F2D21675EA9EA1E4", stream, 0xfeff);
        assertBlock("362B7C3C6773516318A077D7FC5073AE", stream, 0xff00);
        assertBlock("6A2CC3787889374FBEB4C81B17BA6C44", stream, 0xff01);
    }

    @Test
    void rtpPacketIsProtectedAsByLibsrtp() {
        byte[] packet = new byte[38];
        byte[] plain = Hex.bytes("800f1234decafbadcafebabe abababababababababababababababab");
        System.arraycopy(plain, 0, packet, 0, plain.length);
        int length = new RtpEncryptor(MASTER).encrypt(packet, 0, 12, packet, 12, 16, 0xcafebabe, 0x1234);
        assertEquals(38, length);
        assertArrayEquals(
                Hex.bytes("800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402b78d6acc99ea179b8dbb"), packet);
    }

    @Test
    void rtcpPacketIsProtectedAsByLibsrtp() {
        byte[] plain = Hex.bytes("81c8000bcafebabe abababababababababababababababab");
        byte[] packet = Arrays.copyOf(plain, plain.length + 14);
        RtcpEncryptor encryptor = new RtcpEncryptor(MASTER);
        assertEquals(plain.length + 14, encryptor.encrypt(packet, 0, plain.length));
        byte[] expected =
                Hex.bytes("81c8000bcafebabe 7128035be487b9bdbef89041f977a5a8", "80000001", "993e08cd54d6c1230798");
        assertArrayEquals(expected, packet);
        assertEquals(plain.length, new RtcpDecryptor(MASTER).decrypt(packet, 0, packet.length));
        assertArrayEquals(plain, Arrays.copyOf(packet, plain.length));
    }

    private static void assertBlock(String expected, byte[] stream, int block) {
        assertArrayEquals(Hex.bytes(expected), Arrays.copyOfRange(stream, block * 16, block * 16 + 16));
    }
}
