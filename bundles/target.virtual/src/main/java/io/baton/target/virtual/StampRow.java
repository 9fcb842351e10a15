// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

/** One row of the {@link FrameStamp}. */
final class StampRow implements Widget {

    private final int row;
    private final Rect area;

    StampRow(int row, int screenWidth) {
        this.row = row;
        int y = FrameStamp.top() + row * FrameStamp.CELL;
        area = new Rect(FrameStamp.left(screenWidth), y, FrameStamp.COLUMNS * FrameStamp.CELL, FrameStamp.CELL);
    }

    @Override
    public Rect area() {
        return area;
    }

    @Override
    public Object look(Scene scene) {
        return scene.stamp()[row];
    }

    @Override
    public void paint(Canvas canvas, Scene scene) {
        int word = scene.stamp()[row];
        for (int column = 0; column < FrameStamp.COLUMNS; column++) {
            boolean white = (word >> (FrameStamp.COLUMNS - 1 - column) & 1) != 0;
            int x = area.x() + column * FrameStamp.CELL;
            canvas.fill(new Rect(x, area.y(), FrameStamp.CELL, FrameStamp.CELL), white ? Palette.WHITE : Palette.BLACK);
        }
    }
}
