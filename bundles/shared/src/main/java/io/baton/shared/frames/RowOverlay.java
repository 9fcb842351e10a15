// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.frames;

/** What is laid over a picture on its way into the frame: a cursor. */
@FunctionalInterface
public interface RowOverlay {

    /** Draws over a part of one row: {@code span} pixels (0xRRGGBB) from column {@code left} of row {@code y}. */
    void overlay(int[] row, int left, int span, int y);
}
