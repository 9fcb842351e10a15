// SPDX-License-Identifier: Apache-2.0
package io.baton.video;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Takes the pictures of a {@link FrameSource}.
 *
 * <p>Threading. Both methods are called by the source's one thread, never concurrently. They may take as long as one
 * frame interval; a source skips pictures for a slower sink rather than queueing them.
 *
 * <p>Errors. An exception thrown here is logged by the source and does not stop it.
 */
@ConsumerType
public interface FrameSink {

    /** A picture; {@code frame.i420()} must not be kept after return. */
    void frame(RawFrame frame);

    /** The input changed: called once on opening, then on each change, before the first picture of the new mode. */
    void signal(VideoSignal signal);
}
