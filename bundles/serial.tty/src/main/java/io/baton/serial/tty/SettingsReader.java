// SPDX-License-Identifier: Apache-2.0
package io.baton.serial.tty;

import io.baton.rpc.RpcException;
import io.baton.shared.terminal.LineMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the settings of the wire and of the file. What is missing keeps its present value, since older pages know only
 * some; numbers may come as texts, as they did then.
 */
final class SettingsReader {

    static final int MAX_BUTTONS = 64;
    static final int MAX_COMMAND = 1_024;
    static final int MAX_HISTORY = 100;
    /** It is sent to a page as one message. */
    static final int MAX_HISTORY_LENGTH = 64_000;

    private static final int MAX_LABEL = 64;
    private static final int MAX_TERMINATOR = 8;
    private static final int MAX_TAB = 16;

    private SettingsReader() {}

    static SerialSettings settings(@Nullable Object value, SerialSettings present) throws RpcException {
        if (!(value instanceof Map<?, ?> map)) {
            throw RpcException.badParameter("settings must be an object");
        }
        OutputDisplay shown = present.display();
        OutputDisplay display = new OutputDisplay(
                choice(
                        map,
                        "normalizeMode",
                        OutputDisplay.Controls.values(),
                        OutputDisplay.Controls::wireName,
                        shown.controls()),
                choice(
                        map,
                        "normalizeLineEnd",
                        OutputDisplay.LineEnd.values(),
                        OutputDisplay.LineEnd::wireName,
                        shown.lineEnd()),
                printable(map, shown.tab()),
                flag(map, "preserveANSI", shown.keepEscapes()),
                flag(map, "showNLTag", shown.tagLineEnds()));
        return new SerialSettings(
                mode(map, present.mode()),
                map.containsKey("terminator") ? terminator(map.get("terminator"), "terminator") : present.terminator(),
                flag(map, "hideSerialSettings", present.hideSerialSettings()),
                flag(map, "enableEcho", present.enableEcho()),
                display,
                map.containsKey("buttons") ? buttons(map.get("buttons")) : present.buttons());
    }

    /** Reads a command history. */
    static List<String> history(@Nullable Object value) throws RpcException {
        if (!(value instanceof List<?> list) || list.size() > MAX_HISTORY) {
            throw RpcException.badParameter("commandHistory must be a list of at most " + MAX_HISTORY + " texts");
        }
        List<String> history = new ArrayList<>();
        int length = 0;
        for (Object command : list) {
            String text = text(command, "commandHistory", MAX_COMMAND);
            length += text.length();
            history.add(text);
        }
        if (length > MAX_HISTORY_LENGTH) {
            throw RpcException.badParameter(
                    "commandHistory must have at most " + MAX_HISTORY_LENGTH + " characters in all");
        }
        return List.copyOf(history);
    }

    private static LineMode mode(Map<?, ?> map, LineMode present) throws RpcException {
        try {
            return new LineMode(
                    number(map, "baudRate", present.baudRate()),
                    number(map, "dataBits", present.dataBits()),
                    choice(map, "parity", LineMode.Parity.values(), LineMode.Parity::wireName, present.parity()),
                    choice(
                            map,
                            "stopBits",
                            LineMode.StopBits.values(),
                            LineMode.StopBits::wireName,
                            present.stopBits()));
        } catch (IllegalArgumentException e) {
            throw RpcException.badParameter(String.valueOf(e.getMessage()));
        }
    }

    private static int number(Map<?, ?> map, String name, int present) throws RpcException {
        Object value = map.get(name);
        if (value == null) {
            return present;
        }
        try {
            return Integer.parseInt(String.valueOf(value));
        } catch (NumberFormatException e) {
            throw RpcException.badParameter(name + " must be a whole number");
        }
    }

    private static boolean flag(Map<?, ?> map, String name, boolean present) throws RpcException {
        Object value = map.get(name);
        if (value == null) {
            return present;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw RpcException.badParameter(name + " must be true or false");
    }

    private static <T> T choice(Map<?, ?> map, String name, T[] all, Function<T, String> wireName, T present)
            throws RpcException {
        Object value = map.get(name);
        if (value == null) {
            return present;
        }
        List<String> names = new ArrayList<>();
        for (T one : all) {
            if (wireName.apply(one).equals(String.valueOf(value))) {
                return one;
            }
            names.add(wireName.apply(one));
        }
        throw RpcException.badParameter(name + " must be one of " + String.join(", ", names));
    }

    private static String printable(Map<?, ?> map, String present) throws RpcException {
        if (map.get("tabRender") == null) {
            return present;
        }
        String tab = text(map.get("tabRender"), "tabRender", MAX_TAB);
        if (tab.codePoints().anyMatch(Character::isISOControl)) {
            throw RpcException.badParameter("tabRender must not contain control characters");
        }
        return tab;
    }

    private static Terminator terminator(@Nullable Object value, String name) throws RpcException {
        if (!(value instanceof Map<?, ?> map)) {
            throw RpcException.badParameter(name + " must be an object with label and value");
        }
        return new Terminator(
                text(map.get("label"), name + ".label", MAX_LABEL),
                text(map.get("value"), name + ".value", MAX_TERMINATOR));
    }

    private static List<CommandButton> buttons(@Nullable Object value) throws RpcException {
        if (!(value instanceof List<?> list) || list.size() > MAX_BUTTONS) {
            throw RpcException.badParameter("buttons must be a list of at most " + MAX_BUTTONS + " objects");
        }
        List<CommandButton> buttons = new ArrayList<>();
        for (Object each : list) {
            if (!(each instanceof Map<?, ?> map)) {
                throw RpcException.badParameter("each of buttons must be an object");
            }
            buttons.add(new CommandButton(
                    text(map.get("id"), "buttons.id", MAX_LABEL),
                    text(map.get("label"), "buttons.label", MAX_LABEL),
                    text(map.get("command"), "buttons.command", MAX_COMMAND),
                    terminator(map.get("terminator"), "buttons.terminator"),
                    map.get("sort") instanceof Long sort ? sort : 0));
        }
        return buttons;
    }

    private static String text(@Nullable Object value, String name, int longest) throws RpcException {
        if (value instanceof String text && text.length() <= longest) {
            return text;
        }
        throw RpcException.badParameter(name + " must be text of at most " + longest + " characters");
    }
}
