// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.ice;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The test vectors of RFC 5769, and what is not STUN. */
final class StunMessageTest {

    private static final StunKey KEY = new StunKey("VOkJxbRl1RmTxUk/WvJxBt");

    /** RFC 5769 §2.1. */
    private static final byte[] REQUEST = hex("""
            00 01 00 58 21 12 a4 42 b7 e7 a7 01 bc 34 d6 86 fa 87 df ae
            80 22 00 10 53 54 55 4e 20 74 65 73 74 20 63 6c 69 65 6e 74
            00 24 00 04 6e 00 01 ff 80 29 00 08 93 2f f9 b1 51 26 3b 36
            00 06 00 09 65 76 74 6a 3a 68 36 76 59 20 20 20
            00 08 00 14 9a ea a7 0c bf d8 cb 56 78 1e f2 b5 b2 d3 f2 49 c1 b5 71 a2
            80 28 00 04 e5 7a 3b cf""");

    /** RFC 5769 §2.2. */
    private static final byte[] RESPONSE_4 = hex("""
            01 01 00 3c 21 12 a4 42 b7 e7 a7 01 bc 34 d6 86 fa 87 df ae
            80 22 00 0b 74 65 73 74 20 76 65 63 74 6f 72 20
            00 20 00 08 00 01 a1 47 e1 12 a6 43
            00 08 00 14 2b 91 f5 99 fd 9e 90 c3 8c 74 89 f9 2a f9 ba 53 f0 6b e7 d7
            80 28 00 04 c0 7d 4c 96""");

    /** RFC 5769 §2.3. */
    private static final byte[] RESPONSE_6 = hex("""
            01 01 00 48 21 12 a4 42 b7 e7 a7 01 bc 34 d6 86 fa 87 df ae
            80 22 00 0b 74 65 73 74 20 76 65 63 74 6f 72 20
            00 20 00 14 00 02 a1 47 01 13 a9 fa a5 d3 f1 79 bc 25 f4 b5 be d2 b9 d9
            00 08 00 14 a3 82 95 4e 4b e6 7b f1 17 84 c9 7c 82 92 c2 75 bf e3 ed 41
            80 28 00 04 c8 fb 0b 4c""");

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }

    private static StunMessage read(byte[] bytes) {
        StunMessage message = StunMessage.read(bytes, 0, bytes.length);
        assertNotNull(message);
        return message;
    }

    @Test
    void sampleRequestIsParsed() {
        StunMessage message = read(REQUEST);
        assertTrue(message.isRequest());
        assertTrue(message.isAuthentic(KEY));
        assertFalse(message.isAuthentic(new StunKey("another password, long enough")));
        assertEquals("evtj:h6vY", message.username());
        assertEquals("evtj", message.recipient());
        assertEquals(0x6e0001ffL, message.priority());
        assertTrue(message.fromControlled());
        assertFalse(message.useCandidate());
        assertEquals(0, message.unknownAttribute());
        assertEquals(0xb7e7a701, message.tag());
    }

    @Test
    void sampleResponsesAreParsed() {
        StunMessage v4 = read(RESPONSE_4);
        assertTrue(v4.isResponse() && v4.isAuthentic(KEY));
        assertEquals(new InetSocketAddress("192.0.2.1", 32_853), v4.mappedAddress());
        StunMessage v6 = read(RESPONSE_6);
        assertTrue(v6.isAuthentic(KEY));
        assertEquals(new InetSocketAddress("2001:db8:1234:5678:11:2233:4455:6677", 32_853), v6.mappedAddress());
    }

    @Test
    void sampleResponsesAreWrittenByteForByte() {
        byte[] transaction = hex("b7e7a701bc34d686fa87dfae");
        byte[] v4 = new StunWriter(StunType.BINDING_SUCCESS, transaction)
                .xorMapped(new InetSocketAddress("192.0.2.1", 32_853))
                .finish(KEY);
        // the samples carry a SOFTWARE attribute the device does not send: compare what is in common
        assertArrayEquals(hex("00200008 0001a147 e112a643"), slice(v4, 20, 12));
        assertTrue(read(v4).isAuthentic(KEY));
        byte[] v6 = new StunWriter(StunType.BINDING_SUCCESS, transaction)
                .xorMapped(new InetSocketAddress("2001:db8:1234:5678:11:2233:4455:6677", 32_853))
                .finish(KEY);
        assertArrayEquals(slice(RESPONSE_6, 36, 24), slice(v6, 20, 24));
        assertTrue(read(v6).isAuthentic(KEY));
    }

    @Test
    void tailOfTheSampleRequestIsWritten() {
        // §2.1 rebuilt; its padding is of spaces, so integrity differs while every other byte up to it agrees
        byte[] rebuilt = new StunWriter(StunType.BINDING_REQUEST, hex("b7e7a701bc34d686fa87dfae"))
                .text(0x8022, "STUN test client")
                .int32(StunType.PRIORITY, 0x6e0001ff)
                .int64(StunType.ICE_CONTROLLED, 0x932ff9b151263b36L)
                .text(StunType.USERNAME, "evtj:h6vY")
                .finish(KEY);
        assertArrayEquals(slice(REQUEST, 0, 73), slice(rebuilt, 0, 73));
        assertTrue(read(rebuilt).isAuthentic(KEY));
    }

    @Test
    void everyFlippedBitIsDetected() {
        for (int i = 0; i < REQUEST.length * 8; i++) {
            byte[] damaged = REQUEST.clone();
            damaged[i / 8] ^= (byte) (1 << i % 8);
            StunMessage message = StunMessage.read(damaged, 0, damaged.length);
            assertTrue(message == null || !message.isAuthentic(KEY), "bit " + i);
        }
    }

    @Test
    void truncatedAndRandomInputIsRefused() {
        for (int length = 0; length < REQUEST.length; length++) {
            assertNull(StunMessage.read(REQUEST, 0, length));
        }
        var random = new Random(5_769);
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = new byte[random.nextInt(600)];
            random.nextBytes(noise);
            if (noise.length >= 20) {
                // past the first gates, so that the attribute walk is what meets the noise
                noise[0] = (byte) (random.nextBoolean() ? 0 : 1);
                noise[1] = 1;
                StunMessage.put16(noise, 2, noise.length - 20);
                System.arraycopy(REQUEST, 4, noise, 4, 4);
                if (noise.length >= 28) {
                    byte[] body = noise.clone();
                    int at = body.length - 8;
                    StunMessage.put16(body, at, StunType.FINGERPRINT);
                    StunMessage.put16(body, at + 2, 4);
                    int crc = StunMessage.fingerprint(body, at);
                    StunMessage.put16(body, at + 4, crc >>> 16);
                    StunMessage.put16(body, at + 6, crc);
                    StunMessage sealed = StunMessage.read(body, 0, body.length);
                    if (sealed != null) {
                        sealed.username();
                        sealed.mappedAddress();
                        sealed.errorCode();
                        sealed.priority();
                        assertFalse(sealed.isAuthentic(KEY));
                    }
                }
            }
            assertNull(StunMessage.read(noise, 0, noise.length));
        }
    }

    private static byte[] slice(byte[] bytes, int at, int length) {
        byte[] slice = new byte[length];
        System.arraycopy(bytes, at, slice, 0, length);
        return slice;
    }

    @Test
    void stunIsDistinguishedFromOtherTraffic() {
        assertTrue(StunMessage.looksLike(REQUEST, 0, REQUEST.length));
        assertFalse(StunMessage.looksLike(hex("16fefd0000000000000000006400"), 0, 14));
        assertFalse(StunMessage.looksLike(hex("80e0" + "00".repeat(30)), 0, 32));
    }
}
