// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

/**
 * What both ends know about a data channel (RFC 8832 section 5.1).
 *
 * @param label name given by the opener, up to 65535 bytes of UTF-8
 * @param protocol sub-protocol name, often empty, up to 65535 bytes of UTF-8
 * @param ordered whether messages arrive in the order sent
 * @param maxRetransmits how often a message is sent again before it is given up; {@link #UNLIMITED} for reliable
 * @param maxLifetimeMillis how long a message is tried before it is given up; {@link #UNLIMITED} for reliable; at most
 *     one of the two limits is set
 */
public record ChannelSettings(
        String label, String protocol, boolean ordered, long maxRetransmits, long maxLifetimeMillis) {

    /** No limit: retransmit until acknowledged. */
    public static final long UNLIMITED = -1;

    private static final long MAX = 0xffff_ffffL;

    public ChannelSettings {
        if (maxRetransmits < UNLIMITED || maxRetransmits > MAX) {
            throw new IllegalArgumentException("maxRetransmits " + maxRetransmits);
        }
        if (maxLifetimeMillis < UNLIMITED || maxLifetimeMillis > MAX) {
            throw new IllegalArgumentException("maxLifetimeMillis " + maxLifetimeMillis);
        }
        if (maxRetransmits != UNLIMITED && maxLifetimeMillis != UNLIMITED) {
            throw new IllegalArgumentException("both reliability limits set");
        }
    }

    /** An ordered, reliable channel, as browsers make by default. */
    public static ChannelSettings reliable(String label) {
        return new ChannelSettings(label, "", true, UNLIMITED, UNLIMITED);
    }

    /** A reliable channel without order. */
    public static ChannelSettings reliableUnordered(String label) {
        return new ChannelSettings(label, "", false, UNLIMITED, UNLIMITED);
    }

    /** An ordered channel that gives a message up after so many retransmissions. */
    public static ChannelSettings orderedRetransmits(String label, long maxRetransmits) {
        return new ChannelSettings(label, "", true, maxRetransmits, UNLIMITED);
    }

    /** An unordered channel that gives a message up after so many retransmissions. */
    public static ChannelSettings unorderedRetransmits(String label, long maxRetransmits) {
        return new ChannelSettings(label, "", false, maxRetransmits, UNLIMITED);
    }
}
