// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import io.baton.peer.webrtc.ice.IceTimings;
import io.baton.peer.webrtc.net.UdpSockets;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What an operator may set.
 *
 * @param bind where the one UDP socket listens; the wildcard address for all interfaces, port 0 for any free port
 * @param loopback whether loopback addresses are told to clients although there are others
 * @param maxPeers peers at one time, 1–100
 * @param maxHalfOpen peers that are not linked yet, at one time, 1–100
 * @param setupTimeout from the answer to the link, above 0
 * @param ice clockwork of checks and consent
 * @param minBitrate what the encoder is never asked to go below for a slow viewer, bits per second
 * @param maxBitrate what the encoder is asked for when nothing speaks against it, bits per second
 * @param directory where the certificate is kept
 * @param means how datagrams leave
 */
public record Settings(
        InetSocketAddress bind,
        boolean loopback,
        int maxPeers,
        int maxHalfOpen,
        Duration setupTimeout,
        IceTimings ice,
        int minBitrate,
        int maxBitrate,
        Path directory,
        UdpSockets.Means means) {

    static final int LARGEST_LIMIT = 100;

    public Settings {
        requireLimit("maxPeers", maxPeers);
        requireLimit("maxHalfOpen", maxHalfOpen);
        if (!setupTimeout.isPositive() || setupTimeout.compareTo(Duration.ofMinutes(2)) > 0) {
            throw new IllegalArgumentException("setupTimeout must be above 0 and at most 2 minutes: " + setupTimeout);
        }
        if (minBitrate < 100_000 || maxBitrate < minBitrate || maxBitrate > 100_000_000) {
            throw new IllegalArgumentException(
                    "bit rates must be within 100000–100000000, the smaller first: " + minBitrate + ", " + maxBitrate);
        }
    }

    private static void requireLimit(String name, int value) {
        if (value < 1 || value > LARGEST_LIMIT) {
            throw new IllegalArgumentException(name + " must be within 1–" + LARGEST_LIMIT + ": " + value);
        }
    }

    /** What a device does unless told otherwise: all interfaces, any port, twenty peers. */
    public static Settings defaults(Path directory) {
        return new Settings(
                new InetSocketAddress(0),
                true,
                20,
                12,
                Duration.ofSeconds(10),
                IceTimings.DEFAULT,
                1_000_000,
                4_000_000,
                directory,
                UdpSockets.Means.BEST);
    }
}
