// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.baton.hid.HidEvent;
import org.junit.jupiter.api.Test;

class WheelAccumulatorTest {

    private final WheelAccumulator wheel = new WheelAccumulator();

    @Test
    void tenTenthsAreOneNotchOnEachAxis() {
        for (int i = 0; i < 9; i++) {
            assertNull(wheel.add(0.1, -0.1));
        }
        assertEquals(new HidEvent.Wheel(1, -1), wheel.add(0.1, -0.1));
        assertNull(wheel.add(0.9, -0.9));
    }

    @Test
    void fractionsOfWholeNotchesAreSummed() {
        int notches = 0;
        for (int i = 0; i < 5; i++) {
            HidEvent.Wheel turned = wheel.add(-1.2, 0);
            notches += turned == null ? 0 : turned.vertical();
        }
        assertEquals(-6, notches);
    }

    @Test
    void turnInTheOtherDirectionStartsFromZero() {
        assertNull(wheel.add(0.9, 0));
        assertNull(wheel.add(-0.9, 0));
        assertEquals(new HidEvent.Wheel(-1, 0), wheel.add(-0.1, 0));
    }

    @Test
    void turnIsClampedTo127NotchesWithoutRest() {
        assertEquals(new HidEvent.Wheel(127, -127), wheel.add(1e300, Double.NEGATIVE_INFINITY));
        assertNull(wheel.add(0.5, -0.5));
        assertEquals(new HidEvent.Wheel(127, 0), wheel.add(127, 0));
    }
}
