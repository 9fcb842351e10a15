// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

import java.time.Duration;

/**
 * Time limits of one association (RFC 9260 section 16). The retransmission floor is below the RFC's second because a
 * key release that waits a second is felt; it stays above the 200 ms by which a peer may delay acknowledgements. The
 * ceiling is low, and the limit of timeouts high, because consent checks end a dead path within ten seconds anyway
 * while a bad path should recover as soon as it can.
 *
 * @param initialTimeout retransmission timeout before the first measured round trip
 * @param minTimeout floor of the retransmission timeout
 * @param maxTimeout ceiling of the retransmission timeout
 * @param ackDelay longest time an acknowledgement waits for data to travel with; at most 500 ms
 * @param cookieLife how long a handshake cookie is good for
 * @param heartbeat idle time before a heartbeat is sent
 * @param maxRetransmissions timeouts in a row before the association is given up
 * @param maxHandshakeRetransmissions timeouts of INIT or COOKIE ECHO before the handshake is given up
 */
public record SctpTimers(
        Duration initialTimeout,
        Duration minTimeout,
        Duration maxTimeout,
        Duration ackDelay,
        Duration cookieLife,
        Duration heartbeat,
        int maxRetransmissions,
        int maxHandshakeRetransmissions) {

    public SctpTimers {
        if (minTimeout.compareTo(maxTimeout) > 0 || minTimeout.isNegative() || minTimeout.isZero()) {
            throw new IllegalArgumentException("timeouts " + minTimeout + ".." + maxTimeout);
        }
        if (ackDelay.isNegative() || ackDelay.toMillis() > 500) {
            throw new IllegalArgumentException("ackDelay " + ackDelay);
        }
        if (maxRetransmissions < 1 || maxHandshakeRetransmissions < 1) {
            throw new IllegalArgumentException("retransmission limits");
        }
    }

    /** Values for interactive use. */
    public static SctpTimers defaults() {
        return new SctpTimers(
                Duration.ofMillis(500),
                Duration.ofMillis(400),
                Duration.ofSeconds(3),
                Duration.ofMillis(100),
                Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                20,
                12);
    }
}
