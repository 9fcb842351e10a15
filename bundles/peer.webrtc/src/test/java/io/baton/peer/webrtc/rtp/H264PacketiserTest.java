// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class H264PacketiserTest {

    private static final int LIMIT = 200;
    private static final int STAP_A = 24;
    private static final int FU_A = 28;

    private final Random random = new Random(6184);
    /** Smaller frames share memory, larger ones have their own. */
    private final H264Packetiser packetiser = new H264Packetiser(LIMIT, 1 << 14);

    @Test
    void packetisedFrameIsDepacketisedUnchanged() {
        for (int run = 0; run < 2_000; run++) {
            List<byte[]> nals = new ArrayList<>();
            for (int i = random.nextInt(6); i >= 0; i--) {
                int length = random.nextBoolean() ? 1 + random.nextInt(60) : 1 + random.nextInt(5 * LIMIT);
                nals.add(nal((1 + random.nextInt(23)) | (random.nextInt(4) << 5), length));
            }
            List<byte[]> payloads = packetise(nals);
            for (byte[] payload : payloads) {
                assertTrue(payload.length <= LIMIT, "too large: " + payload.length);
            }
            nals.removeIf(nal -> (nal[0] & 0x1f) == 9 || (nal[0] & 0x1f) == 12);
            assertSame(nals, depacketise(payloads));
        }
    }

    @Test
    void parameterSetsAndSmallFrameShareOnePacket() {
        List<byte[]> nals = List.of(nal(0x27, 30), nal(0x28, 8), nal(TestFrames.IDR, 100));
        List<byte[]> payloads = packetise(nals);
        assertEquals(1, payloads.size());
        assertEquals(0x60 | STAP_A, payloads.getFirst()[0]);
        assertSame(nals, depacketise(payloads));
    }

    @Test
    void largeFrameFollowsItsParameterSetsInItsOwnPackets() {
        List<byte[]> nals = List.of(nal(TestFrames.SPS, 30), nal(TestFrames.PPS, 8), nal(TestFrames.IDR, 1000));
        List<byte[]> payloads = packetise(nals);
        assertEquals(STAP_A, payloads.getFirst()[0] & 0x1f);
        assertEquals(FU_A, payloads.get(1)[0] & 0x1f);
        assertSame(nals, depacketise(payloads));
    }

    @Test
    void aggregateFillsThePacketExactly() {
        int second = LIMIT - 1 - 2 - 90 - 2;
        assertEquals(
                1,
                packetise(List.of(nal(TestFrames.SPS, 90), nal(TestFrames.PPS, second)))
                        .size());
        List<byte[]> apart = packetise(List.of(nal(TestFrames.SPS, 90), nal(TestFrames.PPS, second + 1)));
        assertEquals(List.of(90, second + 1), apart.stream().map(p -> p.length).toList());
    }

    @Test
    void unitOfExactlyTheLimitIsNotFragmented() {
        assertEquals(List.of(LIMIT), sizes(nal(TestFrames.SLICE, LIMIT)));
        assertEquals(List.of(102, 102), sizes(nal(TestFrames.SLICE, LIMIT + 1)));
    }

    @Test
    void fragmentsExceptTheLastAreOfEqualSize() {
        for (int length = LIMIT + 1; length < 12 * LIMIT; length += 7) {
            List<Integer> sizes = sizes(nal(TestFrames.SLICE, length));
            int size = sizes.getFirst();
            assertTrue(sizes.subList(0, sizes.size() - 1).stream().allMatch(s -> s == size));
            assertTrue(sizes.getLast() <= size);
            assertEquals((length - 1 + LIMIT - 3) / (LIMIT - 2), sizes.size(), "no more packets than needed");
        }
    }

    @Test
    void delimitersAndFillerAreDropped() {
        List<byte[]> payloads =
                packetise(List.of(nal(TestFrames.DELIMITER, 2), nal(TestFrames.SLICE, 50), nal(TestFrames.FILLER, 90)));
        assertEquals(1, payloads.size());
        assertEquals(50, payloads.getFirst().length);
    }

    @Test
    void frameWithoutUnitsHasNoPackets() {
        for (byte[] stream :
                List.of(new byte[0], new byte[] {0, 0, 1}, new byte[] {0, 0, 0, 0}, new byte[] {1, 2, 3})) {
            assertEquals(
                    0,
                    packetiser
                            .packetise(TestFrames.unit(ByteBuffer.wrap(stream), false, 0))
                            .packets());
        }
    }

    @Test
    void bufferIsReadBetweenPositionAndLimitAndLeftUnchanged() {
        byte[] nal = nal(TestFrames.SLICE, 70);
        ByteBuffer direct = ByteBuffer.allocateDirect(200).position(50);
        direct.put(new byte[] {0, 0, 1}).put(nal).limit(direct.position()).position(50);
        ByteBuffer unit = direct.asReadOnlyBuffer();
        PacketisedFrame frame = packetiser.packetise(TestFrames.unit(unit, true, 77));
        assertArrayEquals(nal, Arrays.copyOfRange(frame.bytes(), frame.offset(0), frame.offset(0) + frame.size()));
        assertEquals(50, unit.position());
        assertEquals(123, unit.limit());
        assertTrue(frame.key());
        assertEquals(77, frame.captureNanos());
    }

    @Test
    void limitThatLeavesNoRoomThrows() {
        assertThrows(IllegalArgumentException.class, () -> new H264Packetiser(10));
    }

    private byte[] nal(int header, int length) {
        return TestFrames.nal(random, header, length);
    }

    private List<Integer> sizes(byte[] nal) {
        return packetise(List.of(nal)).stream().map(p -> p.length).toList();
    }

    private List<byte[]> packetise(List<byte[]> nals) {
        PacketisedFrame frame = packetiser.packetise(TestFrames.unit(TestFrames.stream(random, nals), false, 0));
        List<byte[]> payloads = new ArrayList<>();
        for (int i = 0; i < frame.packets(); i++) {
            int at = frame.offset(i);
            payloads.add(Arrays.copyOfRange(frame.bytes(), at, at + frame.length(i)));
        }
        return payloads;
    }

    private static List<byte[]> depacketise(List<byte[]> payloads) {
        H264Depacketiser depacketiser = new H264Depacketiser();
        payloads.forEach(depacketiser::payload);
        return depacketiser.nals();
    }

    private static void assertSame(List<byte[]> expected, List<byte[]> actual) {
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), actual.get(i));
        }
    }
}
