// SPDX-License-Identifier: Apache-2.0
package io.baton.target.vnc.rfb;

import io.baton.shared.frames.Rect;
import java.util.List;

/** Learns what the server sent. Called on the thread that reads. */
public interface UpdateListener {

    /** There is a desktop, whose content is undefined yet. */
    void resized(Framebuffer desktop);

    /** An update is complete. */
    void updated(List<Rect> changed);

    /** The cursor, of no size if it is invisible. */
    void cursor(CursorImage image);

    /** The keyboard's LEDs: bit 0 scroll, 1 num, 2 caps. */
    void leds(int bits);

    /** Whether the server takes positions of the pointer, or movements. */
    void absolutePointer(boolean absolute);

    /** The server takes keys by the codes of their places. */
    void keyCodes();
}
