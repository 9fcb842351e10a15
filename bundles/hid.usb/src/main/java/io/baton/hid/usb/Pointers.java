// SPDX-License-Identifier: Apache-2.0
package io.baton.hid.usb;

/**
 * The two pointing devices: where the absolute one is and which buttons each holds. The target sees two mice, so a
 * button held on one is released before the other is used.
 */
final class Pointers {

    static final int ABSOLUTE_LENGTH = 6;
    static final int WHEEL_LENGTH = 3;
    static final int RELATIVE_LENGTH = 4;

    private static final int POSITION_REPORT = 1;
    private static final int WHEEL_REPORT = 2;

    private int x;
    private int y;
    private boolean placed;
    private int absoluteButtons;
    private int relativeButtons;

    void release() {
        absoluteButtons = 0;
        relativeButtons = 0;
    }

    void place(int newX, int newY, int buttons) {
        x = newX;
        y = newY;
        placed = true;
        absoluteButtons = buttons;
    }

    void releaseAbsolute() {
        absoluteButtons = 0;
    }

    void hold(int buttons) {
        relativeButtons = buttons;
    }

    int x() {
        return x;
    }

    int y() {
        return y;
    }

    /** Whether the absolute pointer was placed since the start: before that a report would move it to the corner. */
    boolean placed() {
        return placed;
    }

    int absoluteButtons() {
        return absoluteButtons;
    }

    int relativeButtons() {
        return relativeButtons;
    }

    void absoluteReport(byte[] into) {
        into[0] = POSITION_REPORT;
        into[1] = (byte) absoluteButtons;
        into[2] = (byte) x;
        into[3] = (byte) (x >>> 8);
        into[4] = (byte) y;
        into[5] = (byte) (y >>> 8);
    }

    void relativeReport(byte[] into, int dx, int dy) {
        into[0] = (byte) relativeButtons;
        into[1] = (byte) dx;
        into[2] = (byte) dy;
        into[3] = 0;
    }

    static void wheelReport(byte[] into, int vertical, int horizontal) {
        into[0] = WHEEL_REPORT;
        into[1] = (byte) vertical;
        into[2] = (byte) horizontal;
    }
}
