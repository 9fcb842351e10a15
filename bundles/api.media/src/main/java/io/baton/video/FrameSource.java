// SPDX-License-Identifier: Apache-2.0
package io.baton.video;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A source of raw frames: a capture device, or the virtual target. Obtained as a service by the encoder.
 *
 * <p>Threading. All methods may be called from any thread and do not block.
 */
@ProviderType
public interface FrameSource {

    /** The present state of the input. */
    VideoSignal signal();

    /**
     * Starts delivering frames to {@code sink}. A source without an open sink produces no frames. Several sinks may be
     * open at once; a source that delivers only what changes gives a new one a frame nevertheless.
     *
     * @return closes the delivery; when {@code close()} has returned the sink is not called any more, unless closed
     *     from within the sink. Closing twice has no effect.
     */
    Subscription open(FrameSink sink);
}
