// SPDX-License-Identifier: Apache-2.0
package io.baton.video;

import java.nio.ByteBuffer;

/**
 * One encoded video frame: an H.264 access unit in Annex B byte-stream format (ITU-T H.264 Annex B), constrained
 * baseline profile.
 *
 * @param annexB NAL units with start codes; a key frame begins with its SPS and PPS. Owned by the encoder, read-only
 *     and valid only during the call that hands it over
 * @param key whether decoding can begin here (IDR)
 * @param mode size and rate of the video
 * @param frameNumber the {@link RawFrame#number()} it was made from
 * @param captureNanos the {@link RawFrame#captureNanos()} it was made from
 */
public record AccessUnit(ByteBuffer annexB, boolean key, VideoMode mode, long frameNumber, long captureNanos) {}
