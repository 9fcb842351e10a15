// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

/**
 * Where a viewer's finished packets go: the socket, towards the candidate pair in use at the moment.
 *
 * <p>Threading. Called under the viewer's lock; must not block.
 */
@FunctionalInterface
public interface PacketSink {

    /**
     * Sends datagrams that lie one behind the other.
     *
     * @param segmentSize bytes of each datagram; the last one may be shorter
     * @param length bytes of all together
     * @return bytes taken, in whole datagrams; less than {@code length} when the socket is full. What can never be sent
     *     (no route, no pair yet) counts as taken: it is lost, as packets may be.
     */
    int send(byte[] buffer, int offset, int segmentSize, int length);
}
