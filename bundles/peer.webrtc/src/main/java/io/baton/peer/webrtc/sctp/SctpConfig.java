// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

/**
 * Limits of one association. Sizes are bytes.
 *
 * @param localPort this side's port, as in the answer's sctp-port
 * @param remotePort the peer's port, as in the offer's sctp-port
 * @param dtlsClient whether this side is the DTLS client; it then opens channels with even ids (RFC 8832 section 6)
 * @param maxPacketSize largest SCTP packet sent, that is the path MTU without IP, UDP and DTLS overhead; 256-16000
 * @param maxMessageSize largest message accepted, as in the answer's max-message-size; 1 or more
 * @param remoteMaxMessageSize largest message sent, as in the offer's max-message-size; 1 or more
 * @param receiveWindow bytes of incoming data held before the peer must stop; at least 64 KiB
 * @param sendBuffer bytes of outgoing data held before {@link SendOutcome#FULL}; 1 or more
 * @param maxChannels channels open at one time; 1 or more
 * @param timers time limits
 */
public record SctpConfig(
        int localPort,
        int remotePort,
        boolean dtlsClient,
        int maxPacketSize,
        int maxMessageSize,
        int remoteMaxMessageSize,
        int receiveWindow,
        int sendBuffer,
        int maxChannels,
        SctpTimers timers) {

    /** The port every browser uses. */
    public static final int DEFAULT_PORT = 5000;

    /** A 1200-byte datagram minus the 37 bytes of a DTLS 1.2 GCM record, rounded down to whole words. */
    public static final int DEFAULT_PACKET_SIZE = 1160;

    /** The message size browsers offer. */
    public static final int DEFAULT_MESSAGE_SIZE = 262_144;

    public SctpConfig {
        range("localPort", localPort, 1, 65_535);
        range("remotePort", remotePort, 1, 65_535);
        range("maxPacketSize", maxPacketSize, 256, 16_000);
        range("maxMessageSize", maxMessageSize, 1, 1 << 28);
        range("remoteMaxMessageSize", remoteMaxMessageSize, 1, 1 << 28);
        range("receiveWindow", receiveWindow, 65_536, 1 << 28);
        range("sendBuffer", sendBuffer, 1, 1 << 28);
        range("maxChannels", maxChannels, 1, SctpConstants.STREAMS);
    }

    /** What a browser expects of a device. */
    public static SctpConfig defaults(boolean dtlsClient) {
        return new SctpConfig(
                DEFAULT_PORT,
                DEFAULT_PORT,
                dtlsClient,
                DEFAULT_PACKET_SIZE,
                DEFAULT_MESSAGE_SIZE,
                DEFAULT_MESSAGE_SIZE,
                1 << 20,
                1 << 20,
                64,
                SctpTimers.defaults());
    }

    private static void range(String name, int value, int low, int high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(name + " " + value + " is not in " + low + ".." + high);
        }
    }
}
