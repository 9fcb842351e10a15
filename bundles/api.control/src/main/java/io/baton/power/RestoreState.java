// SPDX-License-Identifier: Apache-2.0
package io.baton.power;

import java.util.Arrays;
import java.util.Optional;

/** What a supply does when the mains come back. */
public enum RestoreState {
    /** It stays off. */
    OFF(0),
    /** It switches on. */
    ON(1),
    /** It does what it did before. */
    LAST(2);

    private final int number;

    RestoreState(int number) {
        this.number = number;
    }

    /** The number on the wire, which is also its place in their order. */
    public int number() {
        return number;
    }

    /** Returns the state of a number on the wire; empty when there is none. */
    public static Optional<RestoreState> of(long number) {
        return Arrays.stream(values()).filter(state -> state.number == number).findFirst();
    }
}
