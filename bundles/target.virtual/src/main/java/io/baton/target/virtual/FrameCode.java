// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import io.baton.shared.frames.Rect;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Number, time and state of the computer, written into each frame as black and white cells so that a test can read them
 * from what came out at the far end, whatever was in between.
 *
 * <p>Layout: {@value #COLUMNS} columns and {@value #ROWS} rows of cells of {@value #CELL} × {@value #CELL} pixels. Each
 * row is a 16-bit word, most significant bit left; a white cell is 1, a black one 0. The first cell's top left pixel is
 * at ({@code floor(width / 16) * 16 - 288}, 64), so that cells are whole macroblocks of H.264. Rows, from the top:
 *
 * <pre>
 *  0      sync word 0xA5C3
 *  1–2    frame number, 32 bits, high word first
 *  3–5    time, 48 bits, milliseconds since 1970-01-01 UTC
 *  6      characters typed since power-on, modulo 65536
 *  7–8    codes of the last four characters typed, 8 bits each, the newest last
 *  9      lock LEDs (8 bits: bit 0 num, 1 caps, 2 scroll), number of keys down (8 bits)
 * 10      pointer x, pixels
 * 11      pointer y, pixels
 * 12      buttons (8 bits: bit 0 left, 1 right, 2 middle, 3 back, 4 forward), wheel sum (8 bits, two's complement)
 * 13      low 16 bits of CRC-32C over rows 1–12, each word big-endian
 * </pre>
 *
 * @param frameNumber unsigned 32 bits
 * @param timeMillis since 1970
 * @param typed characters typed, 0–65535
 * @param lastTyped the last four, newest in the low byte
 * @param leds lock LEDs
 * @param keysDown 0–255
 * @param pointerX pixels
 * @param pointerY pixels
 * @param buttons buttons down
 * @param wheel −128…127
 */
public record FrameCode(
        long frameNumber,
        long timeMillis,
        int typed,
        int lastTyped,
        int leds,
        int keysDown,
        int pointerX,
        int pointerY,
        int buttons,
        int wheel) {

    public static final int CELL = 16;
    public static final int COLUMNS = 16;
    public static final int ROWS = 14;
    private static final int SYNC = 0xA5C3;
    private static final int FROM_RIGHT = 288;
    private static final int TOP = 64;
    private static final int MIDDLE_GREY = 126;

    /** Reads a frame: luma, red, green, or any other channel in which white is high and black is low. */
    @FunctionalInterface
    public interface Pixels {

        /** Brightness 0–255 of the pixel. */
        int at(int x, int y);
    }

    /** Left edge of the first cell in a frame of this width. */
    public static int left(int width) {
        return width / CELL * CELL - FROM_RIGHT;
    }

    /** Upper edge of the first cell. */
    public static int top() {
        return TOP;
    }

    /** All cells of a frame of this width. */
    static Rect area(int width) {
        return new Rect(left(width), TOP, COLUMNS * CELL, ROWS * CELL);
    }

    /** The rows' words, bits 15–0 of each. */
    int[] words() {
        int[] words = {
            SYNC,
            (int) (frameNumber >>> 16) & 0xFFFF,
            (int) frameNumber & 0xFFFF,
            (int) (timeMillis >>> 32) & 0xFFFF,
            (int) (timeMillis >>> 16) & 0xFFFF,
            (int) timeMillis & 0xFFFF,
            typed & 0xFFFF,
            lastTyped >>> 16,
            lastTyped & 0xFFFF,
            (leds & 0xFF) << 8 | (keysDown & 0xFF),
            pointerX & 0xFFFF,
            pointerY & 0xFFFF,
            (buttons & 0xFF) << 8 | (wheel & 0xFF),
            0
        };
        words[ROWS - 1] = checksum(words);
        return words;
    }

    /** Reads the frame code of a frame; empty when there is none or it is damaged. */
    public static Optional<FrameCode> decode(Pixels pixels, int width, int height) {
        int left = left(width);
        if (left < 0 || height < TOP + ROWS * CELL) {
            return Optional.empty();
        }
        int[] words = new int[ROWS];
        for (int row = 0; row < ROWS; row++) {
            for (int column = 0; column < COLUMNS; column++) {
                boolean white = white(pixels, left + column * CELL, TOP + row * CELL);
                words[row] = words[row] << 1 | (white ? 1 : 0);
            }
        }
        if (words[0] != SYNC || words[ROWS - 1] != checksum(words)) {
            return Optional.empty();
        }
        return Optional.of(new FrameCode(
                (long) words[1] << 16 | words[2],
                (long) words[3] << 32 | (long) words[4] << 16 | words[5],
                words[6],
                words[7] << 16 | words[8],
                words[9] >> 8,
                words[9] & 0xFF,
                words[10],
                words[11],
                words[12] >> 8,
                (byte) words[12]));
    }

    /** Reads the frame code of an I420 frame without padding. */
    public static Optional<FrameCode> decode(ByteBuffer i420, int width, int height) {
        int start = i420.position();
        return decode((x, y) -> i420.get(start + y * width + x) & 0xFF, width, height);
    }

    /** The mean of the cell's middle quarter, far from the edges that compression blurs. */
    private static boolean white(Pixels pixels, int x, int y) {
        int sum = 0;
        int quarter = CELL / 4;
        for (int dy = quarter; dy < CELL - quarter; dy++) {
            for (int dx = quarter; dx < CELL - quarter; dx++) {
                sum += pixels.at(x + dx, y + dy);
            }
        }
        return sum > MIDDLE_GREY * (CELL / 2) * (CELL / 2);
    }

    private static int checksum(int[] words) {
        CRC32C crc = new CRC32C();
        for (int row = 1; row < ROWS - 1; row++) {
            crc.update(words[row] >> 8);
            crc.update(words[row]);
        }
        return (int) crc.getValue() & 0xFFFF;
    }
}
