// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.FrameAge;
import io.baton.peer.VideoLatency;
import io.baton.peer.webrtc.srtp.SrtpProfile;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VideoSenderTest {

    private static final long MILLI = 1_000_000L;
    private static final long FRAME = 33_333_333L;
    private static final int SSRC = 0xcafe0001;
    private static final int RTX_SSRC = 0xcafe0002;
    private static final int PAYLOAD_TYPE = 102;
    private static final int RTX_PAYLOAD_TYPE = 103;
    private static final VideoTrack TRACK =
            new VideoTrack(SSRC, PAYLOAD_TYPE, RTX_SSRC, RTX_PAYLOAD_TYPE, new HeaderExtensions(3, 12), "baton");
    private static final Instant WALL = Instant.ofEpochSecond(1_790_000_000L, 250_000_000L);

    private final Random random = new Random(3550);
    private final AtomicInteger asked = new AtomicInteger();
    private final KeyFrameRequests keyFrames = new KeyFrameRequests(asked::incrementAndGet, 200 * MILLI);
    private FakeViewer viewer = new FakeViewer(SrtpProfile.AEAD_AES_128_GCM);
    private VideoSender sender = sender(TRACK, 1000);
    private long now = 50 * MILLI;

    @BeforeEach
    void turnOn() {
        sender.setActive(true, now);
    }

    @ParameterizedTest
    @EnumSource
    void decryptedPacketsMatchThePacketisedFrame(SrtpProfile profile) {
        viewer = new FakeViewer(profile);
        sender = sender(TRACK, 1000);
        sender.setActive(true, now);
        PacketisedFrame frame = frame(true, 5_000);
        send(frame);
        assertEquals(frame.packets(), viewer.packets.size());
        for (int i = 0; i < frame.packets(); i++) {
            RtpPacket packet = viewer.packets.get(i);
            int at = frame.offset(i);
            assertArrayEquals(Arrays.copyOfRange(frame.bytes(), at, at + frame.length(i)), packet.payload());
            assertEquals(SSRC, packet.ssrc());
            assertEquals(PAYLOAD_TYPE, packet.payloadType());
            assertEquals(1000 + i, packet.sequence());
            assertEquals(i == frame.packets() - 1, packet.marker());
            assertEquals(viewer.packets.getFirst().timestamp(), packet.timestamp());
        }
    }

    @Test
    void ageOfAFrameIsKnownByTheTimestampThatItWasSentWith() {
        send(frame(true, 5_000));
        int timestamp = viewer.packets.getFirst().timestamp();
        long sent = now;
        long later = now + 7 * MILLI;
        FrameAge age = sender.frameAge(timestamp, later).orElseThrow();
        assertEquals(7 * MILLI, age.ageNanos() - age.sentNanos(), "sent at once, 7 ms ago");
        assertEquals(age.encodedNanos(), age.sentNanos());
        assertEquals(Optional.empty(), sender.frameAge(timestamp + 1, later));
        LatencySamples samples = new LatencySamples();
        sender.addLatency(samples, sent);
        assertEquals(1, samples.report().frames());
        LatencySamples none = new LatencySamples();
        sender.addLatency(none, sent + 1);
        assertEquals(VideoLatency.NONE, none.report());
    }

    @Test
    void packetsOfEqualSizeAreSentInOneBatch() {
        send(frame(true, 12_000));
        assertEquals(2, viewer.calls, "the parameter sets, then all fragments");
    }

    @Test
    void batchEndsWithItsFirstShorterPacket() {
        List<byte[]> nals = List.of(
                TestFrames.nal(random, TestFrames.IDR, 900),
                TestFrames.nal(random, TestFrames.IDR, 700),
                TestFrames.nal(random, TestFrames.IDR, 600),
                TestFrames.nal(random, TestFrames.IDR, 900));
        send(new H264Packetiser(H264Packetiser.DEFAULT_PAYLOAD)
                .packetise(TestFrames.unit(TestFrames.stream(random, nals), true, now)));
        assertEquals(
                List.of(900, 700, 600, 900),
                viewer.packets.stream().map(p -> p.payload().length).toList());
        assertEquals(3, viewer.calls);
    }

    @Test
    void warmUpSendsEveryFrameUntilItIsStopped() {
        for (SrtpProfile profile : SrtpProfile.values()) {
            var left = new AtomicInteger(7);
            int[] batches = {0};
            PacketSink sink = (buffer, offset, segmentSize, length) -> {
                batches[0] += length > segmentSize ? 1 : 0;
                return length;
            };
            WarmUp.run(profile, 10, sink, random, () -> left.getAndDecrement() == 0);
            assertEquals(7, batches[0]);
        }
    }

    @Test
    void packetsCarrySendTimeAndPlayoutDelay() {
        now = 65_500 * MILLI;
        send(frame(true, 500));
        assertEquals(
                Map.of(3, (1 << 18) + (1 << 17), 12, 0),
                viewer.packets.getFirst().extensions());
    }

    @Test
    void headerIsPlainWithoutNegotiatedExtensions() {
        sender = sender(new VideoTrack(SSRC, 96, 0, VideoTrack.NO_RTX, HeaderExtensions.NONE, "baton"), 1);
        sender.setActive(true, now);
        send(frame(true, 500));
        assertEquals(Map.of(), viewer.packets.getFirst().extensions());
    }

    @Test
    void newViewerRequestsAKeyFrameAndReceivesNothingBeforeIt() {
        assertEquals(1, asked.get());
        send(frame(false, 500));
        assertEquals(List.of(), viewer.packets);
        send(frame(true, 500));
        send(frame(false, 500));
        assertEquals(2, viewer.packets.size());
        assertEquals(1, sender.stats().framesDropped());
    }

    @Test
    void viewerWithALimitLeavesFramesOutWithoutAskingForKeyFrames() {
        assertTrue(sender.limit(8_000, now));
        assertFalse(sender.limit(8_000, now), "as before");
        send(frame(true, 1_200));
        int before = asked.get();
        for (int i = 0; i < 30; i++) {
            advance(FRAME);
            send(frame(false, 500));
        }
        assertEquals(before, asked.get());
        assertEquals(30, sender.stats().framesDropped());
        assertTrue(sender.limit(BitrateTarget.UNLIMITED, now));
        send(frame(false, 500));
        assertEquals(31, sender.stats().framesDropped(), "the frame before it was left out");
        assertEquals(before + 1, asked.get(), "now the path carries what all get");
        send(frame(true, 500));
        send(frame(false, 500));
        assertEquals(31, sender.stats().framesDropped());
    }

    @Test
    void keyFrameIsSpreadOverTheTimeThatANarrowPathTakes() {
        sender.limit(400_000, now);
        send(frame(true, 50_000));
        int seconds = 0;
        int before = 0;
        while (viewer.packets.stream()
                                .mapToInt(packet -> packet.payload().length)
                                .sum()
                        < 50_000
                && seconds < 5) {
            for (int i = 0; i < 30; i++) {
                advance(FRAME);
                send(frame(false, 500));
            }
            seconds++;
            int bytes = viewer.packets.stream()
                    .mapToInt(packet -> packet.payload().length)
                    .sum();
            assertTrue(bytes - before <= 56_000, bytes - before + " bytes in a second");
            before = bytes;
        }
        assertEquals(1, seconds, "50,000 bytes take a second");
        assertEquals(1, asked.get(), "when it was turned on");
    }

    @Test
    void limitedViewerAsksForAKeyFrameOnlyWhenNoneComes() {
        sender.limit(8_000, now);
        send(frame(true, 1_200));
        int before = asked.get();
        for (int i = 0; i < 30 * 10; i++) {
            advance(FRAME);
            send(frame(false, 500));
        }
        assertEquals(before + 3, asked.get(), "every three seconds");
    }

    @Test
    void keyFrameRequestIsRepeatedUntilAKeyFrameComes() {
        for (int i = 0; i < 30; i++) {
            advance(FRAME);
            send(frame(false, 500));
        }
        assertEquals(1 + 4, asked.get(), "once at first, then every 200 ms at the next frame");
    }

    @Test
    void viewerWithoutVideoReceivesNothingAndItsRequestsAreDropped() {
        sender.setActive(false, now);
        send(frame(true, 500));
        assertEquals(0, viewer.packets.size());
        now += 500 * MILLI;
        assertTrue(receive(viewer.pictureLoss(SSRC)));
        assertEquals(1, asked.get());
    }

    @Test
    void sequenceNumbersContinueAfterVideoWasOff() {
        send(frame(true, 3_000));
        int last = viewer.packets.getLast().sequence();
        sender.setActive(false, now);
        advance(FRAME);
        send(frame(false, 500));
        sender.setActive(true, now);
        send(frame(false, 500));
        send(frame(true, 500));
        assertEquals(last + 1, viewer.packets.getLast().sequence());
    }

    @ParameterizedTest
    @EnumSource
    void sequenceNumbersRollOver(SrtpProfile profile) {
        viewer = new FakeViewer(profile);
        sender = sender(TRACK, 0xffff - 3);
        sender.setActive(true, now);
        for (int i = 0; i < 8; i++) {
            send(frame(i == 0, 100));
            advance(FRAME);
        }
        assertEquals(
                List.of(0xfffc, 0xfffd, 0xfffe, 0xffff, 0, 1, 2, 3),
                viewer.packets.stream().map(RtpPacket::sequence).toList());
        assertEquals(0x10004, sender.stats().nextIndex());
        receive(viewer.nack(SSRC, 0xffff, 1));
        List<RtpPacket> repeated = viewer.packets.subList(8, 10);
        assertEquals(0xffff, BigEndian.getShort(repeated.get(0).payload(), 0));
        assertEquals(0, BigEndian.getShort(repeated.get(1).payload(), 0));
    }

    @Test
    void timestampsFollowTheCaptureTime() {
        send(TestFrames.frame(random, true, 100, now));
        now += 40 * MILLI;
        send(TestFrames.frame(random, false, 100, now - 7 * MILLI));
        assertEquals(33 * 90, ticksBetween(0, 1));
    }

    @Test
    void newSourceWithAnotherClockKeepsTimestampsMonotonic() {
        send(TestFrames.frame(random, true, 100, now));
        advance(FRAME);
        send(TestFrames.frame(random, false, 100, now));
        now += 100 * MILLI;
        send(TestFrames.frame(random, true, 100, 987_654_321_987_654L));
        now += 20 * MILLI;
        send(TestFrames.frame(random, false, 100, 987_654_321_987_654L + 20 * MILLI));
        now += 20 * MILLI;
        send(TestFrames.frame(random, true, 100, 5));
        assertEquals(
                List.of(1000, 1001, 1002, 1003, 1004),
                viewer.packets.stream().map(RtpPacket::sequence).toList());
        assertEquals(9_000, ticksBetween(1, 2), 1);
        assertEquals(1_800, ticksBetween(2, 3), 1);
        assertEquals(1_800, ticksBetween(3, 4), 1);
    }

    @Test
    void timestampsAdvanceWhenTheCaptureClockStands() {
        for (int i = 0; i < 5; i++) {
            send(TestFrames.frame(random, i == 0, 100, 42));
        }
        for (int i = 1; i < 5; i++) {
            assertTrue(ticksBetween(i - 1, i) > 0);
        }
    }

    @Test
    void largeKeyFrameIsSpreadOverAFewMilliseconds() {
        PacketisedFrame frame = frame(true, 120_000);
        long start = now;
        send(frame);
        int atOnce = viewer.datagrams.stream().mapToInt(d -> d.length).sum();
        assertTrue(atOnce <= Pacer.SHALLOWEST + 1200, "sent at once: " + atOnce);
        int steps = 0;
        while (viewer.packets.size() < frame.packets()) {
            int before = viewer.packets.size();
            assertEquals(now + Pacer.STEP_NANOS, sender.deadlineNanos());
            now = sender.deadlineNanos();
            sender.tick(now);
            assertTrue(viewer.packets.size() > before, "a step that sends nothing");
            assertTrue(viewer.packets.size() - before < frame.packets() / 3, "a step that sends too much");
            steps++;
        }
        assertTrue(steps >= 3);
        assertTrue(now - start <= Pacer.SPREAD_NANOS + 2 * Pacer.STEP_NANOS, "took " + (now - start));
        assertTrue(viewer.packets.getLast().marker());
    }

    @Test
    void ordinaryFrameIsSentAtOnceEvenAtAHighRate() {
        send(frame(true, 20_000));
        for (int i = 0; i < 200; i++) {
            advance(16_666_667L);
            send(frame(false, 25_000));
        }
        int before = viewer.packets.size();
        advance(16_666_667L);
        PacketisedFrame frame = frame(false, 25_000);
        send(frame);
        assertEquals(before + frame.packets(), viewer.packets.size());
    }

    @Test
    void packetsRefusedByAFullSocketAreSentLaterUnchanged() {
        viewer.room = 5;
        PacketisedFrame frame = frame(true, 15_000);
        send(frame);
        assertEquals(5, viewer.packets.size());
        assertEquals(1, sender.stats().socketFull());
        viewer.room = 3;
        advance(MILLI);
        assertEquals(8, viewer.packets.size());
        viewer.room = FakeViewer.ALL;
        advance(MILLI);
        assertEquals(frame.packets(), viewer.packets.size());
        for (int i = 0; i < frame.packets(); i++) {
            assertEquals(1000 + i, viewer.packets.get(i).sequence());
        }
        assertEquals(0, sender.stats().framesDropped());
    }

    @Test
    void viewerTooFarBehindSkipsToTheNextKeyFrameWithoutASequenceGap() {
        send(frame(true, 1_000));
        int before = asked.get();
        viewer.room = 0;
        for (int i = 0; i < 8; i++) {
            advance(FRAME);
            send(frame(false, 10_000));
        }
        assertTrue(asked.get() > before);
        viewer.room = FakeViewer.ALL;
        advance(FRAME);
        send(frame(false, 10_000));
        int stale = viewer.packets.size();
        advance(FRAME);
        send(frame(true, 3_000));
        advance(FRAME);
        for (int i = 1; i < viewer.packets.size(); i++) {
            assertEquals(
                    viewer.packets.get(i - 1).sequence() + 1,
                    viewer.packets.get(i).sequence());
        }
        assertTrue(viewer.packets.size() > stale, "goes on with the key frame");
        assertEquals(24, viewer.packets.get(stale).payload()[0] & 0x1f, "first comes the aggregate with SPS and PPS");
        assertTrue(stale < 15, "does not send what is stale: " + stale);
        assertTrue(sender.stats().framesDropped() >= 5);
    }

    @Test
    void anotherViewerIsNotDelayedByOneWhoseSocketIsFull() {
        FakeViewer other = new FakeViewer(SrtpProfile.AEAD_AES_128_GCM);
        VideoSender otherSender = new VideoSender(
                TRACK, other.deviceKey, other.viewerKey, other, keyFrames, random, InstantSource.fixed(WALL), now);
        otherSender.setActive(true, now);
        viewer.room = 0;
        for (int i = 0; i < 20; i++) {
            PacketisedFrame frame = frame(i == 0, 5_000);
            sender.send(frame, now);
            otherSender.send(frame, now);
            now += FRAME;
        }
        assertEquals(20, other.packets.stream().filter(RtpPacket::marker).count());
    }

    @Test
    void lostPacketIsRetransmittedInTheRtxStream() {
        PacketisedFrame frame = frame(true, 10_000);
        send(frame);
        int sent = viewer.packets.size();
        RtpPacket lost = viewer.packets.get(3);
        receive(viewer.nack(SSRC, lost.sequence(), 0b101));
        List<RtpPacket> repeated = viewer.packets.subList(sent, viewer.packets.size());
        assertEquals(3, repeated.size());
        RtpPacket first = repeated.getFirst();
        assertEquals(RTX_SSRC, first.ssrc());
        assertEquals(RTX_PAYLOAD_TYPE, first.payloadType());
        assertEquals(lost.timestamp(), first.timestamp());
        assertEquals(lost.sequence(), BigEndian.getShort(first.payload(), 0));
        assertArrayEquals(lost.payload(), Arrays.copyOfRange(first.payload(), 2, first.payload().length));
        assertEquals(
                List.of(lost.sequence(), lost.sequence() + 1, lost.sequence() + 3),
                repeated.stream().map(p -> BigEndian.getShort(p.payload(), 0)).toList());
        assertEquals((first.sequence() + 1) & 0xffff, repeated.get(1).sequence());
        assertEquals(3, sender.stats().retransmissions());
    }

    @Test
    void retransmissionKeepsTheMarker() {
        send(frame(true, 100));
        receive(viewer.nack(SSRC, 1000, 0));
        assertTrue(viewer.packets.getLast().marker());
        assertEquals(RTX_SSRC, viewer.packets.getLast().ssrc());
    }

    @Test
    void retransmissionWithoutRtxRepeatsTheSameBytes() {
        sender = sender(
                new VideoTrack(SSRC, PAYLOAD_TYPE, 0, VideoTrack.NO_RTX, new HeaderExtensions(3, 12), "baton"), 1000);
        sender.setActive(true, now);
        send(frame(true, 5_000));
        now += 20 * MILLI;
        receive(viewer.nack(SSRC, 1002, 0));
        assertArrayEquals(viewer.datagrams.get(2), viewer.datagrams.getLast());
        assertEquals(1, sender.stats().retransmissions());
    }

    @Test
    void packetIsRetransmittedAtMostOncePerRoundTrip() {
        send(frame(true, 5_000));
        report(40 * MILLI);
        long measured = sender.stats().roundTripNanos();
        assertEquals(40.0, measured / 1e6, 0.1, "milliseconds");
        receive(viewer.nack(SSRC, 1001, 0));
        now += measured - 1;
        receive(viewer.nack(SSRC, 1001, 0));
        assertEquals(1, sender.stats().retransmissions());
        assertEquals(1, sender.stats().retransmissionsRefused());
        now += 1;
        receive(viewer.nack(SSRC, 1001, 0));
        assertEquals(2, sender.stats().retransmissions());
    }

    @Test
    void nackOfUnsentOrForgottenPacketIsIgnored() {
        send(frame(true, 500));
        receive(viewer.nack(SSRC, 999, 0));
        receive(viewer.nack(SSRC, 1001, 0xffff));
        receive(viewer.nack(0xbad, 1000, 0));
        assertEquals(0, sender.stats().retransmissions());
        for (int i = 0; i < Retransmitter.REMEMBERED; i++) {
            advance(FRAME);
            send(frame(false, 100));
        }
        receive(viewer.nack(SSRC, 1000, 0));
        assertEquals(0, sender.stats().retransmissions());
        receive(viewer.nack(SSRC, 1001, 0));
        assertEquals(1, sender.stats().retransmissions());
    }

    @Test
    void nackOfAnOverwrittenPacketIsRefused() {
        var packetiser = new H264Packetiser(H264Packetiser.DEFAULT_PAYLOAD, 8 * 2_000);
        for (int i = 0; i < 20; i++) {
            byte[] nal = TestFrames.nal(random, TestFrames.IDR, 1_000);
            send(packetiser.packetise(TestFrames.unit(TestFrames.stream(random, List.of(nal)), true, now)));
            advance(FRAME);
        }
        receive(viewer.nack(SSRC, 1000, 0));
        assertEquals(0, sender.stats().retransmissions());
        assertEquals(1, sender.stats().retransmissionsRefused());
        RtpPacket kept = viewer.packets.get(15);
        receive(viewer.nack(SSRC, 1015, 0));
        byte[] repeated = viewer.packets.getLast().payload();
        assertEquals(1, sender.stats().retransmissions());
        assertArrayEquals(kept.payload(), Arrays.copyOfRange(repeated, 2, repeated.length));
    }

    @Test
    void retransmissionsStayWithinAQuarterOfTheBytesSent() {
        long first = 0;
        for (int i = 0; i < 300; i++) {
            PacketisedFrame frame = frame(i == 0, 16_000);
            send(frame);
            first += frame.size();
            int last = (int) (sender.stats().nextIndex() - 1);
            receive(viewer.nack(SSRC, (last - 16) & 0xffff, 0xffff));
            advance(FRAME);
        }
        long again = viewer.packets.stream()
                .filter(p -> p.ssrc() == RTX_SSRC)
                .mapToLong(p -> p.payload().length)
                .sum();
        assertTrue(again < first * 11 / 40 + Retransmitter.BURST_BYTES, again + " of " + first);
        assertTrue(again > first / 5, again + " of " + first);
        assertTrue(sender.stats().retransmissionsRefused() > 0);
    }

    @Test
    void pictureLossesAreMergedIntoOneKeyFrameRequest() {
        send(frame(true, 500));
        keyFrames.keyFrame();
        now += 300 * MILLI;
        receive(viewer.pictureLoss(SSRC));
        receive(viewer.pictureLoss(SSRC));
        receive(viewer.fullIntra(SSRC, 7));
        assertEquals(2, asked.get());
        assertEquals(2, sender.stats().pictureLosses());
        assertEquals(1, sender.stats().fullIntraRequests());
    }

    @Test
    void viewerThatAsksWithoutEndGetsFewKeyFrames() {
        send(frame(true, 500));
        advance(300 * MILLI);
        int before = asked.get();
        for (int i = 0; i < 50; i++) {
            int askedBefore = asked.get();
            receive(viewer.pictureLoss(SSRC));
            advance(200 * MILLI);
            boolean key = asked.get() > askedBefore;
            if (key) {
                keyFrames.keyFrame();
            }
            send(frame(key, 500));
        }
        assertEquals(7, asked.get() - before, "in ten seconds");
        assertEquals(50, sender.stats().pictureLosses());
    }

    @Test
    void repeatedFullIntraRequestCountsOnce() {
        now += 300 * MILLI;
        receive(viewer.fullIntra(SSRC, 7));
        now += 300 * MILLI;
        receive(viewer.fullIntra(SSRC, 7));
        receive(viewer.fullIntra(0xbad, 8));
        assertEquals(2, asked.get());
        now += 300 * MILLI;
        receive(viewer.fullIntra(SSRC, 8));
        assertEquals(3, asked.get());
    }

    @Test
    void bandwidthEstimateIsKept() {
        assertEquals(-1, sender.stats().remoteBitrate());
        receive(viewer.rtcp(0x8fce0005, 1, 0, 0x52454d42, (1 << 24) | (5 << 18) | 200_000, SSRC));
        assertEquals(6_400_000, sender.stats().remoteBitrate());
        receive(viewer.rtcp(0x8fce0005, 1, 0, 0x52454d42, (1 << 24) | (63 << 18) | 200_000, SSRC));
        assertEquals(Long.MAX_VALUE, sender.stats().remoteBitrate());
    }

    @Test
    void senderReportsCarryCountsAndTimes() {
        PacketisedFrame frame = frame(true, 5_000);
        send(frame);
        long first = now;
        advance(50 * MILLI);
        assertEquals(1, viewer.reports.size());
        byte[] report = viewer.reports.getFirst();
        assertEquals(0x80c80006, BigEndian.getInt(report, 0));
        assertEquals(SSRC, BigEndian.getInt(report, 4));
        assertEquals((int) (WALL.getEpochSecond() + 2_208_988_800L), BigEndian.getInt(report, 8));
        double fraction = (BigEndian.getInt(report, 12) & 0xffff_ffffL) / (double) (1L << 32);
        assertEquals(0.25 + now / 1e9, fraction, 1e-6);
        assertEquals(
                (int) ((now - first) * 9 / 100_000),
                BigEndian.getInt(report, 16) - viewer.packets.getFirst().timestamp());
        assertEquals(frame.packets(), BigEndian.getInt(report, 20));
        assertEquals(frame.size(), BigEndian.getInt(report, 24));
        assertEquals(0x81ca0003, BigEndian.getInt(report, 28));
        assertEquals(SSRC, BigEndian.getInt(report, 32));
        assertEquals(0x0105, BigEndian.getShort(report, 36));
        assertEquals("baton", new String(report, 38, 5, StandardCharsets.UTF_8));
        assertEquals(0, report[43]);
        assertEquals(44, report.length);
        advance(999 * MILLI);
        assertEquals(1, viewer.reports.size());
        advance(MILLI);
        assertEquals(2, viewer.reports.size());
    }

    @Test
    void noReportsAreSentBeforeTheFirstPacket() {
        assertEquals(VideoSender.NEVER, sender.deadlineNanos());
        sender.close(now);
        assertEquals(List.of(), viewer.reports);
    }

    @Test
    void closeSendsOneByeAndNothingAfterIt() {
        send(frame(true, 120_000));
        int sent = viewer.packets.size();
        sender.close(now);
        sender.close(now);
        assertEquals(1, viewer.reports.size());
        byte[] report = viewer.reports.getFirst();
        assertEquals(0x81cb0001, BigEndian.getInt(report, report.length - 8));
        assertEquals(SSRC, BigEndian.getInt(report, report.length - 4));
        advance(5_000 * MILLI);
        send(frame(true, 500));
        sender.setActive(true, now);
        assertFalse(receive(viewer.nack(SSRC, 1000, 0)));
        assertEquals(sent, viewer.packets.size());
        assertEquals(VideoSender.NEVER, sender.deadlineNanos());
    }

    @Test
    void byeOfTheViewerIsNoted() {
        assertFalse(sender.hasPeerLeft());
        receive(viewer.rtcp(0x80c90001, 1, 0x81cb0001, 1));
        assertTrue(sender.hasPeerLeft());
    }

    @Test
    void forgedRepeatedAndMalformedReportsAreCountedAndIgnored() {
        send(frame(true, 500));
        byte[] nack = viewer.nack(SSRC, 1000, 0);
        byte[] forged = nack.clone();
        forged[12] ^= 1;
        assertFalse(receive(forged));
        assertTrue(receive(nack.clone()));
        assertFalse(receive(nack.clone()));
        assertFalse(receive(viewer.rtcp(0x81cd0009, 1, SSRC, 1000 << 16)));
        assertEquals(3, sender.stats().rtcpRefused());
        assertEquals(1, sender.stats().retransmissions());
    }

    @Test
    void receiverReportUpdatesTheStatistics() {
        send(frame(true, 500));
        advance(50 * MILLI);
        receive(viewer.rtcp(0x81c90007, 1, SSRC, (64 << 24) | 0xff_fffe, 1010, 450, 0, 0));
        SenderStats stats = sender.stats();
        assertEquals(0.25, stats.fractionLost());
        assertEquals(-2, stats.cumulativeLost());
        assertEquals(450, stats.jitterTicks());
        assertEquals(-1, stats.roundTripNanos());
    }

    private VideoSender sender(VideoTrack track, long firstIndex) {
        return new VideoSender(
                track,
                viewer.deviceKey,
                viewer.viewerKey,
                viewer,
                keyFrames,
                random,
                InstantSource.fixed(WALL),
                0,
                SequenceNumbers.at(firstIndex));
    }

    /** Lets a sender report go out and answers it after {@code roundTrip}, 20 ms of which the viewer sat on it. */
    private void report(long roundTrip) {
        advance(50 * MILLI);
        byte[] report = viewer.reports.getLast();
        int middle = BigEndian.getInt(report, 10);
        now += roundTrip + 20 * MILLI;
        receive(viewer.rtcp(0x81c90007, 1, SSRC, 0, 1010, 0, middle, 20 * 65_536 / 1000));
    }

    private PacketisedFrame frame(boolean key, int size) {
        return TestFrames.frame(random, key, size, now);
    }

    private void send(PacketisedFrame frame) {
        sender.send(frame, now);
    }

    private boolean receive(byte[] packet) {
        return sender.rtcp(packet, 0, packet.length, now);
    }

    /** Moves the clock, ticking whenever the sender wanted it. */
    private void advance(long nanos) {
        long until = now + nanos;
        while (sender.deadlineNanos() <= until) {
            now = Math.max(now, sender.deadlineNanos());
            sender.tick(now);
        }
        now = until;
    }

    private int ticksBetween(int first, int second) {
        return viewer.packets.get(second).timestamp()
                - viewer.packets.get(first).timestamp();
    }
}
