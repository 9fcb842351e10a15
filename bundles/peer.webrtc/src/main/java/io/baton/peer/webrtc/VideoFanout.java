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

/**
 * Between the encoder and the viewers: subscribes while somebody watches, cuts each picture into packets once, and
 * hands them to every viewer's sender. A viewer's numbers run on when the encoder is exchanged.
 *
 * <p>Threading. {@link #update} belongs to the timer thread; pictures come on the encoder's.
 */
final class VideoFanout {

    private static final long KEY_FRAME_INTERVAL_NANOS = 250_000_000L;
    private static final long LOOK_NANOS = 1_000_000_000L;

    private final LongSupplier nanoTime;
    private final LongConsumer deadline;
    private final KeyFrameRequests keyFrames = new KeyFrameRequests(this::askForKeyFrame, KEY_FRAME_INTERVAL_NANOS);
    private final BitrateTarget bitrate;

    private volatile List<Peer> viewers = List.of();
    private volatile @Nullable EncodedVideo encoder;
    private @Nullable EncodedVideo subscribed;
    private @Nullable Feed feed;
    private int target;
    private long nextLook;

    /** @param deadline told of a deadline that came up */
    VideoFanout(LongSupplier nanoTime, LongConsumer deadline, int minBitrate, int maxBitrate) {
        this.nanoTime = nanoTime;
        this.deadline = deadline;
        bitrate = new BitrateTarget(minBitrate, maxBitrate);
        target = maxBitrate;
    }

    KeyFrameRequests keyFrames() {
        return keyFrames;
    }

    private void askForKeyFrame() {
        EncodedVideo current = encoder;
        if (current != null) {
            current.requestKeyFrame();
        }
    }

    /** The encoder to use from now on; {@link #update} must follow. */
    void setEncoder(@Nullable EncodedVideo next) {
        encoder = next;
    }

    /** Forgets this encoder unless another has taken its place already; {@link #update} must follow. */
    void removeEncoder(EncodedVideo gone) {
        if (encoder == gone) {
            encoder = null;
        }
    }

    /** Brings the subscription in line with who watches and which encoder there is. */
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
                var made = new Feed();
                feed = made;
                made.open(wanted.subscribe(made));
            });
            nextLook = now + LOOK_NANOS;
        }
    }

    /** When {@link #tick} is wanted. */
    long deadline() {
        return Math.min(keyFrames.deadlineNanos(), feed == null ? Long.MAX_VALUE : nextLook);
    }

    void tick(long now) {
        keyFrames.tick(now);
        if (subscribed != null && now >= nextLook) {
            nextLook = now + LOOK_NANOS;
            adjust(subscribed, now);
        }
    }

    private void adjust(EncodedVideo current, long now) {
        var paths = new ArrayList<BitrateTarget.Path>();
        for (Peer viewer : viewers) {
            VideoTrackSender picture = viewer.picture;
            SenderStats stats = picture == null ? null : picture.senderStats();
            if (stats != null) {
                paths.add(new BitrateTarget.Path(viewer.id.number(), stats.bytes(), stats.remoteBitrate()));
            }
        }
        int wanted = bitrate.update(paths, now);
        if (wanted != target) {
            target = wanted;
            Callbacks.run("encoder", () -> current.setTargetBitrate(wanted));
        }
    }

    void close() {
        encoder = null;
        update(List.of(), nanoTime.getAsLong());
    }

    /** One subscription: what still comes after it was closed is ignored. */
    private final class Feed implements AccessUnitSink {

        private final H264Packetiser packetiser = new H264Packetiser(H264Packetiser.DEFAULT_PAYLOAD);
        private volatile boolean closed;
        private @Nullable Subscription subscription;

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
            PacketisedFrame frame = packetiser.packetise(unit);
            long next = Long.MAX_VALUE;
            for (Peer viewer : watching) {
                VideoTrackSender picture = viewer.picture;
                if (picture != null) {
                    picture.send(frame, nanoTime.getAsLong());
                    next = Math.min(next, picture.deadline());
                }
            }
            deadline.accept(next);
        }

        @Override
        public void signal(VideoSignal signal) {
            // a picture without signal is no picture: senders simply get nothing
        }
    }
}
