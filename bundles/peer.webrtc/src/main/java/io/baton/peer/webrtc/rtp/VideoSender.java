// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

import io.baton.peer.FrameAge;
import io.baton.peer.webrtc.srtp.MasterKey;
import io.baton.peer.webrtc.srtp.RtpEncryptor;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Carries the video to one viewer. It owns the viewer's SSRC, numbers and timestamps, so that they run on without a gap
 * whatever happens to the source; it begins, and begins again after falling behind, with a key frame. Made by the peer
 * when its DTLS handshake is done.
 *
 * <p>Numbers are given out when a packet is encrypted, not when its frame is queued: dropping queued frames leaves no
 * gap for the receiver to complain about.
 *
 * <p>Threading. Not thread-safe: every method is called under one lock per viewer. The media thread calls
 * {@link #send}, the receive thread {@link #rtcp}, a timer {@link #tick}; none of them blocks, and the longest hold is
 * encrypting and sending one frame. The sink and the key-frame requests are called under that lock.
 *
 * <p>Errors. What the network sends never throws. A full socket is answered by trying again, then by dropping to the
 * next key frame. All {@code now} arguments are of one monotonic clock, in nanoseconds.
 */
public final class VideoSender {

    /** Returned by {@link #deadlineNanos()} when there is nothing to wait for. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final int MOST_FRAMES = 4;
    /** Longer than the usual interval of key frames. */
    private static final long KEY_FRAME_PATIENCE_NANOS = 3_000_000_000L;

    private static final long OLDEST_NANOS = 100_000_000L;

    private final VideoTrack track;
    private final PacketSink sink;
    private final KeyFrameRequests keyFrames;
    private final RtpEncryptor encryptor;
    private final RtpHeader header;
    private final SequenceNumbers numbers;
    private final TimestampMapper timestamps;
    private final Retransmitter retransmitter;
    private final ReportChannel reports;
    private final Pacer pacer = new Pacer();
    private final FrameQueue queue = new FrameQueue();
    private final Batch batch = new Batch();
    private final KeyFrameBackoff backoff = new KeyFrameBackoff();
    private final FrameThinner thinner = new FrameThinner();
    private final FrameTimes times = new FrameTimes();

    private boolean active;
    private boolean closed;
    private boolean waitsForKey = true;
    private long keyFrameAt;
    private long flushAt = NEVER;
    private long packets;
    private long bytes;
    private long payloadBytes;
    private long frames;
    private long framesDropped;
    private long socketFull;

    /**
     * A sender that is dark until {@link #setActive}.
     *
     * @param ours what we encrypt with
     * @param theirs what the peer encrypts with
     * @param random for first numbers and timestamps; should be a secure one
     * @param wall for the time in sender reports, read once
     */
    public VideoSender(
            VideoTrack track,
            MasterKey ours,
            MasterKey theirs,
            PacketSink sink,
            KeyFrameRequests keyFrames,
            RandomGenerator random,
            InstantSource wall,
            long now) {
        this(track, ours, theirs, sink, keyFrames, random, wall, now, SequenceNumbers.random(random));
    }

    VideoSender(
            VideoTrack track,
            MasterKey ours,
            MasterKey theirs,
            PacketSink sink,
            KeyFrameRequests keyFrames,
            RandomGenerator random,
            InstantSource wall,
            long now,
            SequenceNumbers numbers) {
        this.track = track;
        this.sink = sink;
        this.keyFrames = keyFrames;
        this.numbers = numbers;
        encryptor = new RtpEncryptor(ours);
        header = new RtpHeader(track.extensions());
        timestamps = new TimestampMapper(random.nextInt());
        retransmitter = new Retransmitter(track, header, encryptor, sink, random);
        reports = new ReportChannel(track, ours, theirs, sink, new NtpClock(wall.instant(), now), new Feedback());
    }

    /** Turns the video on, which asks for a key frame, or off, which forgets what is queued. */
    public void setActive(boolean on, long now) {
        if (closed || on == active) {
            return;
        }
        active = on;
        waitsForKey = true;
        if (on) {
            keyFrames.request(now);
        } else {
            backoff.keyFrame();
            dropQueue();
            flush(now);
        }
    }

    /**
     * Sends a frame, or what the pacer lets through of it now. A viewer without a key frame yet drops others; one whose
     * socket has been full for too long drops all it has and waits for the next key frame; one with a limit leaves out
     * what is beyond it, and does not ask for key frames that all would have to carry.
     */
    public void send(PacketisedFrame frame, long now) {
        if (closed || !active || frame.packets() == 0) {
            return;
        }
        if (frame.key()) {
            keyFrameAt = now;
        }
        if (thinner.isLimited() ? isBeyondLimit(frame, now) : isBeforeKeyFrame(frame, now)) {
            framesDropped++;
            return;
        }
        waitsForKey = false;
        if (frame.key()) {
            backoff.keyFrame();
        }
        frames++;
        queue.add(frame, timestamps.next(frame.captureNanos(), now), now);
        pacer.enqueued(frame.size(), frame.key(), queue.bytes(), now);
        flush(now);
    }

    /**
     * Sets what this viewer is sent at most, by leaving out frames.
     *
     * @param bitsPerSecond {@link BitrateTarget#UNLIMITED} for all frames
     * @return whether it now leaves out frames and did not before, or the other way round
     */
    public boolean limit(long bitsPerSecond, long now) {
        boolean before = thinner.isLimited();
        thinner.limit(bitsPerSecond, now);
        pacer.limit(bitsPerSecond == BitrateTarget.UNLIMITED ? Pacer.UNLIMITED : bitsPerSecond / 8, now);
        return before != thinner.isLimited();
    }

    /**
     * Takes an encrypted RTCP packet, decrypting it in place: answers NACK by retransmission, PLI and FIR by asking for
     * a key frame.
     *
     * @return whether it was authentic, new and well-formed
     */
    public boolean rtcp(byte[] packet, int at, int length, long now) {
        return !closed && reports.receive(packet, at, length, now);
    }

    /** When {@link #tick} wants to be called; {@link #NEVER} when there is nothing to do. */
    public long deadlineNanos() {
        return closed ? NEVER : Math.min(Math.min(flushAt, backoff.deadlineNanos()), reports.deadlineNanos());
    }

    /** Sends what has become due: paced packets, packets a full socket refused, sender reports. */
    public void tick(long now) {
        if (closed) {
            return;
        }
        if (now >= flushAt) {
            flush(now);
        }
        if (active && backoff.passes(now)) {
            keyFrames.request(now);
        }
        if (now >= reports.deadlineNanos()) {
            reports.report(timestamps.at(now), packets, payloadBytes, now);
        }
    }

    /** Says goodbye to the peer. Nothing is sent afterwards; closing twice is fine. */
    public void close(long now) {
        if (closed) {
            return;
        }
        closed = true;
        active = false;
        if (packets > 0) {
            reports.goodbye(timestamps.at(now), packets, payloadBytes, now);
        }
        queue.clear();
        batch.clear();
        retransmitter.clear();
    }

    /** Whether the peer said goodbye. */
    public boolean hasPeerLeft() {
        return reports.hasPeerLeft();
    }

    /** Returns the age of the frame with this RTP timestamp; empty if it is not among the last that were sent. */
    public Optional<FrameAge> frameAge(int timestamp, long now) {
        return times.age(timestamp, now);
    }

    /** Adds the times of the frames sent since this time. */
    public void addLatency(LatencySamples samples, long since) {
        times.addTo(samples, since);
    }

    /** Counters up to now. */
    public SenderStats stats() {
        ReceiverReportStats receiver = reports.receiverReports();
        return new SenderStats(
                numbers.peek(),
                packets + retransmitter.packets(),
                bytes + retransmitter.bytes(),
                frames,
                framesDropped,
                retransmitter.packets(),
                retransmitter.refused(),
                reports.nacks(),
                reports.pictureLosses(),
                reports.fullIntraRequests(),
                socketFull,
                reports.refused(),
                receiver.fractionLost(),
                receiver.cumulativeLost(),
                receiver.jitterTicks(),
                receiver.roundTripNanos(),
                receiver.reports(),
                reports.remoteBitrate());
    }

    private boolean isBeforeKeyFrame(PacketisedFrame frame, long now) {
        if (!queue.isEmpty() && (frame.key() || isBehind(now))) {
            dropQueue();
            waitsForKey = true;
        }
        if (!frame.key() && (waitsForKey || thinner.skips())) {
            keyFrames.request(now);
            return true;
        }
        return !thinner.passes(frame.size(), frame.key(), now);
    }

    /** What is on its way is not dropped, since it has taken of the path already: what comes meanwhile is left out. */
    private boolean isBeyondLimit(PacketisedFrame frame, long now) {
        if (!queue.isEmpty() && (frame.key() || isBehind(now))) {
            thinner.skip();
        }
        boolean decodable = frame.key() ? queue.isEmpty() : !waitsForKey;
        boolean beyond = !decodable || !thinner.passes(frame.size(), frame.key(), now);
        if (beyond && now - keyFrameAt >= KEY_FRAME_PATIENCE_NANOS) {
            requestSlowly(now);
        }
        return beyond;
    }

    /** Key frames come by themselves where the encoder is not told otherwise; all pay for one that is asked for. */
    private void requestSlowly(long now) {
        keyFrameAt = now;
        keyFrames.request(now);
    }

    private boolean isBehind(long now) {
        return queue.size() >= MOST_FRAMES || now - queue.head().queuedAt() > OLDEST_NANOS;
    }

    private void dropQueue() {
        framesDropped += queue.size();
        queue.clear();
    }

    private void flush(long now) {
        flushAt = NEVER;
        while (true) {
            if (!batch.isEmpty() && !batch.push(sink)) {
                socketFull++;
                flushAt = now + Pacer.STEP_NANOS;
                return;
            }
            if (queue.isEmpty()) {
                return;
            }
            fill(now);
            if (batch.isEmpty()) {
                flushAt = now + pacer.stepNanos();
                return;
            }
        }
    }

    private void fill(long now) {
        while (!queue.isEmpty() && pacer.mayPass(now)) {
            FrameQueue.Entry head = queue.head();
            if (!head.frame().isIntact()) {
                dropQueue();
                waitsForKey = true;
                return;
            }
            int packet = queue.packet();
            int payload = head.frame().length(packet);
            if (!batch.accepts(header.length() + payload + encryptor.overhead())) {
                return;
            }
            seal(head, packet, payload, now);
            queue.advance();
        }
    }

    private void seal(FrameQueue.Entry entry, int packet, int payload, long now) {
        PacketisedFrame frame = entry.frame();
        byte[] out = batch.buffer();
        int at = batch.end();
        long index = numbers.take();
        header.write(
                out, at, track.payloadType(), frame.isLast(packet), (int) index, entry.timestamp(), track.ssrc(), now);
        int length = encryptor.encrypt(
                out, at, header.length(), frame.bytes(), frame.offset(packet), payload, track.ssrc(), index);
        batch.added(length);
        pacer.passed(length);
        retransmitter.sent(index, frame, packet, entry.timestamp(), out, at, length, now);
        if (frame.isLast(packet)) {
            times.sent(entry.timestamp(), frame.captureNanos(), entry.queuedAt(), now);
        }
        if (packets == 0) {
            reports.begin(now);
        }
        packets++;
        bytes += length;
        payloadBytes += payload;
    }

    /** What reports make this viewer's sender do. */
    private final class Feedback implements ReportChannel.Effects {

        @Override
        public void lost(int sequence, long now, long roundTripNanos) {
            retransmitter.repeat(numbers.latest(sequence), now, roundTripNanos);
        }

        @Override
        public void needsKeyFrame(long now) {
            if (active && thinner.isLimited()) {
                if (now - keyFrameAt >= KEY_FRAME_PATIENCE_NANOS) {
                    requestSlowly(now);
                }
            } else if (active && backoff.request(now)) {
                keyFrames.request(now);
            }
        }
    }
}
