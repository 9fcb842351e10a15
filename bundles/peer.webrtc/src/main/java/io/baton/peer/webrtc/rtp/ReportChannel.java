// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

import io.baton.peer.webrtc.srtp.MasterKey;
import io.baton.peer.webrtc.srtp.RtcpDecryptor;
import io.baton.peer.webrtc.srtp.RtcpEncryptor;

/** A viewer's RTCP in both directions, and the statistics it yields. Not thread-safe. */
final class ReportChannel {

    private static final long INTERVAL_NANOS = 1_000_000_000L;
    private static final long FIRST_NANOS = 50_000_000L;
    private static final int NONE = -1;
    private static final int FOLLOWING_BITS = 16;

    private final int ssrc;
    private final PacketSink sink;
    private final NtpClock ntp;
    private final Effects effects;
    private final RtcpWriter writer;
    private final RtcpEncryptor encryptor;
    private final RtcpDecryptor decryptor;
    private final Reader reader = new Reader();
    private final ReceiverReportStats receiverReports = new ReceiverReportStats();
    private final byte[] buffer;
    private long reportAt = VideoSender.NEVER;
    private long readAt;
    private long nacks;
    private long pictureLosses;
    private long fullIntraRequests;
    private int lastFullIntra = NONE;
    private long remoteBitrate = NONE;
    private long refused;
    private boolean peerLeft;

    /** What a report makes the sender do. */
    interface Effects {

        /** The peer misses the packet with this sequence number. */
        void lost(int sequence, long now, long roundTripNanos);

        /** The peer cannot decode. */
        void needsKeyFrame(long now);
    }

    ReportChannel(VideoTrack track, MasterKey ours, MasterKey theirs, PacketSink sink, NtpClock ntp, Effects effects) {
        ssrc = track.ssrc();
        this.sink = sink;
        this.ntp = ntp;
        this.effects = effects;
        writer = new RtcpWriter(track.ssrc(), track.cname());
        encryptor = new RtcpEncryptor(ours);
        decryptor = new RtcpDecryptor(theirs);
        buffer = new byte[RtcpWriter.LARGEST + encryptor.overhead()];
    }

    /** The first packet has been sent: reports begin. */
    void begin(long now) {
        reportAt = now + FIRST_NANOS;
    }

    long deadlineNanos() {
        return reportAt;
    }

    void report(int timestamp, long packets, long octets, long now) {
        reportAt = now + INTERVAL_NANOS;
        send(writer.report(buffer, ntp.at(now), timestamp, packets, octets));
    }

    void goodbye(int timestamp, long packets, long octets, long now) {
        reportAt = VideoSender.NEVER;
        send(writer.goodbye(buffer, writer.report(buffer, ntp.at(now), timestamp, packets, octets)));
    }

    boolean receive(byte[] packet, int at, int length, long now) {
        int plain = decryptor.decrypt(packet, at, length);
        readAt = now;
        if (plain == RtcpDecryptor.REFUSED || !RtcpReader.read(packet, at, plain, reader)) {
            refused++;
            return false;
        }
        return true;
    }

    ReceiverReportStats receiverReports() {
        return receiverReports;
    }

    long nacks() {
        return nacks;
    }

    long pictureLosses() {
        return pictureLosses;
    }

    long fullIntraRequests() {
        return fullIntraRequests;
    }

    long remoteBitrate() {
        return remoteBitrate;
    }

    long refused() {
        return refused;
    }

    boolean hasPeerLeft() {
        return peerLeft;
    }

    /** A report the socket does not take is dropped: the next one supersedes it. */
    private void send(int plain) {
        int length = encryptor.encrypt(buffer, 0, plain);
        sink.send(buffer, 0, length, length);
    }

    private final class Reader implements RtcpListener {

        @Override
        public void report(int about, int lost256, int lost, int jitter, int lastReport, int delaySinceReport) {
            if (about == ssrc) {
                receiverReports.report(lost256, lost, jitter, ntp.middleAt(readAt), lastReport, delaySinceReport);
            }
        }

        @Override
        public void nack(int about, int sequence, int following) {
            if (about != ssrc) {
                return;
            }
            nacks++;
            long patience = receiverReports.patienceNanos();
            effects.lost(sequence, readAt, patience);
            for (int i = 0; i < FOLLOWING_BITS; i++) {
                if (((following >>> i) & 1) != 0) {
                    effects.lost((sequence + i + 1) & 0xffff, readAt, patience);
                }
            }
        }

        @Override
        public void pictureLoss(int about) {
            pictureLosses++;
            effects.needsKeyFrame(readAt);
        }

        @Override
        public void fullIntra(int about, int sequence) {
            // The same number again is the same request, repeated in case the first was lost (RFC 5104 §4.3.1.2).
            if (about == ssrc && sequence != lastFullIntra) {
                lastFullIntra = sequence;
                fullIntraRequests++;
                effects.needsKeyFrame(readAt);
            }
        }

        @Override
        public void estimate(long bitsPerSecond) {
            remoteBitrate = bitsPerSecond;
        }

        @Override
        public void bye() {
            peerLeft = true;
        }
    }
}
