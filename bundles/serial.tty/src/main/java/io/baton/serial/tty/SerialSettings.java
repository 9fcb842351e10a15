// SPDX-License-Identifier: Apache-2.0
package io.baton.serial.tty;

import io.baton.shared.terminal.LineMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a page sets of the serial console, by the names of JetKVM's page.
 *
 * @param mode of the line
 * @param terminator what pages end commands with
 * @param hideSerialSettings whether pages hide the settings
 * @param enableEcho whether viewers see what is sent to the target, too
 * @param display how output is shown
 * @param buttons of the page
 */
record SerialSettings(
        LineMode mode,
        Terminator terminator,
        boolean hideSerialSettings,
        boolean enableEcho,
        OutputDisplay display,
        List<CommandButton> buttons) {

    static final SerialSettings DEFAULT = new SerialSettings(
            new LineMode(115_200, 8, LineMode.Parity.NONE, LineMode.StopBits.ONE),
            Terminator.LINE_FEED,
            false,
            false,
            OutputDisplay.DEFAULT,
            List.of());

    SerialSettings {
        buttons = List.copyOf(buttons);
    }

    /** Returns them as the result of {@code getSerialSettings}. */
    Map<String, Object> written() {
        Map<String, Object> written = new LinkedHashMap<>();
        written.put("baudRate", (long) mode.baudRate());
        written.put("dataBits", (long) mode.dataBits());
        written.put("parity", mode.parity().wireName());
        written.put("stopBits", mode.stopBits().wireName());
        written.put("terminator", terminator.written());
        written.put("hideSerialSettings", hideSerialSettings);
        written.put("enableEcho", enableEcho);
        written.put("normalizeMode", display.controls().wireName());
        written.put("normalizeLineEnd", display.lineEnd().wireName());
        written.put("tabRender", display.tab());
        written.put("preserveANSI", display.keepEscapes());
        written.put("showNLTag", display.tagLineEnds());
        written.put("buttons", buttons.stream().map(CommandButton::written).toList());
        return written;
    }
}
