// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import io.baton.peer.webrtc.ice.IceTimings;
import io.baton.peer.webrtc.net.UdpSockets;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the service.
 *
 * @param bind address of the one UDP socket; the wildcard address for all interfaces, port 0 for any free port
 * @param loopback whether loopback addresses are told to clients although there are others
 * @param maxPeers peers at one time, 1–100
 * @param maxHalfOpen peers that are not linked yet, at one time, 1–100
 * @param setupTimeout from the answer to the link, above 0
 * @param ice intervals of checks and consent until others are set
 * @param minBitrateBitsPerSecond lower bound of the encoder's target, 100 000 – 100 000 000
 * @param maxBitrateBitsPerSecond upper bound of the encoder's target, at least the lower one, at most 100 000 000
 * @param directory where the certificate is stored
 * @param means how datagrams are sent
 */
public record Settings(
        InetSocketAddress bind,
        boolean loopback,
        int maxPeers,
        int maxHalfOpen,
        Duration setupTimeout,
        IceTimings ice,
        int minBitrateBitsPerSecond,
        int maxBitrateBitsPerSecond,
        Path directory,
        UdpSockets.Means means) {

    static final int LARGEST_LIMIT = 100;

    public Settings {
        requireLimit("maxPeers", maxPeers);
        requireLimit("maxHalfOpen", maxHalfOpen);
        if (!setupTimeout.isPositive() || setupTimeout.compareTo(Duration.ofMinutes(2)) > 0) {
            throw new IllegalArgumentException("setupTimeout must be above 0 and at most 2 minutes: " + setupTimeout);
        }
        if (minBitrateBitsPerSecond < 100_000
                || maxBitrateBitsPerSecond < minBitrateBitsPerSecond
                || maxBitrateBitsPerSecond > 100_000_000) {
            throw new IllegalArgumentException("bit rates must be within 100000–100000000, the lower first: "
                    + minBitrateBitsPerSecond + ", " + maxBitrateBitsPerSecond);
        }
    }

    private static void requireLimit(String name, int value) {
        if (value < 1 || value > LARGEST_LIMIT) {
            throw new IllegalArgumentException(name + " must be within 1–" + LARGEST_LIMIT + ": " + value);
        }
    }

    /**
     * Reads the configuration.
     *
     * @param data the framework property {@code baton.data}; null where it is not set
     */
    static Settings of(WebRtcConfig config, @Nullable String data) {
        Path directory = config.directory().isEmpty()
                ? Path.of(data == null ? "data" : data, "peer")
                : Path.of(config.directory());
        InetSocketAddress bind = config.address().isEmpty()
                ? new InetSocketAddress(config.port())
                : new InetSocketAddress(InetAddress.ofLiteral(config.address()), config.port());
        return new Settings(
                bind,
                config.loopback(),
                config.maxPeers(),
                config.maxHalfOpen(),
                Duration.ofMillis(config.setupTimeoutMillis()),
                IceTimings.DEFAULT,
                config.minBitrateBitsPerSecond(),
                config.maxBitrateBitsPerSecond(),
                directory,
                UdpSockets.Means.BEST);
    }

    /** The default settings: all interfaces, any free port, twenty peers. */
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
