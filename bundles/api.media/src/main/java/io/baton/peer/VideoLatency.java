// SPDX-License-Identifier: Apache-2.0
package io.baton.peer;

/**
 * How long frames took within the device, of those that were sent within the last 10 s; a frame counts once for each
 * viewer. All values are 0 without a frame.
 *
 * @param frames how many were sent
 * @param encodedP50Nanos from capture until the encoder had delivered the frame, median
 * @param encodedP99Nanos the same, 99th percentile
 * @param sentP50Nanos from capture until the last packet was handed to the socket, median
 * @param sentP99Nanos the same, 99th percentile
 */
public record VideoLatency(
        int frames, long encodedP50Nanos, long encodedP99Nanos, long sentP50Nanos, long sentP99Nanos) {

    /** Of no frame. */
    public static final VideoLatency NONE = new VideoLatency(0, 0, 0, 0, 0);
}
