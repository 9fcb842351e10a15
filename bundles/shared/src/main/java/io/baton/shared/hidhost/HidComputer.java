// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.hidhost;

/**
 * A computer that is told what its keyboard and pointers did.
 *
 * <p>Threading. One thread at a time, which must not be blocked.
 */
public interface HidComputer {

    /** A key went down. */
    void press(int usage);

    /** A key went up. */
    void release(int usage);

    /** The absolute pointer is at a place, 0–32767 on each axis. */
    void absolutePosition(int x, int y);

    /** The buttons of the absolute pointer, bit 0 the primary one. */
    void absoluteButtons(int bits);

    /** The relative pointer moved. */
    void relativeMove(int dx, int dy);

    /** The buttons of the relative pointer, bit 0 the primary one. */
    void relativeButtons(int bits);

    /** Notches of the wheel; positive is away from the user, and right. */
    void wheel(int vertical, int horizontal);

    /** The device was configured, or is gone. */
    void connected(boolean present);

    /** One report was understood and all that it says was passed on. */
    void countReport();
}
