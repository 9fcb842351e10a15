// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.net;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A socket on a bad link: loses datagrams at random in each direction. The rates may be changed at any time. */
public final class LossyUdpSocket implements UdpSocket {

    private final UdpSocket socket;
    private final RandomGenerator random;
    private volatile double outgoingLoss;
    private volatile double incomingLoss;

    /** @param random used under a lock of its own */
    public LossyUdpSocket(UdpSocket socket, RandomGenerator random) {
        this.socket = socket;
        this.random = random;
    }

    /** Sets how many of the datagrams are lost, 0–1 in each direction. */
    public void lose(double outgoing, double incoming) {
        outgoingLoss = outgoing;
        incomingLoss = incoming;
    }

    private boolean isLost(double loss) {
        synchronized (random) {
            return random.nextDouble() < loss;
        }
    }

    @Override
    public int sendBatch(InetSocketAddress to, byte[] buffer, int offset, int segmentSize, int length) {
        if (outgoingLoss == 0) {
            return socket.sendBatch(to, buffer, offset, segmentSize, length);
        }
        for (int done = 0; done < length; done += segmentSize) {
            int size = Math.min(segmentSize, length - done);
            if (!isLost(outgoingLoss) && !socket.send(to, buffer, offset + done, size)) {
                return done;
            }
        }
        return length;
    }

    @Override
    public @Nullable InetSocketAddress receive(ByteBuffer into, Duration timeout) {
        int start = into.position();
        InetSocketAddress from = socket.receive(into, timeout);
        if (from != null && isLost(incomingLoss)) {
            into.position(start);
            return null;
        }
        return from;
    }

    @Override
    public InetSocketAddress localAddress() {
        return socket.localAddress();
    }

    @Override
    public void wakeup() {
        socket.wakeup();
    }

    @Override
    public boolean isOpen() {
        return socket.isOpen();
    }

    @Override
    public String kind() {
        return socket.kind();
    }

    @Override
    public UdpStats stats() {
        return socket.stats();
    }

    @Override
    public void close() {
        socket.close();
    }
}
