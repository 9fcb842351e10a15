// SPDX-License-Identifier: Apache-2.0
package io.baton.wol.udp;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends magic packets by UDP: to a given address, or to the broadcast address of every network of this device. */
final class MagicPacketSender {

    private static final Logger LOG = LoggerFactory.getLogger("wol.udp");
    /** The discard port, which is customary. */
    static final int PORT = 9;

    private final int port;
    private final Networks networks;

    /** A network of this device. */
    record Network(InetAddress own, InetAddress broadcast) {}

    /** The networks of this device that have a broadcast address. */
    interface Networks {

        List<Network> all() throws IOException;
    }

    MagicPacketSender(int port, Networks networks) {
        this.port = port;
        this.networks = networks;
    }

    /**
     * Sends a packet.
     *
     * @return how many networks it was sent to
     * @throws IOException when it was sent to none
     */
    int send(MacAddress mac, Optional<InetAddress> to) throws IOException {
        byte[] packet = mac.magicPacket();
        if (to.isPresent()) {
            send(packet, null, to.get());
            return 1;
        }
        int sent = 0;
        IOException failure = new IOException("no network of this device has a broadcast address");
        for (Network network : networks.all()) {
            try {
                send(packet, network.own(), network.broadcast());
                sent++;
            } catch (IOException e) {
                LOG.debug("not sent broadcast={} cause={}", network.broadcast(), e.toString());
                failure = e;
            }
        }
        if (sent == 0) {
            throw failure;
        }
        return sent;
    }

    /** @param from decides the network, since every network may have the same broadcast address */
    private void send(byte[] packet, @Nullable InetAddress from, InetAddress to) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(from, 0))) {
            socket.setBroadcast(true);
            socket.send(new DatagramPacket(packet, packet.length, to, port));
        }
    }

    /** Returns the IPv4 networks of the interfaces that are up. */
    static List<Network> ofInterfaces() throws IOException {
        List<Network> networks = new ArrayList<>();
        for (NetworkInterface one : NetworkInterface.networkInterfaces().toList()) {
            if (!one.isUp() || one.isLoopback() || one.isPointToPoint()) {
                continue;
            }
            for (InterfaceAddress address : one.getInterfaceAddresses()) {
                InetAddress broadcast = address.getBroadcast();
                if (address.getAddress() instanceof Inet4Address && broadcast != null) {
                    networks.add(new Network(address.getAddress(), broadcast));
                }
            }
        }
        return networks;
    }
}
