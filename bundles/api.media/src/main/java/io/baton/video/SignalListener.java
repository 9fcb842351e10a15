// SPDX-License-Identifier: Apache-2.0
package io.baton.video;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears of changes of the video input without asking for the picture. Registered as a service (whiteboard); called by
 * the provider of {@link EncodedVideo}.
 *
 * <p>Threading. Called from a thread of the provider, in order; must not block. A listener that appears later asks
 * {@link EncodedVideo#signal()}.
 */
@ConsumerType
public interface SignalListener {

    /** The input changed. */
    void signal(VideoSignal signal);
}
