// SPDX-License-Identifier: Apache-2.0
package io.baton.video;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Receives the frames of a {@link FrameSource}.
 *
 * <p>Threading. Both methods are called by the source's one thread, never concurrently. They may take as long as one
 * frame interval; a source skips frames for a slower sink and does not queue them.
 *
 * <p>Errors. An exception thrown here is logged by the source and does not stop it.
 */
@ConsumerType
public interface FrameSink {

    /** Receives a frame; {@code frame.i420()} must not be kept after return. */
    void frame(RawFrame frame);

    /**
     * Receives the state of the input: once on opening, then on each change, before the first frame of the new mode.
     */
    void signal(VideoSignal signal);
}
