// SPDX-License-Identifier: Apache-2.0
package io.baton.video;

import org.jspecify.annotations.Nullable;

/**
 * The state of the video input.
 *
 * @param state whether there is a usable signal
 * @param mode size and frame rate; null exactly when {@code state} is not {@link State#READY}
 */
public record VideoSignal(State state, @Nullable VideoMode mode) {

    /** State of the input, as the HDMI receiver reports it. */
    public enum State {
        /** Frames arrive. */
        READY,
        /** No cable, or the target is off. */
        NO_SIGNAL,
        /** A signal is present but cannot be locked on to. */
        NO_LOCK,
        /** The target sends a mode the receiver does not support. */
        OUT_OF_RANGE,
        /** The capture device is missing or fails, so nothing is known of the target. */
        DEVICE_GONE,
        /**
         * The capture device rests because there is no viewer, or wakes for one and waits for the target's picture. No
         * fault.
         */
        STANDBY
    }

    public VideoSignal {
        if ((mode != null) != (state == State.READY)) {
            throw new IllegalArgumentException("a mode is given exactly when the state is READY: " + state);
        }
    }

    public static VideoSignal ready(VideoMode mode) {
        return new VideoSignal(State.READY, mode);
    }

    public static VideoSignal absent(State state) {
        return new VideoSignal(state, null);
    }
}
