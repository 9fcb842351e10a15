// SPDX-License-Identifier: Apache-2.0
package io.baton.video;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Listens to changes of the video input without subscribing to video. Registered as a service (whiteboard); called by
 * each provider of {@link EncodedVideo}, also by one that another outranks: a listener that wants what viewers are
 * shown reads {@link EncodedVideo#signal()} of the service that it is bound to.
 *
 * <p>Threading. Called from a thread of the provider, in order; must not block. A listener that is registered later
 * reads {@link EncodedVideo#signal()}.
 */
@ConsumerType
public interface SignalListener {

    /** The input changed. */
    void signal(VideoSignal signal);
}
