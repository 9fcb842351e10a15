// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

/** Where the pointer is on the screen, its buttons and its wheel. */
final class Pointer {

    private int width;
    private int height;
    private int x;
    private int y;
    private int absoluteButtons;
    private int relativeButtons;
    private int wheel;
    private int horizontalWheel;

    Pointer(int width, int height) {
        this.width = width;
        this.height = height;
        x = width / 2;
        y = height / 2;
    }

    void resize(int newWidth, int newHeight) {
        x = x * newWidth / width;
        y = y * newHeight / height;
        width = newWidth;
        height = newHeight;
    }

    /** Absolute position, 0–32767 from edge to edge. */
    void place(int absoluteX, int absoluteY) {
        x = scale(absoluteX, width);
        y = scale(absoluteY, height);
    }

    void move(int dx, int dy) {
        x = Math.clamp(x + dx, 0, width - 1);
        y = Math.clamp(y + dy, 0, height - 1);
    }

    void absoluteButtons(int bits) {
        absoluteButtons = bits;
    }

    void relativeButtons(int bits) {
        relativeButtons = bits;
    }

    void turn(int vertical, int horizontal) {
        wheel += vertical;
        horizontalWheel += horizontal;
    }

    int x() {
        return x;
    }

    int y() {
        return y;
    }

    /** Buttons down on either pointing device: bit 0 left, 1 right, 2 middle, 3 back, 4 forward. */
    int buttons() {
        return absoluteButtons | relativeButtons;
    }

    /** Sum of the vertical wheel movements, positive away from the user. */
    int wheel() {
        return wheel;
    }

    /** Sum of the horizontal wheel movements, positive to the right. */
    int horizontalWheel() {
        return horizontalWheel;
    }

    private static int scale(int absolute, int side) {
        return (absolute * (side - 1) + 16_383) / 32_767;
    }
}
