// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import io.baton.peer.webrtc.ice.IcePath;
import io.baton.peer.webrtc.ice.StunMessage;
import io.baton.peer.webrtc.net.UdpSocket;
import io.baton.shared.threads.DaemonThreads;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread {@code baton-peer-rx}: receives every datagram of the one port, finds its peer, and hands it to the right
 * layer (RFC 7983): STUN by its USERNAME, anything else by a source address that an authentic STUN message came from
 * before. It also runs all calls of listeners and handlers, so that they happen in order for one peer.
 */
final class DatagramReceiver {

    /** Receives what datagrams bring, on this thread. */
    interface Events {

        /** ICE has moved: there may be a path now. */
        void checked(Peer peer, long now);

        /** A DTLS datagram. */
        void dtls(Peer peer, byte[] data, int offset, int length, long now);

        /** An SRTCP packet. */
        void rtcp(Peer peer, byte[] data, int offset, int length, long now);
    }

    private static final Logger LOG = LoggerFactory.getLogger("peer.webrtc");
    private static final Duration RECEIVE_TIMEOUT = Duration.ofHours(1);
    private static final int UNKNOWN_PER_SOURCE = 500;
    private static final int UNKNOWN_TOTAL = 5_000;
    private static final long WARNING_INTERVAL_NANOS = 10_000_000_000L;

    private final UdpSocket socket;
    private final PeerTable table;
    private final Events events;
    private final LongSupplier nanoTime;
    private final PacketRateLimiter limiter;
    private final PortCounters counters = new PortCounters();
    private final Queue<Runnable> jobs = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean stopped;
    private long nextWarning;

    DatagramReceiver(
            UdpSocket socket, PeerTable table, Events events, LongSupplier nanoTime, int seed, DaemonThreads threads) {
        this.socket = socket;
        this.table = table;
        this.events = events;
        this.nanoTime = nanoTime;
        nextWarning = nanoTime.getAsLong();
        limiter = new PacketRateLimiter(UNKNOWN_PER_SOURCE, UNKNOWN_TOTAL, seed, nextWarning);
        thread = threads.unstarted("baton-peer-rx", this::run);
    }

    void start() {
        thread.start();
    }

    PortCounters counters() {
        return counters;
    }

    /** Runs a job on the thread, in order. */
    void execute(Runnable job) {
        jobs.add(job);
        if (!isCurrent()) {
            socket.wakeup();
        }
    }

    boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    private void run() {
        ByteBuffer buffer = ByteBuffer.allocate(UdpSocket.LARGEST_DATAGRAM);
        while (!stopped && socket.isOpen()) {
            try {
                buffer.clear();
                InetSocketAddress from = jobs.isEmpty() ? socket.receive(buffer, RECEIVE_TIMEOUT) : null;
                if (from != null) {
                    datagram(from, buffer.array(), buffer.position());
                }
                runJobs();
            } catch (RuntimeException | LinkageError bug) {
                LOG.error("datagram failed", bug);
            }
        }
        runJobs();
    }

    private void runJobs() {
        for (Runnable job = jobs.poll(); job != null; job = jobs.poll()) {
            Callbacks.run("job", job);
        }
    }

    private void datagram(InetSocketAddress from, byte[] data, int length) {
        long now = nanoTime.getAsLong();
        if (length == 0) {
            return;
        }
        Peer owner = table.byAddress(from);
        if (owner == null && !limiter.admits(from.getAddress(), now)) {
            counters.limited.increment();
            warn(now);
        } else if (StunMessage.looksLike(data, 0, length)) {
            stun(from, data, length, now);
        } else if (owner == null) {
            counters.unknownSource.increment();
        } else {
            secured(owner, data, length, now);
        }
    }

    private void warn(long now) {
        if (now - nextWarning >= 0) {
            nextWarning = now + WARNING_INTERVAL_NANOS;
            LOG.warn("datagrams of unknown sources dropped {}", counters);
        }
    }

    private void stun(InetSocketAddress from, byte[] data, int length, long now) {
        StunMessage message = StunMessage.read(data, 0, length);
        if (message == null || !(message.isRequest() ? request(message, from, now) : response(message, from, now))) {
            counters.refusedStun.increment();
        }
    }

    private boolean request(StunMessage message, InetSocketAddress from, long now) {
        String recipient = message.recipient();
        Peer peer = recipient == null ? null : table.byUfrag(recipient);
        if (peer == null || !peer.request(message, new IcePath(0, from))) {
            return false;
        }
        boolean owned = table.claim(from, peer, false);
        events.checked(peer, now);
        return owned;
    }

    private boolean response(StunMessage message, InetSocketAddress from, long now) {
        Peer peer = message.isResponse() ? table.byTag(message.tag()) : null;
        if (peer == null || !peer.response(message, new IcePath(0, from))) {
            return false;
        }
        boolean owned = table.claim(from, peer, true);
        events.checked(peer, now);
        return owned;
    }

    private void secured(Peer peer, byte[] data, int length, long now) {
        int first = data[0] & 0xFF;
        if (first >= 20 && first <= 63) {
            events.dtls(peer, data, 0, length, now);
        } else if (first >= 128 && first <= 191 && length >= 8 && isRtcp(data[1] & 0xFF)) {
            events.rtcp(peer, data, 0, length, now);
        } else {
            counters.unknownPacket.increment();
        }
    }

    /** RFC 5761 §4: these values of the second byte are packet types of RTCP. */
    private static boolean isRtcp(int type) {
        return type >= 192 && type <= 223;
    }

    /** Runs the jobs that wait, then ends the thread. */
    void stop() {
        stopped = true;
        socket.wakeup();
        Threads.join(thread);
    }
}
