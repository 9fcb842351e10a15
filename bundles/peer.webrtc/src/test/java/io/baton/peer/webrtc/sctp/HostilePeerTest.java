// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Packets no honest peer sends: dropped, answered as the RFC says, and never paid for with memory. */
class HostilePeerTest {

    private static final int FIRST = ForgedPeer.TSN;

    private final ForgedPeer peer = ForgedPeer.connected();

    @Test
    void packetsWithWrongTagOrChecksumAreDropped() {
        byte[] good = ForgedPeer.packet(peer.deviceTag, ForgedPeer.chunk(4, 0, new byte[8]));
        for (int i = 0; i < good.length; i++) {
            byte[] damaged = good.clone();
            damaged[i] ^= 4;
            peer.give(damaged);
            peer.give(Arrays.copyOf(good, i));
        }
        peer.give(ForgedPeer.packet(peer.deviceTag + 1, ForgedPeer.chunk(6, 0, new byte[0])));
        peer.give(ForgedPeer.packet(peer.deviceTag, ForgedPeer.chunk(6, 1, new byte[0])));
        peer.give(ForgedPeer.packet(0, ForgedPeer.chunk(4, 0, new byte[8])));
        assertEquals(List.of(), peer.answers);
        assertNull(peer.device.ended);
        assertEquals(2 * good.length + 3, peer.device.association.stats().packetsRejected());

        peer.give(good);
        assertEquals(List.of(5), peer.answerTypes());
    }

    @Test
    void abortWithReflectedTagEndsTheAssociation() {
        peer.give(ForgedPeer.packet(ForgedPeer.TAG, ForgedPeer.chunk(6, 1, new byte[0])));
        assertEquals(EndReason.PEER_ABORTED, peer.device.ended);
    }

    @Test
    void unknownChunksAreHandledByTheirHighBits() {
        byte[] heartbeat = ForgedPeer.chunk(4, 0, new byte[8]);
        peer.chunks(ForgedPeer.chunk(0x3f, 0, new byte[4]), heartbeat);
        assertEquals(List.of(), peer.answerTypes());
        peer.chunks(ForgedPeer.chunk(0x7f, 0, new byte[4]), heartbeat);
        assertEquals(List.of(9), peer.answerTypes());
        peer.chunks(ForgedPeer.chunk(0xbf, 0, new byte[4]), heartbeat);
        assertEquals(List.of(9, 5), peer.answerTypes());
        peer.chunks(ForgedPeer.chunk(0xff, 0, new byte[4]), heartbeat);
        assertEquals(List.of(9, 5, 9, 5), peer.answerTypes());
    }

    @Test
    void sackOfUnsentDataIsIgnored() {
        peer.chunks(ForgedPeer.chunk(3, 0, ForgedPeer.ints(peer.deviceTsn + 5, 1 << 20, 0)));
        peer.chunks(ForgedPeer.chunk(3, 0, ForgedPeer.ints(peer.deviceTsn - 1, 1 << 20, 2 << 16, 1 << 16 | 9)));
        peer.chunks(ForgedPeer.chunk(3, 0, ForgedPeer.ints(peer.deviceTsn - 1, 1 << 20, 0xffff_ffff)));
        peer.chunks(ForgedPeer.chunk(7, 0, ForgedPeer.ints(peer.deviceTsn + 100)));
        assertEquals(0, peer.device.association.bufferedAmount(0));
    }

    @Test
    void forwardTsnBeyondTheWindowIsIgnored() {
        peer.chunks(ForgedPeer.chunk(192, 0, ForgedPeer.ints(FIRST + 100_000)));
        peer.chunks(ForgedPeer.chunk(192, 0, ForgedPeer.ints(FIRST - 100_000)));
        open(0);
        assertEquals(1, peer.device.channels.size());
    }

    @Test
    void dataChunkWithoutUserDataEndsTheAssociation() {
        peer.chunks(ForgedPeer.data(FIRST, 3, 0, 0, 51, new byte[0]));
        assertEquals(EndReason.PROTOCOL_VIOLATION, peer.device.ended);
        assertEquals(6, ForgedPeer.type(peer.last()));
    }

    @Test
    void dataOnAStreamOutsideTheAgreedRangeIsReportedAsError() {
        peer.chunks(ForgedPeer.data(FIRST, 3, 1024, 0, 51, new byte[1]));
        peer.now += 150_000_000L;
        peer.device.association.tick(peer.now);
        assertEquals(List.of(9, 3), peer.answerTypes());
        assertEquals(0x00010008, ByteBuffer.wrap(peer.answers.getFirst()).getInt(16));
    }

    @Test
    void messageInTooManyFragmentsEndsTheAssociation() {
        open(0);
        for (int i = 0; i < 10_000 && peer.device.ended == null; i++) {
            peer.chunks(ForgedPeer.data(FIRST + 1 + i, i == 0 ? 2 : 0, 0, 1, 53, new byte[1]));
        }
        assertEquals(EndReason.MESSAGE_TOO_LARGE, peer.device.ended);
    }

    @Test
    void messageLargerThanAgreedEndsTheAssociation() {
        open(0);
        int sent = 0;
        while (peer.device.ended == null && sent < 2_000) {
            peer.chunks(ForgedPeer.data(FIRST + 1 + sent, sent == 0 ? 2 : 0, 0, 1, 53, new byte[1000]));
            sent++;
        }
        assertEquals(EndReason.MESSAGE_TOO_LARGE, peer.device.ended);
        assertEquals(263, sent);
    }

    @Test
    void fragmentsThatCompleteNoMessageAreFreed() {
        open(0);
        for (int i = 0; i < 3000; i++) {
            peer.chunks(ForgedPeer.data(FIRST + 1 + i, i % 3, 0, i & 0xff, 53, new byte[1000]));
        }
        assertTrue(held() < 5000, held() + " held");
        assertNull(peer.device.ended);
    }

    @Test
    void bytesHeldBehindAGapAreBoundedByTheWindow() {
        open(0);
        for (int i = 0; i < 20_000; i++) {
            peer.chunks(ForgedPeer.data(FIRST + 2 + i, i % 3, 0, i & 0xff, 53, new byte[1000]));
        }
        assertTrue(held() > 1_000_000 && held() <= (1 << 20) + 2000, held() + " held");
        assertNull(peer.device.ended);
    }

    @Test
    void bytesHeldForAMissingSequenceNumberAreBounded() {
        open(0);
        for (int i = 0; i < 5_000; i++) {
            peer.chunks(ForgedPeer.data(FIRST + 1 + i, 3, 0, 2 + i, 53, new byte[1000]));
        }
        assertTrue(held() > 1_000_000 && held() < (1 << 20) + 262_144 + 70_000, held() + " held");
        assertEquals(0, peer.device.messages.size());
    }

    @Test
    void advertisedWindowShrinksByBytesHeld() {
        open(0);
        peer.device.association.pauseDelivery(peer.now);
        for (int i = 0; i < 10; i++) {
            peer.chunks(ForgedPeer.data(FIRST + 1 + i, 3, 0, 1 + i, 53, new byte[10_000]));
        }
        peer.now += 150_000_000L;
        peer.device.association.tick(peer.now);
        assertEquals((1 << 20) - held(), ByteBuffer.wrap(peer.last()).getInt(20));
        assertTrue(held() > 100_000, held() + " held");
        peer.device.association.resumeDelivery(peer.now);
        assertEquals(1 << 20, ByteBuffer.wrap(peer.last()).getInt(20));
        assertEquals(10, peer.device.messages.size());
    }

    @Test
    void messagesWithoutChannelOrOfUnknownPpidAreDiscarded() {
        peer.chunks(ForgedPeer.data(FIRST, 3, 6, 0, 51, new byte[1]));
        open(1);
        peer.chunks(ForgedPeer.data(FIRST + 2, 3, 0, 1, 99, new byte[1]));
        peer.chunks(ForgedPeer.data(FIRST + 3, 3, 0, 2, 50, new byte[] {9}));
        assertEquals(0, peer.device.messages.size());
        assertEquals(3, peer.device.association.stats().messagesDiscarded());
        assertNotNull(peer.device.channels.get(0));
    }

    @Test
    void unsupportedAndRepeatedResetRequestsAreAnswered() {
        int first = ForgedPeer.TSN;
        peer.chunks(ForgedPeer.chunk(130, 0, ForgedPeer.ints(0x000f0008, first)));
        assertResponse(first, 2);
        peer.chunks(ForgedPeer.chunk(130, 0, ForgedPeer.ints(0x000f0008, first)));
        assertResponse(first, 2);
        peer.chunks(ForgedPeer.chunk(130, 0, ForgedPeer.ints(0x0011000c, first + 1, 5 << 16)));
        assertResponse(first + 1, 2);
        peer.chunks(ForgedPeer.chunk(130, 0, ForgedPeer.ints(0x000f0008, first + 9)));
        assertResponse(first + 9, 5);
    }

    @Test
    void resetAheadOfItsDataCompletesWhenTheDataArrives() {
        open(0);
        int request = ForgedPeer.TSN;
        peer.chunks(ForgedPeer.chunk(130, 0, ForgedPeer.ints(0x000d0012, request, 0, FIRST + 1, 0)));
        assertResponse(request, 6);
        assertEquals(List.of(), peer.device.closed);
        peer.answers.clear();
        peer.chunks(ForgedPeer.data(FIRST + 1, 3, 0, 1, 51, new byte[1]));
        assertEquals(List.of(0), peer.device.closed);
        assertEquals(1, peer.device.messages.size());
        assertTrue(peer.answerTypes().contains(130));
    }

    @Test
    void resetAheadOfItsDataCompletesWhenTheDataIsAbandoned() {
        open(0);
        int request = ForgedPeer.TSN;
        byte[] reset = ForgedPeer.chunk(130, 0, ForgedPeer.ints(0x000d0012, request, 0, FIRST + 2, 0));
        peer.chunks(reset);
        assertResponse(request, 6);
        peer.answers.clear();
        peer.chunks(ForgedPeer.chunk(192, 0, ForgedPeer.ints(FIRST + 2, 1)));
        assertEquals(List.of(0), peer.device.closed);
        peer.chunks(reset);
        assertResponse(request, 1);
    }

    @Test
    void repeatedResetLeavesTheNextChannelOfTheStreamOpen() {
        open(0);
        byte[] reset = ForgedPeer.chunk(130, 0, ForgedPeer.ints(0x000d0012, FIRST, 0, FIRST, 0));
        peer.chunks(reset);
        assertEquals(List.of(0), peer.device.closed);
        peer.chunks(ForgedPeer.data(FIRST + 1, 3, 0, 0, 50, Dcep.open(ChannelSettings.reliable("y"))));
        peer.chunks(reset);
        peer.chunks(ForgedPeer.data(FIRST + 2, 3, 0, 1, 51, new byte[] {'a'}));
        assertEquals(List.of(0), peer.device.closed, "the first channel only");
        assertEquals(List.of("a"), peer.device.strings(0));
    }

    @Test
    void reopeningAStreamWhoseResetIsNotSentIsRefused() {
        open(0);
        closeWindow(0);
        int tsn = FIRST + 1;
        for (int round = 0; round < 5_000; round++) {
            reset(round, tsn - 1);
            peer.chunks(ForgedPeer.data(tsn++, 3, 0, 0, 50, Dcep.open(ChannelSettings.reliable("x"))));
        }
        assertTrue(queued(1) <= 3, queued(1) + " acknowledgements of opening queued");
        assertNull(peer.device.ended);
    }

    @Test
    void queuedDcepAcksAreBoundedWithoutStreamReset() {
        ForgedPeer old = ForgedPeer.connectedWithoutResets();
        old.chunks(ForgedPeer.chunk(3, 0, ForgedPeer.ints(old.deviceTsn - 1, 0, 0)));
        for (int i = 0; i < 5_000; i++) {
            old.chunks(ForgedPeer.data(FIRST + i, 3, 0, i, 50, Dcep.open(ChannelSettings.reliable("x"))));
        }
        long queued = old.device.association.bufferedAmount(0);
        assertEquals(128, queued);
        assertNull(old.device.ended);
    }

    @Test
    void openingWithAnOverlongLabelIsRefused() {
        String label = "x".repeat(1025);
        peer.chunks(ForgedPeer.data(FIRST, 3, 0, 0, 50, Dcep.open(ChannelSettings.reliable(label))));
        assertEquals(0, peer.device.channels.size());
        assertEquals(1, peer.device.association.stats().messagesDiscarded());
        String longest = label.substring(1);
        peer.chunks(ForgedPeer.data(FIRST + 1, 3, 2, 0, 50, Dcep.open(ChannelSettings.reliable(longest))));
        assertEquals(ChannelSettings.reliable(longest), peer.device.channels.get(2));
    }

    @Test
    void chunksAfterShutdownCompleteWithReflectedTagAreIgnored() {
        peer.give(ForgedPeer.packet(
                ForgedPeer.TAG,
                ForgedPeer.chunk(14, 1, new byte[0]),
                ForgedPeer.data(FIRST, 3, 0, 0, 50, Dcep.open(ChannelSettings.reliable("x"))),
                ForgedPeer.chunk(6, 0, new byte[0])));
        assertEquals(0, peer.device.channels.size());
        assertNull(peer.device.ended);
    }

    /** Acknowledges so many chunks of the device and leaves it no window. */
    private void closeWindow(int chunks) {
        peer.chunks(ForgedPeer.chunk(3, 0, ForgedPeer.ints(peer.deviceTsn - 1 + chunks, 0, 0)));
    }

    private void reset(int round, int lastTsn) {
        peer.chunks(ForgedPeer.chunk(130, 0, ForgedPeer.ints(0x000d0012, FIRST + round, 0, lastTsn, 0)));
    }

    private long queued(int streams) {
        return IntStream.range(0, streams)
                .mapToLong(peer.device.association::bufferedAmount)
                .sum();
    }

    private void assertResponse(int request, int result) {
        ByteBuffer answer = ByteBuffer.wrap(peer.last());
        assertEquals(0x0010000c, answer.getInt(16));
        assertEquals(request, answer.getInt(20));
        assertEquals(result, answer.getInt(24));
    }

    private void open(int offset) {
        peer.chunks(ForgedPeer.data(FIRST + offset, 3, 0, 0, 50, Dcep.open(ChannelSettings.reliable("x"))));
        assertEquals(1, peer.device.channels.size());
    }

    private long held() {
        return peer.device.association.stats().bytesHeld();
    }
}
