// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import java.util.List;

/**
 * Everything the screen shows, at one moment.
 *
 * @param upMillis since power-on
 * @param booting whether the boot text is shown
 * @param keys held keys, HID usages of page 7 in the order they went down
 * @param modifiers bits as in byte 0 of the boot keyboard's report
 * @param leds lock LEDs: bit 0 num, 1 caps, 2 scroll
 * @param typed characters typed since power-on (Enter counts), wherever they went
 * @param lastTyped the last four of them, the newest in the low byte
 * @param shellFocused whether the terminal has the focus; else the notes
 * @param shellLines finished lines of the terminal
 * @param shellInput what is being typed there
 * @param notes text of the notes
 * @param caret where in it
 * @param pointerX pixels
 * @param pointerY pixels
 * @param buttons bit 0 left, 1 right, 2 middle, 3 back, 4 forward
 * @param wheel sum of the vertical wheel movements, positive away from the user
 * @param horizontalWheel sum of the horizontal ones, positive to the right
 * @param reports USB reports understood since power-on
 * @param connected whether the USB device is configured
 * @param drive what is in the drives
 */
record ComputerState(
        long upMillis,
        boolean booting,
        List<Integer> keys,
        int modifiers,
        int leds,
        int typed,
        int lastTyped,
        boolean shellFocused,
        List<String> shellLines,
        String shellInput,
        String notes,
        int caret,
        int pointerX,
        int pointerY,
        int buttons,
        int wheel,
        int horizontalWheel,
        long reports,
        boolean connected,
        String drive) {}
