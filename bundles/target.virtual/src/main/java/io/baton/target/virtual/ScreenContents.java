// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import io.baton.video.VideoMode;
import java.time.LocalDateTime;

/**
 * What one frame is drawn from.
 *
 * @param computer its state
 * @param mode size and rate
 * @param time wall clock of the computer
 * @param frame number of the frame
 * @param codeWords the words of the frame's {@link FrameCode}
 */
record ScreenContents(ComputerState computer, VideoMode mode, LocalDateTime time, long frame, int[] codeWords) {

    /** Whether a blinking caret is visible now: half a second on, half a second off. */
    boolean caretOn() {
        return computer.upMillis() / 500 % 2 == 0;
    }
}
