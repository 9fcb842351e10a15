// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav;

import io.baton.video.VideoMode;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Encodes frames of one mode, one in, one out.
 *
 * <p>Threading. One thread.
 */
interface FrameEncoder extends AutoCloseable {

    /** Opens encoders. */
    @FunctionalInterface
    interface Factory {

        /** @param bitrate bits per second */
        FrameEncoder open(VideoMode mode, int bitrate) throws EncoderException;
    }

    /**
     * @param annexB valid until the next call
     * @param key whether it is a key frame
     */
    record Output(ByteBuffer annexB, boolean key) {}

    VideoMode mode();

    /**
     * @param i420 the frame
     * @param key whether it must become a key frame
     * @param micros time of the frame, rising
     * @return null when the encoder left the frame out
     */
    @Nullable
    Output encode(ByteBuffer i420, boolean key, long micros) throws EncoderException;

    /** Changes the target. Returns false when only a new encoder could. */
    boolean bitrate(int bitsPerSecond);

    @Override
    void close();
}
