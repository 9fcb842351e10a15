// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of {@link WebRtcPeers}, PID {@code io.baton.peer.webrtc}. */
@ObjectClassDefinition(
        name = "Baton WebRTC peers",
        description = "The UDP port of picture and data channels, and its limits.")
@interface WebRtcConfig {

    @AttributeDefinition(
            description = "UDP port of all peers, 0–65535; 0 takes any free one.",
            min = "0",
            max = "65535")
    int port() default 0;

    @AttributeDefinition(description = "Address to listen on; empty for all interfaces, IPv4 and IPv6.")
    String address() default "";

    @AttributeDefinition(description = "Whether clients are told the loopback addresses although there are others.")
    boolean loopback() default true;

    @AttributeDefinition(description = "Peers at one time, 1–100.", min = "1", max = "100")
    int maxPeers() default 20;

    @AttributeDefinition(description = "Peers that are not linked yet, at one time, 1–100.", min = "1", max = "100")
    int maxHalfOpen() default 12;

    @AttributeDefinition(
            description = "Milliseconds from the answer to the link, 1000–120000.",
            min = "1000",
            max = "120000")
    int setupTimeoutMillis() default 10_000;

    @AttributeDefinition(
            description =
                    "Milliseconds between consent checks, 500–5000; four intervals without an answer, at most 10 s, end the peer.",
            min = "500",
            max = "5000")
    int consentIntervalMillis() default 2_000;

    @AttributeDefinition(description = "Bits per second the picture never goes below for a slow viewer.")
    int minBitrate() default 1_000_000;

    @AttributeDefinition(description = "Bits per second of the picture when nothing speaks against it.")
    int maxBitrate() default 4_000_000;

    @AttributeDefinition(
            description = "Directory of the DTLS certificate; empty for 'peer' in the directory baton.data names.")
    String directory() default "";
}
