// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

/**
 * What a key means to the program that has the focus.
 *
 * @param action what to do
 * @param character the character of {@link Action#TYPE}, else 0
 */
record Keystroke(Action action, char character) {

    enum Action {
        TYPE,
        ENTER,
        BACKSPACE,
        DELETE,
        LEFT,
        RIGHT,
        UP,
        DOWN,
        HOME,
        END,
        SWITCH,
        NONE
    }

    static final Keystroke NONE = new Keystroke(Action.NONE, '\0');

    static Keystroke type(char character) {
        return new Keystroke(Action.TYPE, character);
    }

    static Keystroke of(Action action) {
        return new Keystroke(action, '\0');
    }
}
