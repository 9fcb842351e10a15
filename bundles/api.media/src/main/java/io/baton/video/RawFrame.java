// SPDX-License-Identifier: Apache-2.0
package io.baton.video;

import java.nio.ByteBuffer;

/**
 * One uncompressed frame, planar YUV 4:2:0 (I420, BT.709 limited range): the Y plane, then U, then V, rows without
 * padding.
 *
 * @param i420 direct buffer, position 0, limit {@code width * height * 3 / 2}; owned by the source and valid only
 *     during the call that hands it over
 * @param mode size and rate; {@code i420} has this size
 * @param number grows by one for each frame the source produced, delivered or not
 * @param captureNanos time of capture on the clock of {@link System#nanoTime()}
 */
public record RawFrame(ByteBuffer i420, VideoMode mode, long number, long captureNanos) {

    public RawFrame {
        int expected = mode.width() * mode.height() * 3 / 2;
        if (i420.remaining() != expected) {
            throw new IllegalArgumentException(
                    "an I420 frame of " + mode + " has " + expected + " bytes, not " + i420.remaining());
        }
    }
}
