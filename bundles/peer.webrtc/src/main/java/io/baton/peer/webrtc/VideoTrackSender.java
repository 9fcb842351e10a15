// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import io.baton.peer.FrameAge;
import io.baton.peer.webrtc.dtls.DtlsKeys;
import io.baton.peer.webrtc.rtp.KeyFrameRequests;
import io.baton.peer.webrtc.rtp.LatencySamples;
import io.baton.peer.webrtc.rtp.PacketSink;
import io.baton.peer.webrtc.rtp.PacketisedFrame;
import io.baton.peer.webrtc.rtp.SenderStats;
import io.baton.peer.webrtc.rtp.VideoSender;
import io.baton.peer.webrtc.rtp.VideoTrack;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The video track of one peer: a {@link VideoSender} under a lock, from the moment the handshake has given it keys.
 *
 * <p>Threading. Safe from any thread; the lock is held while one frame is encrypted and sent.
 */
final class VideoTrackSender {

    private final VideoTrack track;
    private final PacketSink sink;
    private final KeyFrameRequests keyFrames;
    private final RandomGenerator random;
    private final InstantSource wall;
    private final Object lock = new Object();
    private @Nullable VideoSender sender;
    private boolean closed;

    VideoTrackSender(
            VideoTrack track, PacketSink sink, KeyFrameRequests keyFrames, RandomGenerator random, InstantSource wall) {
        this.track = track;
        this.sink = sink;
        this.keyFrames = keyFrames;
        this.random = random;
        this.wall = wall;
    }

    void begin(DtlsKeys keys, long now) {
        synchronized (lock) {
            if (!closed) {
                sender = new VideoSender(track, keys.ours(), keys.theirs(), sink, keyFrames, random, wall, now);
            }
        }
    }

    void setActive(boolean on, long now) {
        synchronized (lock) {
            VideoSender current = sender;
            if (current != null) {
                current.setActive(on, now);
            }
        }
    }

    void send(PacketisedFrame frame, long now) {
        synchronized (lock) {
            VideoSender current = sender;
            if (current != null) {
                current.send(frame, now);
            }
        }
    }

    /** As {@link VideoSender#limit}. */
    boolean limit(long bitsPerSecond, long now) {
        synchronized (lock) {
            VideoSender current = sender;
            return current != null && current.limit(bitsPerSecond, now);
        }
    }

    /** Handles an RTCP packet; returns whether it was valid. */
    boolean rtcp(byte[] packet, int offset, int length, long now) {
        synchronized (lock) {
            VideoSender current = sender;
            return current != null && current.rtcp(packet, offset, length, now);
        }
    }

    void tick(long now) {
        synchronized (lock) {
            VideoSender current = sender;
            if (current != null) {
                current.tick(now);
            }
        }
    }

    long deadline() {
        synchronized (lock) {
            VideoSender current = sender;
            return current == null ? Long.MAX_VALUE : current.deadlineNanos();
        }
    }

    void close(long now) {
        synchronized (lock) {
            closed = true;
            VideoSender current = sender;
            if (current != null) {
                current.close(now);
            }
        }
    }

    Optional<FrameAge> frameAge(int timestamp, long now) {
        synchronized (lock) {
            VideoSender current = sender;
            return current == null ? Optional.empty() : current.frameAge(timestamp, now);
        }
    }

    void addLatency(LatencySamples samples, long since) {
        synchronized (lock) {
            VideoSender current = sender;
            if (current != null) {
                current.addLatency(samples, since);
            }
        }
    }

    @Nullable
    SenderStats senderStats() {
        synchronized (lock) {
            VideoSender current = sender;
            return current == null ? null : current.stats();
        }
    }
}
