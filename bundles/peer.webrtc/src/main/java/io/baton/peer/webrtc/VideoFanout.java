// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import io.baton.peer.webrtc.rtp.BitrateTarget;
import io.baton.peer.webrtc.rtp.H264Packetiser;
import io.baton.peer.webrtc.rtp.KeyFrameRequests;
import io.baton.peer.webrtc.rtp.PacketisedFrame;
import io.baton.peer.webrtc.rtp.SenderStats;
import io.baton.video.AccessUnit;
import io.baton.video.AccessUnitSink;
import io.baton.video.EncodedVideo;
import io.baton.video.Subscription;
import io.baton.video.VideoSignal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Distributes the encoder's stream: subscribes while at least one peer is watching, packetises each frame once, and
 * hands the packets to every watching peer's sender. RTP sequence numbers continue when the encoder is replaced.
 *
 * <p>Threading. {@link #update} and {@link #tick} belong to the timer thread; frames arrive on the encoder's thread.
 */
final class VideoFanout {

    private static final Logger LOG = LoggerFactory.getLogger("peer.webrtc");
    private static final long KEY_FRAME_INTERVAL_NANOS = 250_000_000L;
    /** More than the packets that a viewer remembers for retransmission. */
    private static final int PAYLOAD_BYTES = 3 << 20;

    private static final long ADJUST_INTERVAL_NANOS = 1_000_000_000L;

    private final LongSupplier nanoTime;
    private final LongConsumer deadline;
    private final KeyFrameRequests keyFrames = new KeyFrameRequests(this::requestKeyFrame, KEY_FRAME_INTERVAL_NANOS);
    private final BitrateTarget bitrate;

    private volatile List<Peer> viewers = List.of();
    private volatile @Nullable EncodedVideo encoder;
    private @Nullable EncodedVideo subscribed;
    private @Nullable Feed feed;
    /** Made for the first viewer and kept: each costs a ring of memory. Guarded by itself. */
    private @Nullable H264Packetiser packetiser;

    private int target;
    private long nextAdjustment;

    /** @param deadline told of each new deadline */
    VideoFanout(LongSupplier nanoTime, LongConsumer deadline, int minBitsPerSecond, int maxBitsPerSecond) {
        this.nanoTime = nanoTime;
        this.deadline = deadline;
        bitrate = new BitrateTarget(minBitsPerSecond, maxBitsPerSecond);
        target = maxBitsPerSecond;
    }

    KeyFrameRequests keyFrames() {
        return keyFrames;
    }

    private void requestKeyFrame() {
        EncodedVideo current = encoder;
        if (current != null) {
            current.requestKeyFrame();
        }
    }

    /** Sets the encoder to use from now on; {@link #update} must follow. */
    void setEncoder(@Nullable EncodedVideo next) {
        encoder = next;
    }

    /** Removes this encoder unless another has taken its place already; {@link #update} must follow. */
    void removeEncoder(EncodedVideo gone) {
        if (encoder == gone) {
            encoder = null;
        }
    }

    /** Subscribes or unsubscribes to match the watching peers and the present encoder. */
    void update(List<Peer> watching, long now) {
        viewers = List.copyOf(watching);
        EncodedVideo wanted = watching.isEmpty() ? null : encoder;
        if (wanted == subscribed) {
            return;
        }
        Feed old = feed;
        if (old != null) {
            old.close();
        }
        feed = null;
        subscribed = wanted;
        if (wanted != null) {
            Callbacks.run("encoder", () -> {
                wanted.setTargetBitrate(target);
                if (packetiser == null) {
                    packetiser = new H264Packetiser(H264Packetiser.DEFAULT_PAYLOAD, PAYLOAD_BYTES);
                }
                var made = new Feed(packetiser);
                feed = made;
                made.open(wanted.subscribe(made));
            });
            nextAdjustment = now + ADJUST_INTERVAL_NANOS;
        }
    }

    /** When {@link #tick} is wanted. */
    long deadline() {
        return Math.min(keyFrames.deadlineNanos(), feed == null ? Long.MAX_VALUE : nextAdjustment);
    }

    void tick(long now) {
        keyFrames.tick(now);
        if (subscribed != null && now >= nextAdjustment) {
            nextAdjustment = now + ADJUST_INTERVAL_NANOS;
            adjust(subscribed, now);
        }
    }

    private void adjust(EncodedVideo current, long now) {
        var paths = new ArrayList<BitrateTarget.Path>();
        for (Peer viewer : viewers) {
            VideoTrackSender sender = viewer.video;
            // a media server has no say in the bitrate of all
            SenderStats stats = sender == null || viewer.isOutbound() ? null : sender.senderStats();
            if (stats != null) {
                paths.add(new BitrateTarget.Path(
                        viewer.id.number(), stats.bytes(), stats.remoteBitrate(), viewer.priority));
            }
        }
        int wanted = bitrate.update(paths, now);
        limit(now);
        if (wanted != target) {
            target = wanted;
            Callbacks.run("encoder", () -> current.setTargetBitrate(wanted));
        }
    }

    private void limit(long now) {
        for (Peer viewer : viewers) {
            VideoTrackSender sender = viewer.video;
            long limit = bitrate.limit(viewer.id.number());
            if (sender != null && sender.limit(limit, now)) {
                if (limit == BitrateTarget.UNLIMITED) {
                    LOG.info("video complete again peer={}", viewer.id);
                } else {
                    LOG.info("video thinned for a narrow path peer={} limitBitsPerSecond={}", viewer.id, limit);
                }
            }
        }
    }

    void close() {
        encoder = null;
        update(List.of(), nanoTime.getAsLong());
    }

    /** One subscription; frames that arrive after it was closed are ignored. */
    private final class Feed implements AccessUnitSink {

        private final H264Packetiser packetiser;
        private volatile boolean closed;
        private @Nullable Subscription subscription;

        Feed(H264Packetiser packetiser) {
            this.packetiser = packetiser;
        }

        void open(Subscription made) {
            subscription = made;
        }

        void close() {
            closed = true;
            Subscription made = subscription;
            if (made != null) {
                Callbacks.run("encoder", made::close);
            }
        }

        @Override
        public void accessUnit(AccessUnit unit) {
            List<Peer> watching = viewers;
            if (closed || watching.isEmpty()) {
                return;
            }
            if (unit.key()) {
                keyFrames.keyFrame();
            }
            PacketisedFrame frame;
            // a frame of the encoder before may still be on its way, on another thread
            synchronized (packetiser) {
                frame = packetiser.packetise(unit);
            }
            long next = Long.MAX_VALUE;
            for (Peer viewer : watching) {
                VideoTrackSender sender = viewer.video;
                if (sender != null) {
                    sender.send(frame, nanoTime.getAsLong());
                    next = Math.min(next, sender.deadline());
                }
            }
            deadline.accept(next);
        }

        @Override
        public void signal(VideoSignal signal) {
            // without a signal there are no frames to send
        }
    }
}
