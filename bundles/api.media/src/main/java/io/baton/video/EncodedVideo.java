// SPDX-License-Identifier: Apache-2.0
package io.baton.video;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The one encoded stream all viewers share. Obtained as a service by the peers, which subscribe while at least one of
 * them wants the picture; with no subscriber nothing is captured and nothing is encoded.
 *
 * <p>Threading. All methods may be called from any thread and do not block.
 */
@ProviderType
public interface EncodedVideo {

    /** What the input sees now. */
    VideoSignal signal();

    /** Starts the stream for {@code sink}, beginning with a key picture. */
    Subscription subscribe(AccessUnitSink sink);

    /** Makes the next picture a key picture. Several requests before that picture count as one. */
    void requestKeyFrame();

    /**
     * Changes the encoder's target without interrupting the stream.
     *
     * @param bitsPerSecond 100 000 – 100 000 000; values outside are brought to the nearest bound
     */
    void setTargetBitrate(int bitsPerSecond);

    /** Counters since start. */
    VideoStats stats();
}
