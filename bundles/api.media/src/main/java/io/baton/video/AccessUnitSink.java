// SPDX-License-Identifier: Apache-2.0
package io.baton.video;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Receives the encoded stream of {@link EncodedVideo}.
 *
 * <p>Threading. Called by the encoder's one thread, never concurrently; must not block.
 *
 * <p>Errors. An exception thrown here is logged by the encoder and does not stop it.
 */
@ConsumerType
public interface AccessUnitSink {

    /**
     * Receives a frame; {@code unit.annexB()} must not be kept after return. The first one after subscribing is a key
     * frame.
     */
    void accessUnit(AccessUnit unit);

    /** Receives the state of the input: called once on subscribing, then on each change. */
    void signal(VideoSignal signal);
}
