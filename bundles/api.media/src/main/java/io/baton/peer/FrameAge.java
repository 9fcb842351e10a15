// SPDX-License-Identifier: Apache-2.0
package io.baton.peer;

/**
 * How old a frame is that was sent to a peer. All times are of one monotonic clock of the device.
 *
 * @param ageNanos from capture until now
 * @param encodedNanos from capture until the encoder had delivered it
 * @param sentNanos from capture until its last packet was handed to the socket
 */
public record FrameAge(long ageNanos, long encodedNanos, long sentNanos) {}
