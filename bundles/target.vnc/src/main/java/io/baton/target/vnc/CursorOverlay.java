// SPDX-License-Identifier: Apache-2.0
package io.baton.target.vnc;

import io.baton.shared.frames.Rect;
import io.baton.shared.frames.RowOverlay;
import io.baton.target.vnc.rfb.CursorImage;

/** The server's cursor, laid over the desktop where the pointer is. */
record CursorOverlay(CursorImage image, int left, int top) implements RowOverlay {

    static CursorOverlay at(RemoteComputer.Place place, CursorImage image) {
        return new CursorOverlay(image, place.x() - image.hotX(), place.y() - image.hotY());
    }

    Rect area() {
        return new Rect(left, top, image.width(), image.height());
    }

    @Override
    public void overlay(int[] row, int rowLeft, int span, int y) {
        int line = y - top;
        if (line < 0 || line >= image.height()) {
            return;
        }
        int from = Math.max(left, rowLeft);
        int to = Math.min(left + image.width(), rowLeft + span);
        for (int x = from; x < to; x++) {
            int at = line * image.width() + x - left;
            if (image.shown().get(at)) {
                row[x - rowLeft] = image.pixels()[at];
            }
        }
    }
}
