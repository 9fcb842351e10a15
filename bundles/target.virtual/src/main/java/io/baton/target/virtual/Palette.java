// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

/** The colours of the screen, 0xAARRGGBB. */
final class Palette {

    static final int CARD = 0xD9121627;
    static final int CARD_EDGE = 0x24FFFFFF;
    static final int BAR = 0xB00B0E1A;
    static final int SHADOW = 0x58000000;
    static final int TITLE_BAR = 0x14FFFFFF;
    static final int PAPER = 0xF5F7F8FC;
    static final int PAPER_TITLE = 0xFFE6E9F2;
    static final int INK = 0xFF1B2033;
    static final int INK_DIM = 0xFF6A728C;
    static final int BRIGHT = 0xFFF2F4FB;
    static final int TEXT = 0xFFC9CFE2;
    static final int DIM = 0xFF8A93AE;
    static final int FAINT = 0x30FFFFFF;
    static final int ACCENT = 0xFF5EE6C5;
    static final int ACCENT_SOFT = 0x405EE6C5;
    static final int VIOLET = 0xFFA78BFA;
    static final int CORAL = 0xFFFF8A70;
    static final int AMBER = 0xFFFFC857;
    static final int KEY = 0x26FFFFFF;
    static final int KEY_EDGE = 0x1AFFFFFF;
    static final int WHITE = 0xFFFFFFFF;
    static final int BLACK = 0xFF000000;

    private Palette() {}
}
