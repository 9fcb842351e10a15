// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

import io.baton.peer.webrtc.srtp.RtpEncryptor;
import java.util.random.RandomGenerator;

/**
 * Sends lost packets again: as RTX with an SSRC, a payload type and numbers of its own (RFC 4588 §4), or, where the
 * peer has no RTX, as the very same bytes. Never more than the budget, and never twice within a round trip.
 */
final class Retransmitter {

    /** At 1080p60 and 16 Mbit/s more than a second. */
    static final int REMEMBERED = 2048;

    static final int BURST_BYTES = 64 * 1024;

    private static final int ORIGINAL_SEQUENCE = 2;

    private final VideoTrack track;
    private final RtpHeader header;
    private final RtpEncryptor encryptor;
    private final PacketSink sink;
    private final SequenceNumbers numbers;
    private final SentPackets memory;
    private final RetransmissionBudget budget = new RetransmissionBudget(BURST_BYTES);
    private byte[] buffer = new byte[0];
    private long packets;
    private long bytes;
    private long refused;

    Retransmitter(VideoTrack track, RtpHeader header, RtpEncryptor encryptor, PacketSink sink, RandomGenerator random) {
        this.track = track;
        this.header = header;
        this.encryptor = encryptor;
        this.sink = sink;
        numbers = SequenceNumbers.random(random);
        memory = new SentPackets(REMEMBERED, !track.hasRtx());
    }

    /** Remembers a packet that was just encrypted. */
    void sent(
            long index,
            PacketisedFrame frame,
            int packet,
            int timestamp,
            byte[] sealed,
            int sealedAt,
            int sealedLength,
            long now) {
        memory.add(index, frame, packet, timestamp, now);
        memory.addSealed(index, sealed, sealedAt, sealedLength);
        budget.earn(sealedLength);
    }

    /** Sends packet {@code index} again if it is remembered, not on its way already, and within budget. */
    void repeat(long index, long now, long roundTripNanos) {
        int slot = memory.find(index);
        if (slot < 0 || memory.isOnItsWay(slot, now, roundTripNanos)) {
            refused++;
            return;
        }
        byte[] sealed = memory.sealed(slot);
        int length = sealed == null ? rtxLength(slot) : sealed.length;
        if (!budget.spend(length)) {
            refused++;
            return;
        }
        if (sealed == null && !sealRtx(slot, (int) index, now)) {
            refused++;
            return;
        }
        if (sink.send(sealed == null ? buffer : sealed, 0, length, length) == length) {
            memory.repeated(slot, now);
            packets++;
            bytes += length;
        } else {
            refused++;
        }
    }

    long packets() {
        return packets;
    }

    long bytes() {
        return bytes;
    }

    long refused() {
        return refused;
    }

    void clear() {
        memory.clear();
    }

    private int rtxLength(int slot) {
        int payload = memory.frame(slot).length(memory.packet(slot));
        return header.length() + ORIGINAL_SEQUENCE + payload + encryptor.overhead();
    }

    /** Encrypts a packet into the buffer; returns false when its payload has been overwritten. */
    private boolean sealRtx(int slot, int originalSequence, long now) {
        PacketisedFrame frame = memory.frame(slot);
        int packet = memory.packet(slot);
        int payloadAt = header.length();
        int length = frame.length(packet);
        if (buffer.length < rtxLength(slot)) {
            buffer = new byte[rtxLength(slot)];
        }
        System.arraycopy(frame.bytes(), frame.offset(packet), buffer, payloadAt + ORIGINAL_SEQUENCE, length);
        if (!frame.isIntact()) {
            return false;
        }
        long number = numbers.take();
        int timestamp = memory.timestamp(slot);
        header.write(
                buffer, 0, track.rtxPayloadType(), frame.isLast(packet), (int) number, timestamp, track.rtxSsrc(), now);
        BigEndian.putShort(buffer, payloadAt, originalSequence);
        encryptor.encrypt(buffer, 0, payloadAt, buffer, payloadAt, ORIGINAL_SEQUENCE + length, track.rtxSsrc(), number);
        return true;
    }
}
