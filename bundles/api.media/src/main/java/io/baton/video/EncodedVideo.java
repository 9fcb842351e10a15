// SPDX-License-Identifier: Apache-2.0
package io.baton.video;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The encoded stream all viewers share. Obtained as a service by the peer service, which subscribes while video is on
 * for at least one peer; without a subscriber nothing is captured or encoded.
 *
 * <p>Of several services the one with the highest ranking counts. A consumer follows a change of it at once; for
 * viewers that is a key frame, not a new connection.
 *
 * <p>Threading. All methods may be called from any thread and do not block.
 */
@ProviderType
public interface EncodedVideo {

    /** The present state of the input. */
    VideoSignal signal();

    /** Starts the stream for {@code sink}, beginning with a key frame. */
    Subscription subscribe(AccessUnitSink sink);

    /** Requests that the next frame be a key frame. Several requests before that frame count as one. */
    void requestKeyFrame();

    /**
     * Changes the encoder's target without interrupting the stream.
     *
     * @param bitsPerSecond 100 000 – 100 000 000; values outside are clamped
     */
    void setTargetBitrate(int bitsPerSecond);

    /** Name of the encoder that was opened last, such as {@code libopenh264}; empty where it is not known. */
    default String encoder() {
        return "";
    }

    /** Counters since start. */
    VideoStats stats();
}
