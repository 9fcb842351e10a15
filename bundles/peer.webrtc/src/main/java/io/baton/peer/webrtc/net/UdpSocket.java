// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.net;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A bound UDP socket for IPv4 and IPv6. Obtained from {@link UdpSockets}; owned by the peer service, which closes it.
 *
 * <p>Threading. Sending and closing are safe from any thread and do not block; receiving belongs to one thread.
 *
 * <p>Errors. Never thrown after opening: a datagram that cannot be sent is lost and counted, as datagrams may be.
 */
public interface UdpSocket extends AutoCloseable {

    /** Largest datagram received; longer ones are dropped and counted. */
    int LARGEST_DATAGRAM = 2048;

    /** The address the socket is bound to; the wildcard address when it listens on all interfaces. */
    InetSocketAddress localAddress();

    /**
     * Sends consecutive datagrams of one buffer to one destination.
     *
     * @param segmentSize bytes of each datagram; the last one may be shorter
     * @param length bytes of all together, at most 65 000
     * @return bytes taken, in whole datagrams; less than {@code length} means the socket is full: try the rest in a
     *     millisecond. After closing all bytes are taken and lost.
     */
    int sendBatch(InetSocketAddress to, byte[] buffer, int offset, int segmentSize, int length);

    /** Sends one datagram; returns whether it was taken. */
    default boolean send(InetSocketAddress to, byte[] buffer, int offset, int length) {
        return sendBatch(to, buffer, offset, length, length) == length;
    }

    /**
     * Waits for a datagram and appends it to {@code into}.
     *
     * @param into with {@link #LARGEST_DATAGRAM} bytes of room
     * @return the sender; null when none came in time or the socket was closed
     */
    @Nullable
    InetSocketAddress receive(ByteBuffer into, Duration timeout);

    /**
     * Ends a waiting {@link #receive}, or the next one at once; several calls before that count as one. From any
     * thread.
     */
    void wakeup();

    boolean isOpen();

    /** How datagrams are sent, for the log: {@code segmented}, {@code native} or {@code channel}. */
    String kind();

    UdpStats stats();

    /** Closes the socket and ends a waiting {@link #receive}. Closing twice has no effect. */
    @Override
    void close();
}
