// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import io.baton.shared.frames.Rect;

/** One row of the {@link FrameCode}. */
final class FrameCodeRow implements Widget {

    private final int row;
    private final Rect area;

    FrameCodeRow(int row, int screenWidth) {
        this.row = row;
        int y = FrameCode.top() + row * FrameCode.CELL;
        area = new Rect(FrameCode.left(screenWidth), y, FrameCode.COLUMNS * FrameCode.CELL, FrameCode.CELL);
    }

    @Override
    public Rect area() {
        return area;
    }

    @Override
    public Object look(ScreenContents contents) {
        return contents.codeWords()[row];
    }

    @Override
    public void paint(Canvas canvas, ScreenContents contents) {
        int word = contents.codeWords()[row];
        for (int column = 0; column < FrameCode.COLUMNS; column++) {
            boolean white = (word >> (FrameCode.COLUMNS - 1 - column) & 1) != 0;
            int x = area.x() + column * FrameCode.CELL;
            canvas.fill(new Rect(x, area.y(), FrameCode.CELL, FrameCode.CELL), white ? Palette.WHITE : Palette.BLACK);
        }
    }
}
