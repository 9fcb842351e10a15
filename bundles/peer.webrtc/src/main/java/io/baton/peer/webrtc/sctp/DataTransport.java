// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

import java.nio.ByteBuffer;

/**
 * Data channels of one peer, between the decrypted packets of its DTLS session and the messages of its channels. The
 * peer owns one per connection, feeds it packets and time, and sends what it emits. The shape is small on purpose: a
 * library can stand behind it.
 *
 * <p>Threading. Not thread-safe; the caller serialises every call. There are no threads and no clock inside: each call
 * carries the caller's monotonic time in nanoseconds (as {@code System.nanoTime()}), and {@link #tick} must be called
 * at or soon after {@link #deadlineNanos}. {@link Events} are called synchronously on the calling thread; they may call
 * back into the transport.
 *
 * <p>Errors. Nothing a remote peer sends causes an exception; bad input is dropped and counted, and a breach that
 * cannot be survived ends the transport with {@link Events#ended}. After the end every call is a no-op.
 *
 * <p>Source: RFC 8831 (data channels), RFC 8261 (SCTP over DTLS).
 */
public interface DataTransport {

    /** Starts the handshake from this side. Optional: without this call a transport answers the peer's. */
    void connect(long nowNanos);

    /**
     * Takes one decrypted packet, from position to limit.
     *
     * @param packet read only during the call, position and limit are left as they were; big endian
     */
    void receive(ByteBuffer packet, long nowNanos);

    /** Runs the timers that are due. Early calls have no effect. */
    void tick(long nowNanos);

    /** When {@link #tick} is next needed, on the caller's clock; {@link Long#MAX_VALUE} if no timer runs. */
    long deadlineNanos();

    /**
     * Opens a channel from this side (DCEP, RFC 8832). {@link Events#channelOpened} follows when the peer agrees;
     * messages may be sent at once.
     *
     * @return the channel's id, or -1 when not established, when all ids or the channel limit are used up
     */
    int open(ChannelSettings settings, long nowNanos);

    /**
     * Queues one message, and transmits it at once if the windows allow.
     *
     * @param text whether the payload is UTF-8 text, otherwise binary
     * @param payload the message, which may be empty; owned by the transport afterwards, must not be altered
     */
    SendOutcome send(int channel, boolean text, byte[] payload, long nowNanos);

    /** Payload bytes of the channel's messages that the peer has not acknowledged yet; 0 for unknown channels. */
    long bufferedAmount(int channel);

    /** Closes one channel after its queued messages; {@link Events#channelClosed} follows. Unknown ids are ignored. */
    void closeChannel(int channel, long nowNanos);

    /** Stops delivery: messages wait inside, bounded, and the peer sees its window shrink to nothing. */
    void pauseDelivery(long nowNanos);

    /** Delivers what waited and opens the window again. */
    void resumeDelivery(long nowNanos);

    /** Ends in order: queued messages go out first, then the shutdown handshake. */
    void close(long nowNanos);

    /** Ends at once, telling the peer with one packet. */
    void abort(long nowNanos);

    /** Counters since the start. Allocates one record. */
    TransportStats stats();

    /**
     * Receives the events of the transport. Calls come on the thread that called the transport; they must not block.
     */
    interface Events {

        /**
         * Sends one packet to the peer, through DTLS.
         *
         * @param packet from position to limit, valid only during the call, backed by an array
         */
        void transmit(ByteBuffer packet);

        /** The handshake is complete. Called once. */
        void established();

        /** A channel can be used: the peer opened it, or agreed to one opened here. */
        void channelOpened(int channel, ChannelSettings settings);

        /** One whole message. The array belongs to the receiver. Text is not checked for well-formed UTF-8. */
        void message(int channel, boolean text, byte[] payload);

        /** A channel is gone; its id may come back as a new channel. */
        void channelClosed(int channel);

        /** The transport is over, after {@link #channelClosed} for each open channel. Called once, last. */
        void ended(EndReason reason);
    }
}
