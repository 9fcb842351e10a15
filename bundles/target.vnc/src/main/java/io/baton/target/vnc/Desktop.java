// SPDX-License-Identifier: Apache-2.0
package io.baton.target.vnc;

import io.baton.shared.frames.Rect;
import io.baton.target.vnc.rfb.Framebuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A desktop of one size, and what of it changed since it was last shown.
 *
 * <p>Threading. The thread that draws hands over to the one that shows.
 */
final class Desktop {

    private static final int MAX_CHANGED = 64;

    private final Framebuffer framebuffer;
    private final List<Rect> changed = new ArrayList<>();
    private final Object identity = new Object();
    private boolean drawn;

    Desktop(Framebuffer framebuffer) {
        this.framebuffer = framebuffer;
    }

    Framebuffer framebuffer() {
        return framebuffer;
    }

    /** Stands for this desktop, without its pixels. */
    Object identity() {
        return identity;
    }

    /** An update is complete. */
    synchronized void drew(List<Rect> areas) {
        drawn |= !areas.isEmpty();
        changed.addAll(areas);
        if (changed.size() > MAX_CHANGED) {
            Rect all = changed.stream().reduce(Rect::union).orElseThrow();
            changed.clear();
            changed.add(all);
        }
    }

    /** Whether there was a picture yet. */
    synchronized boolean isDrawn() {
        return drawn;
    }

    synchronized List<Rect> takeChanged() {
        List<Rect> all = List.copyOf(changed);
        changed.clear();
        return all;
    }
}
