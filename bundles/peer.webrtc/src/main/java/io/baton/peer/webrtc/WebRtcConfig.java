// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of {@link WebRtcPeers}, PID {@code io.baton.peer.webrtc}. */
@ObjectClassDefinition(
        name = "Baton WebRTC Peers",
        description = "The UDP port of video and data channels, and its limits. Changes apply from the next start.")
@interface WebRtcConfig {

    @AttributeDefinition(
            name = "WebRTC UDP port",
            description = "UDP port of all peers, 0–65535; 0 takes any free one.",
            min = "0",
            max = "65535")
    int port() default 0;

    @AttributeDefinition(
            name = "WebRTC listen address",
            description = "IPv4 or IPv6 address; empty for all interfaces, IPv4 and IPv6.")
    String address() default "";

    @AttributeDefinition(
            name = "Announce loopback addresses",
            description = "Whether clients are told the loopback addresses although there are others.")
    boolean loopback() default true;

    @AttributeDefinition(
            name = "Maximum number of peers",
            description = "Peers at one time, 1–100.",
            min = "1",
            max = "100")
    int maxPeers() default 20;

    @AttributeDefinition(
            name = "Maximum number of half-open peers",
            description = "Peers that are not linked yet, at one time, 1–100.",
            min = "1",
            max = "100")
    int maxHalfOpen() default 12;

    @AttributeDefinition(
            name = "Peer setup timeout (ms)",
            description = "Milliseconds from the answer to the link, 1000–120000.",
            min = "1000",
            max = "120000")
    int setupTimeoutMillis() default 10_000;

    @AttributeDefinition(
            name = "Minimum video bit rate (bit/s)",
            description = "Bits per second the video never goes below for a slow viewer, 100000–100000000.",
            min = "100000",
            max = "100000000")
    int minBitrateBitsPerSecond() default 1_000_000;

    @AttributeDefinition(
            name = "Maximum video bit rate (bit/s)",
            description =
                    "Bits per second of the video when no viewer is slower, 100000–100000000, not below the minimum.",
            min = "100000",
            max = "100000000")
    int maxBitrateBitsPerSecond() default 4_000_000;

    @AttributeDefinition(
            name = "DTLS certificate directory",
            description = "Directory of the DTLS certificate; empty for 'peer' in the directory baton.data names.")
    String directory() default "";
}
