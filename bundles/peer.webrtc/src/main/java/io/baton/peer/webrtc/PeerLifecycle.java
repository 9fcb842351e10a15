// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import io.baton.peer.PeerListener;
import io.baton.peer.webrtc.dtls.DtlsKeys;
import io.baton.peer.webrtc.net.UdpSocket;
import io.baton.peer.webrtc.sctp.EndReason;
import io.baton.shared.threads.DaemonThreads;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves peers through their states: a path found by ICE begins the DTLS handshake, the handshake links the peer, and an
 * end of any layer, a timeout or a call of {@link #close} removes it. Listeners are told of each.
 *
 * <p>Threading. Datagrams, handlers and listeners belong to the receive thread, deadlines to the timer thread, a
 * handshake to a thread of its own; {@link #close} may be called by any.
 */
final class PeerLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger("peer.webrtc");

    final PeerTable table = new PeerTable();
    final DatagramReceiver receiver;
    final TimerThread timer;
    final Listeners listeners;
    final VideoFanout fanout;

    private final LongSupplier nanoTime;
    private final ThreadFactory handshakes;
    private final Set<Thread> handshaking = ConcurrentHashMap.newKeySet();

    PeerLifecycle(Settings settings, UdpSocket socket, LongSupplier nanoTime, int seed, DaemonThreads threads) {
        this.nanoTime = nanoTime;
        timer = new TimerThread(nanoTime, this::tick, threads);
        receiver = new DatagramReceiver(socket, table, new Received(), nanoTime, seed, threads);
        // a handshake mostly waits for the network
        handshakes = threads.virtual("baton-dtls-");
        listeners = new Listeners(receiver::execute);
        fanout = new VideoFanout(
                nanoTime, timer::at, settings.minBitrateBitsPerSecond(), settings.maxBitrateBitsPerSecond());
    }

    void start() {
        timer.start();
        receiver.start();
    }

    /** What the channels of a new peer report to. */
    Channels.Owner owner(PeerId id) {
        return new Owner(id);
    }

    /** A new peer whose offer was answered. */
    void add(Peer peer) {
        table.add(peer);
        timer.at(peer.deadline());
    }

    /** Subscribes to the encoder or unsubscribes, to match the watching peers. */
    void refreshVideo() {
        timer.execute(() ->
                fanout.update(table.all().stream().filter(Peer::isWatching).toList(), nanoTime.getAsLong()));
    }

    /** Ends a peer; does nothing when it has ended already. */
    void close(PeerId id, CloseReason reason) {
        Peer peer = table.get(id);
        if (peer == null || !peer.close(nanoTime.getAsLong())) {
            return;
        }
        table.remove(peer);
        refreshVideo();
        LOG.info("peer closed peer={} reason={} droppedRecords={}", id, reason, peer.dtls.recordsDropped());
        receiver.execute(() -> tell(peer, listener -> listener.closed(id, reason)));
    }

    /** Ends all peers and all threads. */
    void stop() {
        for (PeerId id : table.ids()) {
            close(id, CloseReason.SHUTDOWN);
        }
        timer.execute(fanout::close);
        timer.stop();
        receiver.stop();
        handshaking.forEach(Threads::join);
    }

    private long tick(long now) {
        long next = fanout.deadline();
        if (next <= now) {
            fanout.tick(now);
            next = fanout.deadline();
        }
        for (Peer peer : table.all()) {
            try {
                long deadline = peer.deadline();
                if (deadline <= now) {
                    deadline = tick(peer, now);
                }
                next = Math.min(next, deadline);
            } catch (RuntimeException bug) {
                // the timers of other peers go on
                LOG.error("peer timer failed peer={}", peer.id, bug);
                close(peer.id, CloseReason.PROTOCOL_ERROR);
            }
        }
        return next;
    }

    private long tick(Peer peer, long now) {
        if (peer.isLate(now)) {
            close(peer.id, CloseReason.SETUP_FAILED);
            return Long.MAX_VALUE;
        }
        peer.tick(now);
        if (peer.isLost()) {
            close(peer.id, peer.isLinked() ? CloseReason.CONSENT_LOST : CloseReason.SETUP_FAILED);
            return Long.MAX_VALUE;
        }
        return peer.deadline();
    }

    private void handshake(Peer peer) {
        try {
            DtlsKeys keys = peer.dtls.handshake();
            receiver.execute(() -> linked(peer, keys));
        } catch (IOException failed) {
            if (!peer.isClosed()) {
                LOG.info("DTLS handshake failed peer={} error=\"{}\"", peer.id, failed.getMessage());
                close(peer.id, CloseReason.SETUP_FAILED);
            }
        } catch (RuntimeException | LinkageError bug) {
            LOG.error("DTLS handshake failed peer={}", peer.id, bug);
            close(peer.id, CloseReason.SETUP_FAILED);
        } finally {
            handshaking.remove(Thread.currentThread());
        }
    }

    /** Receive thread. */
    private void linked(Peer peer, @Nullable DtlsKeys keys) {
        long now = nanoTime.getAsLong();
        if (peer.isClosed()) {
            return;
        }
        peer.link(keys, now);
        LOG.info("peer linked peer={}", peer.id);
        refreshVideo();
        tell(peer, listener -> listener.linked(peer.id));
        peer.channels.begin(now);
        peer.dtls.open((data, offset, length) -> peer.channels.receive(data, offset, length, now));
        settle(peer, now);
    }

    /** Tells those that the peer's events are for. Receive thread only. */
    private void tell(Peer peer, Consumer<PeerListener> what) {
        PeerListener own = peer.ownListener;
        if (own == null) {
            listeners.tell(what);
        } else {
            Callbacks.run("own peer listener", () -> what.accept(own));
        }
    }

    /** Receive thread: hands on what a packet brought. */
    private void settle(Peer peer, long now) {
        peer.channels.deliver(now);
        if (peer.dtls.hasEnded()) {
            close(peer.id, peer.dtls.saidGoodbye() ? CloseReason.REMOTE : CloseReason.PROTOCOL_ERROR);
        } else {
            timer.at(peer.deadline());
        }
    }

    /** What datagrams bring; on the receive thread. */
    private final class Received implements DatagramReceiver.Events {

        @Override
        public void checked(Peer peer, long now) {
            if (peer.beginHandshake()) {
                Thread thread = handshakes.newThread(() -> handshake(peer));
                handshaking.add(thread);
                thread.start();
            }
            timer.at(peer.deadline());
        }

        @Override
        public void dtls(Peer peer, byte[] data, int offset, int length, long now) {
            peer.dtls.received(data, offset, length, (d, o, l) -> peer.channels.receive(d, o, l, now));
            settle(peer, now);
        }

        @Override
        public void rtcp(Peer peer, byte[] data, int offset, int length, long now) {
            VideoTrackSender video = peer.video;
            if (video != null && video.rtcp(data, offset, length, now)) {
                timer.at(Math.min(video.deadline(), fanout.deadline()));
            }
        }
    }

    /** What the channels of one peer bring. */
    private final class Owner implements Channels.Owner {

        private final PeerId id;

        Owner(PeerId id) {
            this.id = id;
        }

        @Override
        public void transmit(byte[] data, int offset, int length) {
            Peer peer = table.get(id);
            if (peer != null) {
                peer.dtls.send(data, offset, length);
            }
        }

        @Override
        public void pending() {
            if (!receiver.isCurrent()) {
                receiver.execute(() -> {
                    Peer peer = table.get(id);
                    if (peer != null) {
                        peer.channels.deliver(nanoTime.getAsLong());
                    }
                });
            }
        }

        @Override
        public void opened(String label) {
            listeners.tell(listener -> listener.channelOpened(id, label));
        }

        @Override
        public void closed(String label) {
            listeners.tell(listener -> listener.channelClosed(id, label));
        }

        @Override
        public void ended(EndReason reason) {
            close(
                    id,
                    switch (reason) {
                        case SHUTDOWN, ABORTED, PEER_ABORTED -> CloseReason.REMOTE;
                        case HANDSHAKE_TIMEOUT -> CloseReason.SETUP_FAILED;
                        case RETRANSMISSION_LIMIT -> CloseReason.CONSENT_LOST;
                        case PEER_RESTARTED, MESSAGE_TOO_LARGE, PROTOCOL_VIOLATION -> CloseReason.PROTOCOL_ERROR;
                    });
        }
    }
}
