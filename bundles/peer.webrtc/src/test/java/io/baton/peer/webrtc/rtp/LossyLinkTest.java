// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.webrtc.srtp.SrtpProfile;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ten seconds of video over a link that loses packets in both directions, with a receiver that asks as browsers do. */
class LossyLinkTest {

    private static final long MILLI = 1_000_000L;
    private static final long FRAME = 33 * MILLI;
    private static final int FRAMES = 300;
    private static final int SSRC = 5;
    private static final VideoTrack TRACK = new VideoTrack(SSRC, 96, 6, 97, new HeaderExtensions(1, 2), "baton");

    private final Random random = new Random(4588);
    private final FakeViewer viewer = new FakeViewer(SrtpProfile.AEAD_AES_128_GCM);
    private final byte[][] arrived = new byte[0x10000][];
    private int handled;
    private long now;

    @ParameterizedTest
    @CsvSource({"0.02, 0", "0.10, 3", "0.10, 65200"})
    void lostPacketsAreRepairedByRetransmission(double loss, int firstSequence) {
        VideoSender sender = new VideoSender(
                TRACK,
                viewer.deviceKey,
                viewer.viewerKey,
                viewer,
                new KeyFrameRequests(() -> {}, MILLI),
                random,
                InstantSource.fixed(Instant.EPOCH),
                now,
                SequenceNumbers.at(firstSequence));
        sender.setActive(true, now);
        byte[][] sent = new byte[0x10000][];
        int next = firstSequence;
        for (int i = 0; i < FRAMES; i++) {
            PacketisedFrame frame = TestFrames.frame(random, i == 0, 16_000, now);
            for (int p = 0; p < frame.packets(); p++) {
                int at = frame.offset(p);
                sent[next++ & 0xffff] = Arrays.copyOfRange(frame.bytes(), at, at + frame.length(p));
            }
            sender.send(frame, now);
            for (long end = now + FRAME; now < end; now += MILLI) {
                if (now >= sender.deadlineNanos()) {
                    sender.tick(now);
                }
                arrive(loss);
                if (now / MILLI % 20 == 0) {
                    askForMissing(sender, firstSequence, next, loss);
                }
            }
        }
        int missing = 0;
        int tail = 60;
        for (int number = firstSequence; number < next - tail; number++) {
            byte[] payload = arrived[number & 0xffff];
            if (payload == null) {
                missing++;
            } else {
                assertArrayEquals(sent[number & 0xffff], payload);
            }
        }
        assertEquals(0, missing);
        assertTrue(sender.stats().retransmissions() > loss * (next - firstSequence) * 0.8);
        assertTrue(sender.stats().retransmissions() < loss * (next - firstSequence) * 1.8);
    }

    private void arrive(double loss) {
        for (; handled < viewer.packets.size(); handled++) {
            RtpPacket packet = viewer.packets.get(handled);
            if (random.nextDouble() < loss) {
                continue;
            }
            if (packet.ssrc() == SSRC) {
                arrived[packet.sequence()] = packet.payload();
            } else {
                byte[] payload = packet.payload();
                arrived[BigEndian.getShort(payload, 0)] = Arrays.copyOfRange(payload, 2, payload.length);
            }
        }
    }

    private void askForMissing(VideoSender sender, int first, int next, double loss) {
        BitSet missing = new BitSet();
        for (int number = Math.max(first, next - 500); number < next; number++) {
            if (arrived[number & 0xffff] == null) {
                missing.set(number);
            }
        }
        int number = missing.nextSetBit(0);
        while (number >= 0) {
            int following = 0;
            for (int i = 0; i < 16; i++) {
                following |= missing.get(number + 1 + i) ? 1 << i : 0;
            }
            byte[] nack = viewer.nack(SSRC, number & 0xffff, following);
            if (random.nextDouble() >= loss) {
                sender.rtcp(nack, 0, nack.length, now);
            }
            number = missing.nextSetBit(number + 17);
        }
    }
}
