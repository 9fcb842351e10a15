// SPDX-License-Identifier: Apache-2.0
package io.baton.video;

/**
 * Counters of the encoder since it started; counts never decrease.
 *
 * @param framesIn raw frames taken from the source; those beyond the wanted frame rate are not
 * @param framesEncoded access units delivered
 * @param keyFrames access units delivered that are key frames
 * @param framesSkipped raw frames not encoded because the encoder was still busy
 * @param encoderStarts how often an encoder was opened: once for the first viewer, once more for each change of mode
 *     and each return from no viewer
 * @param encoderErrors frames lost to an encoder error
 * @param targetBitrate bits per second asked for now
 * @param encodeNanos nanoseconds spent encoding
 */
public record VideoStats(
        long framesIn,
        long framesEncoded,
        long keyFrames,
        long framesSkipped,
        long encoderStarts,
        long encoderErrors,
        int targetBitrate,
        long encodeNanos) {}
