// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import io.baton.shared.frames.Rect;

/**
 * Where things are on the desktop of a given size, at least {@value #MIN_WIDTH} × {@value #MIN_HEIGHT}: terminal, notes
 * and keyboard at the left, which grows with the screen; clock, pointer and wave in the middle; frame code and figures
 * at the right.
 */
record Layout(
        Rect bar,
        Rect terminal,
        Rect notes,
        Rect keyboard,
        Rect clock,
        Rect pointer,
        Rect wave,
        Rect frameCode,
        Rect facts) {

    static final int MIN_WIDTH = 1024;
    static final int MIN_HEIGHT = 600;
    static final int BAR = 32;
    private static final int GAP = 16;
    private static final int MARGIN = 24;
    private static final int TOP = BAR + GAP;
    private static final int MIDDLE_WIDTH = 280;
    private static final int CLOCK_HEIGHT = 132;
    private static final int POINTER_HEIGHT = 236;
    private static final int CODE_BORDER = 16;
    private static final int CODE_LABEL = 28;

    static Layout of(int width, int height) {
        int codeLeft = FrameCode.left(width) - CODE_BORDER;
        int codeWidth = FrameCode.COLUMNS * FrameCode.CELL + 2 * CODE_BORDER;
        int codeBottom = FrameCode.top() + FrameCode.ROWS * FrameCode.CELL + CODE_LABEL;
        int bottom = height - MARGIN;
        boolean wide = width >= 1200;
        int middleWidth = wide ? MIDDLE_WIDTH : 0;
        int middleLeft = codeLeft - GAP - middleWidth;
        int leftWidth = (wide ? middleLeft : codeLeft) - GAP - MARGIN;
        int keyboardHeight = Math.min(KeyboardShape.height(leftWidth), (bottom - TOP) / 3);
        int keyboardTop = bottom - keyboardHeight;
        int windows = keyboardTop - GAP - TOP;
        int terminalHeight = (windows - GAP) * 11 / 20;
        int notesTop = TOP + terminalHeight + GAP;
        int pointerTop = TOP + CLOCK_HEIGHT + GAP;
        int waveTop = pointerTop + POINTER_HEIGHT + GAP;
        return new Layout(
                new Rect(0, 0, width, BAR),
                new Rect(MARGIN, TOP, leftWidth, terminalHeight),
                new Rect(MARGIN, notesTop, leftWidth, keyboardTop - GAP - notesTop),
                new Rect(MARGIN, keyboardTop, leftWidth, keyboardHeight),
                new Rect(middleLeft, TOP, middleWidth, CLOCK_HEIGHT),
                new Rect(middleLeft, pointerTop, middleWidth, POINTER_HEIGHT),
                new Rect(middleLeft, waveTop, middleWidth, bottom - waveTop),
                new Rect(codeLeft, TOP, codeWidth, codeBottom - TOP),
                new Rect(codeLeft, codeBottom + GAP, codeWidth, bottom - codeBottom - GAP));
    }
}
