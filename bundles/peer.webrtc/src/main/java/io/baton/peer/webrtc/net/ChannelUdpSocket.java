// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The JDK's datagram channel: works everywhere, one system call per datagram. */
final class ChannelUdpSocket implements UdpSocket {

    private final DatagramChannel channel;
    private final Selector selector;
    private final InetSocketAddress local;
    private final UdpCounters counters = new UdpCounters();
    private final ByteBuffer incoming = ByteBuffer.allocateDirect(LARGEST_DATAGRAM + 1);

    private ChannelUdpSocket(DatagramChannel channel, Selector selector) throws IOException {
        this.channel = channel;
        this.selector = selector;
        local = (InetSocketAddress) channel.getLocalAddress();
    }

    static UdpSocket open(InetSocketAddress local, int bufferBytes) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, bufferBytes);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, bufferBytes);
            channel.bind(local);
            channel.configureBlocking(false);
            Selector selector = Selector.open();
            channel.register(selector, SelectionKey.OP_READ);
            return new ChannelUdpSocket(channel, selector);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public InetSocketAddress localAddress() {
        return local;
    }

    @Override
    public int sendBatch(InetSocketAddress to, byte[] buffer, int offset, int segmentSize, int length) {
        ByteBuffer segment = ByteBuffer.wrap(buffer);
        int done = 0;
        while (done < length) {
            int size = Math.min(segmentSize, length - done);
            segment.limit(offset + done + size).position(offset + done);
            if (!sendOne(to, segment)) {
                counters.full.increment();
                return done;
            }
            done += size;
        }
        return done;
    }

    private boolean sendOne(InetSocketAddress to, ByteBuffer segment) {
        try {
            counters.sendCalls.increment();
            if (channel.send(segment, to) == 0) {
                return false;
            }
            counters.sent.increment();
        } catch (IOException | UnresolvedAddressException | UnsupportedAddressTypeException e) {
            counters.failed.increment();
        }
        return true;
    }

    @Override
    public @Nullable InetSocketAddress receive(ByteBuffer into, Duration timeout) {
        try {
            InetSocketAddress from = receiveNow(into);
            if (from != null) {
                return from;
            }
            selector.select(Math.max(1, timeout.toMillis()));
            selector.selectedKeys().clear();
            return receiveNow(into);
        } catch (ClosedChannelException | ClosedSelectorException e) {
            return null;
        } catch (IOException e) {
            counters.failed.increment();
            return null;
        }
    }

    private @Nullable InetSocketAddress receiveNow(ByteBuffer into) throws IOException {
        while (true) {
            incoming.clear();
            InetSocketAddress from = (InetSocketAddress) channel.receive(incoming);
            if (from == null) {
                return null;
            }
            incoming.flip();
            if (incoming.remaining() <= LARGEST_DATAGRAM) {
                counters.received.increment();
                into.put(incoming);
                return from;
            }
            counters.oversize.increment();
        }
    }

    @Override
    public void wakeup() {
        selector.wakeup();
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public String kind() {
        return "channel";
    }

    @Override
    public UdpStats stats() {
        return counters.snapshot();
    }

    @Override
    public void close() {
        try {
            selector.close();
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("closing a datagram channel cannot fail", e);
        }
    }
}
