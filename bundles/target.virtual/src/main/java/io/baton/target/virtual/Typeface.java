// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import java.util.Map;

/**
 * One font at one size, as coverage bitmaps.
 *
 * @param ascent pixels from the baseline to the top of a line
 * @param lineHeight pixels from line to line
 * @param glyphs by character
 */
record Typeface(int ascent, int lineHeight, Map<Character, Glyph> glyphs) {

    /**
     * @param left of the bitmap, from the pen
     * @param top of the bitmap's first row, above the baseline
     * @param width pixels
     * @param height pixels
     * @param advance of the pen, 1/64 pixel
     * @param coverage row by row, 0–255
     */
    record Glyph(int left, int top, int width, int height, int advance, byte[] coverage) {}

    private static final Glyph MISSING = new Glyph(0, 0, 0, 0, 8 * 64, new byte[0]);

    Glyph glyph(char character) {
        return glyphs.getOrDefault(character, MISSING);
    }

    /** Width in pixels. */
    int width(String text) {
        int advance = 0;
        for (int i = 0; i < text.length(); i++) {
            advance += glyph(text.charAt(i)).advance();
        }
        return (advance + 63) / 64;
    }
}
