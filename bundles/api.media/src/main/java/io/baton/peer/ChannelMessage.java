// SPDX-License-Identifier: Apache-2.0
package io.baton.peer;

/**
 * One message from a data channel.
 *
 * @param peer the sender
 * @param label the channel's label
 * @param text whether it was sent as a string (WebRTC PPID 51 or 56) rather than binary (53 or 57)
 * @param data the payload, UTF-8 if {@code text}, at most 262 144 bytes; belongs to the receiver
 * @param arrivalNanos time of arrival, before any wait in the message buffer, on the clock of {@link System#nanoTime()}
 * @param fencingToken the fencing token set for this peer at its arrival, see {@link PeerService#setFencingToken}
 */
public record ChannelMessage(
        PeerId peer, String label, boolean text, byte[] data, long arrivalNanos, long fencingToken) {}
