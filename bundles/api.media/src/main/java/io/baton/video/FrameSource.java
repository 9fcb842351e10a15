// SPDX-License-Identifier: Apache-2.0
package io.baton.video;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Where raw pictures come from: a capture device, or the virtual target. Obtained as a service by the encoder.
 *
 * <p>Threading. All methods may be called from any thread and do not block.
 */
@ProviderType
public interface FrameSource {

    /** What the input sees now. */
    VideoSignal signal();

    /**
     * Starts delivering pictures to {@code sink}. A source with no open sink makes no pictures.
     *
     * @return closes the delivery; when {@code close()} has returned the sink is not called any more, unless closed
     *     from within the sink. Closing twice is fine.
     */
    Subscription open(FrameSink sink);
}
