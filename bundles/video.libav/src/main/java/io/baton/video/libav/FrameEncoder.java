// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav;

import io.baton.video.VideoMode;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Encodes frames of one mode. An encoder may return a frame later than the one it was given next, but in order.
 *
 * <p>Threading. One thread.
 */
interface FrameEncoder extends AutoCloseable {

    /** Opens encoders. */
    @FunctionalInterface
    interface Factory {

        /** @param bitrate bits per second */
        FrameEncoder open(VideoMode mode, int bitrate) throws EncoderException;

        /** Notes that an encoder this has opened failed. */
        default void failed(FrameEncoder encoder, EncoderException cause) {}
    }

    /**
     * @param annexB valid until the next call
     * @param key whether it is a key frame
     * @param micros time that the frame was sent with
     */
    record Output(ByteBuffer annexB, boolean key, long micros) {}

    /** Name of the encoder in libav. */
    String name();

    VideoMode mode();

    /**
     * Hands in a frame.
     *
     * @param i420 the frame
     * @param key whether it must become a key frame
     * @param micros time of the frame, greater than that of the frame before
     * @return false when the encoder has no room for it
     */
    boolean send(ByteBuffer i420, boolean key, long micros) throws EncoderException;

    /** The next encoded frame, or null when there is none yet; called until then after each {@link #send}. */
    @Nullable
    Output receive() throws EncoderException;

    /** Changes the target. Returns false when only a new encoder could. */
    boolean bitrate(int bitsPerSecond);

    @Override
    void close();
}
