// SPDX-License-Identifier: Apache-2.0
package io.baton.video.external;

import io.baton.video.VideoMode;
import io.baton.video.VideoSignal;
import java.nio.ByteBuffer;

/** A message from the sender. */
sealed interface SenderMessage {

    /**
     * The first message.
     *
     * @param name of the sender, for the log
     */
    record Hello(String name) implements SenderMessage {}

    /** The input has a signal of this size and rate. */
    record Mode(VideoMode mode) implements SenderMessage {}

    /** The input has no usable signal. */
    record Absent(VideoSignal.State state) implements SenderMessage {}

    /**
     * A frame.
     *
     * @param key whether the sender calls it a key frame
     * @param captureNanos CLOCK_MONOTONIC
     * @param annexB valid until the next message is read
     */
    record Unit(boolean key, long captureNanos, long frameNumber, ByteBuffer annexB) implements SenderMessage {}

    /** The sender is about to leave. */
    record Bye(String reason) implements SenderMessage {}
}
