// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import io.baton.shared.frames.Rect;

/** Something on the screen that draws itself again when its look changes. */
interface Widget {

    /** All it ever draws on after {@link #backdrop}. */
    Rect area();

    /** Draws what never changes, once. */
    default void backdrop(Canvas canvas) {}

    /** What its frame depends on; it is drawn again when this is not equal to what it was. */
    Object look(ScreenContents scene);

    /** Draws the changing part on top of the backdrop. */
    void paint(Canvas canvas, ScreenContents scene);
}
