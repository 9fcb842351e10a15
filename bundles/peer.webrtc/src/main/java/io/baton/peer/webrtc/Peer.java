// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import io.baton.peer.PeerId;
import io.baton.peer.PeerStats;
import io.baton.peer.webrtc.dtls.DtlsKeys;
import io.baton.peer.webrtc.dtls.DtlsLink;
import io.baton.peer.webrtc.ice.IceAgent;
import io.baton.peer.webrtc.ice.IcePath;
import io.baton.peer.webrtc.ice.RemoteCandidate;
import io.baton.peer.webrtc.ice.StunMessage;
import io.baton.peer.webrtc.rtp.SenderStats;
import io.baton.peer.webrtc.sdp.NegotiatedSession;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One connection: its ICE agent, its DTLS link, and once that is up its picture and its channels.
 *
 * <p>Threading. The agent is guarded by its own lock, as picture and channels are by theirs; none is held while foreign
 * code runs or while another one is taken.
 */
final class Peer {

    private static final int MOST_ADDRESSES = 16;

    final PeerId id;
    final NegotiatedSession terms;
    final String localUfrag;
    final Channels channels;
    final @Nullable VideoTrackSender picture;
    final DtlsLink dtls;

    private final IceAgent ice;
    private final PeerSocket socket;
    private final long setupDeadline;
    private final AtomicBoolean handshaking = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final List<InetSocketAddress> addresses = new ArrayList<>();
    private volatile boolean linked;
    private volatile boolean wantsVideo;

    Peer(
            PeerId id,
            NegotiatedSession terms,
            String localUfrag,
            IceAgent ice,
            PeerSocket socket,
            DtlsLink dtls,
            Channels channels,
            @Nullable VideoTrackSender picture,
            long setupDeadline) {
        this.id = id;
        this.terms = terms;
        this.localUfrag = localUfrag;
        this.ice = ice;
        this.socket = socket;
        this.dtls = dtls;
        this.channels = channels;
        this.picture = picture;
        this.setupDeadline = setupDeadline;
    }

    /** Takes a check of the other side; answers whether it is authentic. */
    boolean request(StunMessage message, IcePath path) {
        synchronized (ice) {
            boolean authentic = ice.request(message, path);
            socket.select(ice.selected());
            return authentic;
        }
    }

    boolean response(StunMessage message, IcePath path) {
        synchronized (ice) {
            boolean authentic = ice.response(message, path);
            socket.select(ice.selected());
            return authentic;
        }
    }

    void addRemote(RemoteCandidate candidate) {
        synchronized (ice) {
            ice.addRemote(candidate);
        }
    }

    /** Whether this address may be remembered as the peer's. Receive thread only. */
    boolean claims(InetSocketAddress address) {
        if (addresses.contains(address)) {
            return false;
        }
        if (addresses.size() == MOST_ADDRESSES) {
            return false;
        }
        addresses.add(address);
        return true;
    }

    /** Answers true once: when there is a path and the handshake has not begun. */
    boolean beginHandshake() {
        return socket.isConnected() && !closed.get() && handshaking.compareAndSet(false, true);
    }

    /** The handshake is done: makes what needs its keys. */
    void link(@Nullable DtlsKeys keys, long now) {
        VideoTrackSender screen = picture;
        if (screen != null && keys != null) {
            screen.begin(keys, now);
        }
        linked = true;
        if (screen != null) {
            // after linked is set: a setVideo that comes now either sees it, or is seen here
            screen.setActive(wantsVideo, now);
        }
    }

    boolean isLinked() {
        return linked;
    }

    void setVideo(boolean on, long now) {
        wantsVideo = on;
        VideoTrackSender screen = picture;
        if (screen != null && linked) {
            screen.setActive(on, now);
        }
    }

    /** Whether the picture should flow to it now. */
    boolean isWatching() {
        return linked && wantsVideo && picture != null && !closed.get();
    }

    boolean isClosed() {
        return closed.get();
    }

    /** Ends the connection; answers whether this call did. */
    boolean close(long now) {
        if (!closed.compareAndSet(false, true)) {
            return false;
        }
        VideoTrackSender screen = picture;
        if (screen != null) {
            screen.close(now);
        }
        channels.close();
        dtls.close();
        return true;
    }

    /** Whether setting up has taken too long. */
    boolean isLate(long now) {
        return !linked && now >= setupDeadline;
    }

    boolean isLost() {
        synchronized (ice) {
            return ice.isLost();
        }
    }

    /** Does what is due. */
    void tick(long now) {
        synchronized (ice) {
            ice.tick();
            socket.select(ice.selected());
        }
        channels.tick(now);
        VideoTrackSender screen = picture;
        if (screen != null) {
            screen.tick(now);
        }
    }

    /** When {@link #tick} is wanted next. */
    long deadline() {
        long deadline = linked ? Long.MAX_VALUE : setupDeadline;
        synchronized (ice) {
            deadline = Math.min(deadline, ice.deadline());
        }
        deadline = Math.min(deadline, channels.deadline());
        VideoTrackSender screen = picture;
        return screen == null ? deadline : Math.min(deadline, screen.deadline());
    }

    PeerStats stats() {
        VideoTrackSender screen = picture;
        SenderStats sent = screen == null ? null : screen.senderStats();
        return new PeerStats(
                linked,
                wantsVideo,
                sent == null ? 0 : sent.packets(),
                sent == null ? 0 : sent.bytes(),
                sent == null ? 0 : sent.retransmissions(),
                sent == null ? 0 : sent.pictureLosses() + sent.fullIntraRequests(),
                sent == null ? 0 : sent.nextIndex(),
                sent == null ? 0 : sent.fractionLost(),
                sent == null || sent.roundTripNanos() < 0 ? -1 : sent.roundTripNanos() / 1e6,
                sent == null ? 0 : sent.reports(),
                sent == null ? -1 : sent.remoteBitrate(),
                channels.messagesIn(),
                channels.messagesOut(),
                channels.messagesDiscarded(),
                channels.bytesUnacknowledged());
    }
}
