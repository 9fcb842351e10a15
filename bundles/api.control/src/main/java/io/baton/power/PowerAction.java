// SPDX-License-Identifier: Apache-2.0
package io.baton.power;

import java.util.Arrays;
import java.util.Optional;

/** Something that can be done to the power of the target. */
public enum PowerAction {
    /** Presses the power button for a moment: switches on, or asks the operating system to end. */
    SHORT_PRESS("power-short"),
    /** Holds the power button until the target is off, whatever its operating system does. */
    LONG_PRESS("power-long"),
    /** Presses the reset button. */
    RESET("reset"),
    /** Switches the supply on. */
    SWITCH_ON("on"),
    /** Switches the supply off, whatever the target does. */
    SWITCH_OFF("off");

    private final String wireName;

    PowerAction(String wireName) {
        this.wireName = wireName;
    }

    /** The word on the wire. */
    public String wireName() {
        return wireName;
    }

    /** Whether it is done to a button of the target; the others are done to its supply. */
    public boolean isButton() {
        return this == SHORT_PRESS || this == LONG_PRESS || this == RESET;
    }

    /** Returns the action of a word on the wire; empty when there is none. */
    public static Optional<PowerAction> of(String wireName) {
        return Arrays.stream(values())
                .filter(action -> action.wireName.equals(wireName))
                .findFirst();
    }
}
