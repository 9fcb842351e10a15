// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.baton.peer.webrtc.srtp.SrtpProfile;
import io.baton.testkit.DamagedSeeds;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a peer sends as RTCP: no exception, no byte read beyond the packet, no more effects than bytes. */
class RtcpReaderFuzzTest {

    private static final int PREFIX = 3;

    @FuzzTest
    void malformedRtcpHasNoEffect(byte[] data) {
        byte[] exact = new byte[PREFIX + data.length];
        System.arraycopy(data, 0, exact, PREFIX, data.length);
        CountingListener listener = new CountingListener();
        boolean wellFormed = RtcpReader.read(exact, PREFIX, data.length, listener);
        assertTrue(wellFormed || listener.calls == 0, "half a packet took effect");
        assertTrue(4 * listener.calls <= data.length, listener.calls + " effects of " + data.length + " bytes");
    }

    @FuzzTest
    void rtcpOfAnyContentLeavesTheSenderUsable(byte[] data) {
        if (data.length < 8 || data.length > 1400) {
            return;
        }
        FakeViewer viewer = new FakeViewer(SrtpProfile.AEAD_AES_128_GCM);
        Random random = new Random(1);
        VideoTrack track = new VideoTrack(0x00c0ffee, 96, 2, 97, HeaderExtensions.NONE, "baton");
        VideoSender sender = new VideoSender(
                track,
                viewer.deviceKey,
                viewer.viewerKey,
                viewer,
                new KeyFrameRequests(() -> {}, 1),
                random,
                InstantSource.fixed(Instant.EPOCH),
                0);
        sender.setActive(true, 0);
        sender.send(TestFrames.frame(random, true, 20_000, 0), 0);
        int sent = viewer.packets.size();
        byte[] packet = viewer.rtcp(data);
        sender.rtcp(packet, 0, packet.length, 1_000_000);
        assertTrue(viewer.packets.size() <= 2 * sent, "each packet at most once again");
        assertEquals(0, viewer.reports.size());
    }

    private static final class CountingListener implements RtcpListener {

        private int calls;

        @Override
        public void report(int ssrc, int lost256, int lost, int jitter, int lastReport, int delaySinceReport) {
            assertTrue(lost256 >= 0 && lost256 <= 255);
            calls++;
        }

        @Override
        public void nack(int ssrc, int sequence, int following) {
            assertTrue(sequence >>> 16 == 0 && following >>> 16 == 0);
            calls++;
        }

        @Override
        public void pictureLoss(int ssrc) {
            calls++;
        }

        @Override
        public void fullIntra(int ssrc, int sequence) {
            calls++;
        }

        @Override
        public void estimate(long bitsPerSecond) {
            assertTrue(bitsPerSecond >= 0);
            calls++;
        }

        @Override
        public void bye() {
            calls++;
        }
    }

    @Test
    void s33DamagedRtcpIsReadOrRefused() {
        DamagedSeeds.run(RtcpReaderFuzzTest.class, "malformedRtcpHasNoEffect", this::malformedRtcpHasNoEffect);
    }
}
