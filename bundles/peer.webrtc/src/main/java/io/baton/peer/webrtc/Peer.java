// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import io.baton.peer.PeerId;
import io.baton.peer.PeerListener;
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
 * One connection: its ICE agent, its DTLS link, and once that is up its video track and its data channels.
 *
 * <p>Threading. The agent is guarded by its own lock, as video and channels are by theirs; none is held while other
 * bundles' code runs or while another lock is taken.
 */
final class Peer {

    private static final int MAX_ADDRESSES = 16;

    final PeerId id;
    final NegotiatedSession negotiated;
    final String localUfrag;
    final Channels channels;
    final @Nullable VideoTrackSender video;
    final DtlsLink dtls;
    /** The only listener of its events; null for a client, whose events go to all. */
    final @Nullable PeerListener ownListener;

    private final IceAgent ice;
    private final PeerSocket socket;
    private final long setupDeadline;
    private final AtomicBoolean handshaking = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final List<InetSocketAddress> addresses = new ArrayList<>();
    /** Whether the bitrate of the stream follows the path of this peer. */
    volatile boolean priority;

    private volatile boolean linked;
    private volatile boolean wantsVideo;

    Peer(
            PeerId id,
            NegotiatedSession negotiated,
            String localUfrag,
            IceAgent ice,
            PeerSocket socket,
            DtlsLink dtls,
            Channels channels,
            @Nullable VideoTrackSender video,
            long setupDeadline) {
        this(id, negotiated, localUfrag, ice, socket, dtls, channels, video, setupDeadline, null);
    }

    /** @param ownListener of a peer that the device offered to; null for a client */
    Peer(
            PeerId id,
            NegotiatedSession negotiated,
            String localUfrag,
            IceAgent ice,
            PeerSocket socket,
            DtlsLink dtls,
            Channels channels,
            @Nullable VideoTrackSender video,
            long setupDeadline,
            @Nullable PeerListener ownListener) {
        this.ownListener = ownListener;
        this.id = id;
        this.negotiated = negotiated;
        this.localUfrag = localUfrag;
        this.ice = ice;
        this.socket = socket;
        this.dtls = dtls;
        this.channels = channels;
        this.video = video;
        this.setupDeadline = setupDeadline;
    }

    /** Handles a check of the other side; returns whether it is authentic. */
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

    /**
     * Remembers an address as the peer's. Receive thread only.
     *
     * @return the oldest address that is not in use, forgotten for it; null while there is room
     */
    @Nullable
    InetSocketAddress claims(InetSocketAddress address) {
        InetSocketAddress forgotten = null;
        for (int i = 0; addresses.size() >= MAX_ADDRESSES && forgotten == null; i++) {
            if (!uses(addresses.get(i))) {
                forgotten = addresses.remove(i);
            }
        }
        addresses.add(address);
        return forgotten;
    }

    /** The address belongs to another peer now. Receive thread only. */
    void forgets(InetSocketAddress address) {
        addresses.remove(address);
    }

    /** Whether this is the far end of the path in use. */
    boolean uses(InetSocketAddress address) {
        return !closed.get() && socket.isConnectedTo(address);
    }

    /** Returns true once: when there is a path and the handshake has not begun. */
    boolean beginHandshake() {
        return socket.isConnected() && !closed.get() && handshaking.compareAndSet(false, true);
    }

    /** Completes the handshake: starts the video track with its keys. */
    void link(@Nullable DtlsKeys keys, long now) {
        VideoTrackSender sender = video;
        if (sender != null && keys != null) {
            sender.begin(keys, now);
        }
        linked = true;
        if (sender != null) {
            // after linked is set: a setVideo that comes now either sees it, or is seen here
            sender.setActive(wantsVideo, now);
        }
    }

    boolean isLinked() {
        return linked;
    }

    void setVideo(boolean on, long now) {
        wantsVideo = on;
        VideoTrackSender sender = video;
        if (sender != null && linked) {
            sender.setActive(on, now);
        }
    }

    /** Whether video is to be sent to it now. */
    boolean isWatching() {
        return linked && wantsVideo && video != null && !closed.get();
    }

    /** Whether the device offered this connection: the other side is a server and no client. */
    boolean isOutbound() {
        return ownListener != null;
    }

    boolean isClosed() {
        return closed.get();
    }

    /** Ends the connection; returns whether this call did. */
    boolean close(long now) {
        if (!closed.compareAndSet(false, true)) {
            return false;
        }
        VideoTrackSender sender = video;
        if (sender != null) {
            sender.close(now);
        }
        channels.close();
        dtls.close();
        return true;
    }

    /** Whether setting up has taken too long. */
    boolean isLate(long now) {
        return !linked && now >= setupDeadline;
    }

    /** Checks at once whether the other side still answers. */
    void verify() {
        synchronized (ice) {
            ice.verify();
        }
    }

    boolean isLost() {
        synchronized (ice) {
            return ice.isLost();
        }
    }

    /** Handles every deadline that has passed. */
    void tick(long now) {
        synchronized (ice) {
            ice.tick();
            socket.select(ice.selected());
        }
        channels.tick(now);
        VideoTrackSender sender = video;
        if (sender != null) {
            sender.tick(now);
        }
    }

    /** When {@link #tick} is wanted next. */
    long deadline() {
        long deadline = linked ? Long.MAX_VALUE : setupDeadline;
        synchronized (ice) {
            deadline = Math.min(deadline, ice.deadline());
        }
        deadline = Math.min(deadline, channels.deadline());
        VideoTrackSender sender = video;
        return sender == null ? deadline : Math.min(deadline, sender.deadline());
    }

    PeerStats stats() {
        VideoTrackSender sender = video;
        SenderStats sent = sender == null ? null : sender.senderStats();
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
