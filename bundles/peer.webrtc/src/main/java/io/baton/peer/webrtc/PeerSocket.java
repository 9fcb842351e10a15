// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import io.baton.peer.webrtc.ice.IcePath;
import io.baton.peer.webrtc.net.UdpSocket;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The shared socket for one peer: datagrams go along the path ICE has selected, and are dropped while there is none.
 *
 * <p>Threading. Safe from any thread.
 */
final class PeerSocket {

    private final UdpSocket socket;
    private volatile @Nullable InetSocketAddress remote;

    PeerSocket(UdpSocket socket) {
        this.socket = socket;
    }

    void select(@Nullable IcePath path) {
        if (path != null && !path.remote().equals(remote)) {
            remote = path.remote();
        }
    }

    boolean isConnected() {
        return remote != null;
    }

    boolean isConnectedTo(InetSocketAddress address) {
        return address.equals(remote);
    }

    /** Sends a check or an answer to a check along the given path. */
    void send(IcePath path, byte[] packet) {
        socket.send(path.remote(), packet, 0, packet.length);
    }

    /** Sends one datagram along the selected path. */
    void send(byte[] data, int offset, int length) {
        InetSocketAddress to = remote;
        if (to != null) {
            socket.send(to, data, offset, length);
        }
    }

    /** Sends datagrams lying one behind the other; returns the bytes taken. */
    int sendBatch(byte[] buffer, int offset, int segmentSize, int length) {
        InetSocketAddress to = remote;
        return to == null ? length : socket.sendBatch(to, buffer, offset, segmentSize, length);
    }
}
