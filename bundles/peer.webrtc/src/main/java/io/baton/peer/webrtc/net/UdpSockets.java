// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.net;

import java.io.IOException;
import java.net.InetSocketAddress;

/** Opens the UDP socket, by the best means of the machine. */
public final class UdpSockets {

    /** Holds a key frame for ten peers, or the handshakes of many; the kernel may grant less. */
    public static final int DEFAULT_BUFFER = 1 << 20;

    /** How datagrams are sent. */
    public enum Means {
        /** Segmentation offload if the kernel has it, else one system call per datagram. */
        BEST,
        /** One system call per datagram. */
        NATIVE,
        /** The JDK's own channel, which needs no native access. */
        CHANNEL
    }

    private UdpSockets() {}

    /**
     * Opens a socket bound to {@code local}; port 0 lets the kernel choose, the wildcard address means all interfaces
     * of both families.
     *
     * @param bufferBytes asked for in each direction
     * @throws IOException when the address cannot be bound
     */
    public static UdpSocket open(InetSocketAddress local, int bufferBytes, Means means) throws IOException {
        if (means != Means.CHANNEL && isNativePossible()) {
            return NativeUdpSocket.open(local, bufferBytes, means == Means.BEST);
        }
        return ChannelUdpSocket.open(local, bufferBytes);
    }

    /** Whether system calls can be made directly: Linux on a 64-bit machine whose launcher permits native access. */
    static boolean isNativePossible() {
        String machine = System.getProperty("os.arch", "");
        boolean known = machine.equals("amd64") || machine.equals("aarch64");
        if (!known || !System.getProperty("os.name", "").equals("Linux")) {
            return false;
        }
        try {
            return LibC.isLinked();
        } catch (LinkageError e) {
            return false;
        }
    }
}
