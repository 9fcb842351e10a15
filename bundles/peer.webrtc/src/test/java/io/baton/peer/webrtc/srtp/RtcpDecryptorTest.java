// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.srtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RtcpDecryptorTest {

    private static final int PLAIN = 32;

    @ParameterizedTest
    @EnumSource
    void eachPacketIsAcceptedOnceInAnyOrder(SrtpProfile profile) {
        RtcpEncryptor encryptor = new RtcpEncryptor(key(profile));
        RtcpDecryptor decryptor = new RtcpDecryptor(key(profile));
        byte[] first = encrypted(encryptor, 1);
        byte[] second = encrypted(encryptor, 1);
        assertEquals(PLAIN, decryptor.decrypt(second.clone(), 0, second.length));
        assertEquals(PLAIN, decryptor.decrypt(first.clone(), 0, first.length));
        assertEquals(RtcpDecryptor.REFUSED, decryptor.decrypt(first.clone(), 0, first.length));
        assertEquals(RtcpDecryptor.REFUSED, decryptor.decrypt(second.clone(), 0, second.length));
    }

    @ParameterizedTest
    @EnumSource
    void packetAtAnyOffsetIsDecrypted(SrtpProfile profile) {
        RtcpEncryptor encryptor = new RtcpEncryptor(key(profile));
        byte[] plain = plain(1);
        byte[] packet = new byte[100];
        System.arraycopy(plain, 0, packet, 7, PLAIN);
        int length = encryptor.encrypt(packet, 7, PLAIN);
        assertEquals(PLAIN, new RtcpDecryptor(key(profile)).decrypt(packet, 7, length));
        assertArrayEquals(plain, Arrays.copyOfRange(packet, 7, 7 + PLAIN));
    }

    @ParameterizedTest
    @EnumSource
    void everyTruncationIsRefused(SrtpProfile profile) {
        byte[] packet = encrypted(new RtcpEncryptor(key(profile)), 1);
        for (int length = 0; length < packet.length; length++) {
            assertEquals(RtcpDecryptor.REFUSED, new RtcpDecryptor(key(profile)).decrypt(packet.clone(), 0, length));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyFlippedBitIsRefusedAndTheNextPacketAccepted(SrtpProfile profile) {
        byte[] packet = encrypted(new RtcpEncryptor(key(profile)), 1);
        RtcpDecryptor decryptor = new RtcpDecryptor(key(profile));
        for (int bit = 0; bit < packet.length * 8; bit++) {
            byte[] forged = packet.clone();
            forged[bit / 8] ^= (byte) (1 << (bit % 8));
            assertEquals(RtcpDecryptor.REFUSED, decryptor.decrypt(forged, 0, forged.length), "bit " + bit);
        }
        assertEquals(PLAIN, decryptor.decrypt(packet, 0, packet.length));
    }

    @ParameterizedTest
    @EnumSource
    void randomBytesAreRefused(SrtpProfile profile) {
        Random random = new Random(7714);
        RtcpDecryptor decryptor = new RtcpDecryptor(key(profile));
        for (int i = 0; i < 5_000; i++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            assertEquals(RtcpDecryptor.REFUSED, decryptor.decrypt(noise, 0, noise.length));
        }
    }

    @ParameterizedTest
    @EnumSource
    void numberOfSendersWithStateIsBounded(SrtpProfile profile) {
        RtcpEncryptor encryptor = new RtcpEncryptor(key(profile));
        RtcpDecryptor decryptor = new RtcpDecryptor(key(profile));
        for (int ssrc = 0; ssrc < 16; ssrc++) {
            assertEquals(PLAIN, decryptor.decrypt(encrypted(encryptor, ssrc), 0, PLAIN + encryptor.overhead()));
        }
        byte[] oneTooMany = encrypted(encryptor, 16);
        assertEquals(RtcpDecryptor.REFUSED, decryptor.decrypt(oneTooMany, 0, oneTooMany.length));
        byte[] known = encrypted(encryptor, 3);
        assertEquals(PLAIN, decryptor.decrypt(known, 0, known.length));
    }

    private static MasterKey key(SrtpProfile profile) {
        byte[] exported = new byte[profile.exportedLength()];
        new Random(1).nextBytes(exported);
        return MasterKey.ofServer(profile, exported);
    }

    private static byte[] plain(int ssrc) {
        byte[] plain = new byte[PLAIN];
        new Random(2).nextBytes(plain);
        plain[0] = (byte) 0x80;
        BigEndian.put(plain, 4, ssrc);
        return plain;
    }

    private static byte[] encrypted(RtcpEncryptor encryptor, int ssrc) {
        byte[] packet = Arrays.copyOf(plain(ssrc), PLAIN + encryptor.overhead());
        encryptor.encrypt(packet, 0, PLAIN);
        return packet;
    }
}
