// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.hid.HidEvent;
import org.jspecify.annotations.Nullable;

/**
 * Sums fractions of wheel notches on both axes until they are whole. A turn in the other direction starts from zero.
 *
 * <p>Threading. Any thread.
 */
final class WheelAccumulator {

    private static final double MAX = 127;
    /** Sums of tenths are not exact in binary: ten of them are a whole notch. */
    private static final double EPSILON = 1e-9;

    private double vertical;
    private double horizontal;

    /** Adds a turn; returns the whole notches, at most 127, and keeps the rest; null when there are none. */
    synchronized HidEvent.@Nullable Wheel add(double up, double right) {
        vertical = sum(vertical, up);
        horizontal = sum(horizontal, right);
        int wholeUp = (int) (vertical + Math.signum(vertical) * EPSILON);
        int wholeRight = (int) (horizontal + Math.signum(horizontal) * EPSILON);
        vertical -= wholeUp;
        horizontal -= wholeRight;
        return wholeUp == 0 && wholeRight == 0 ? null : new HidEvent.Wheel(wholeUp, wholeRight);
    }

    private static double sum(double before, double turn) {
        double bounded = Math.clamp(turn, -MAX, MAX);
        return before * bounded < 0 ? bounded : Math.clamp(before + bounded, -MAX, MAX);
    }
}
