// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.hid.HidEvent;
import io.baton.rpc.RpcException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parameters of an input method as an event. Fractions are cut toward zero; positions, movements and wheel
 * deltas beyond their range are clamped; anything else out of range is an error that names it.
 */
final class InputParams {

    static final List<String> METHODS =
            List.of("keyboardReport", "keypressReport", "absMouseReport", "relMouseReport", "wheelReport");

    private static final int AXIS_MAX = 32_767;
    private static final int BUTTONS = 0x1f;
    private static final int SLOTS = 6;

    private final Map<String, Object> params;

    private InputParams(Map<String, Object> params) {
        this.params = params;
    }

    /** Returns the event of a call; null for a wheel event that does not complete a notch of its sender's wheel. */
    static @Nullable HidEvent event(String method, Map<String, Object> params, WheelAccumulator wheel)
            throws RpcException {
        InputParams reader = new InputParams(params);
        return switch (method) {
            case "keyboardReport" -> new HidEvent.Keyboard(reader.octet("modifier"), reader.keys());
            case "keypressReport" -> new HidEvent.Key(reader.octet("key"), reader.flag("press"));
            case "absMouseReport" ->
                new HidEvent.Pointer(
                        reader.within("x", 0, AXIS_MAX), reader.within("y", 0, AXIS_MAX), reader.buttons());
            case "relMouseReport" ->
                new HidEvent.Move(reader.within("dx", -127, 127), reader.within("dy", -127, 127), reader.buttons());
            case "wheelReport" -> {
                double vertical = reader.number("wheelY", params.get("wheelY"));
                double horizontal = params.containsKey("wheelX") ? reader.number("wheelX", params.get("wheelX")) : 0;
                yield wheel.add(vertical, horizontal);
            }
            default -> throw new IllegalArgumentException("not an input method: " + method);
        };
    }

    private int octet(String name) throws RpcException {
        return octet(name, number(name, params.get(name)));
    }

    private static int octet(String name, double value) throws RpcException {
        if (!(value > -1 && value < 256)) {
            throw RpcException.badParameter(name + " must be within 0–255");
        }
        return (int) value;
    }

    private int within(String name, int min, int max) throws RpcException {
        return (int) Math.clamp(number(name, params.get(name)), min, max);
    }

    private int buttons() throws RpcException {
        return octet("buttons") & BUTTONS;
    }

    private boolean flag(String name) throws RpcException {
        if (params.get(name) instanceof Boolean flag) {
            return flag;
        }
        throw missingOrWrong(name, "true or false");
    }

    /** Returns six packed usages: further ones are ignored, missing ones are 0. */
    private long keys() throws RpcException {
        if (!(params.get("keys") instanceof List<?> list)) {
            throw missingOrWrong("keys", "a list of numbers");
        }
        long keys = 0;
        for (int i = 0; i < list.size(); i++) {
            int usage = octet("keys", number("keys", list.get(i)));
            if (i < SLOTS) {
                keys |= (long) usage << (8 * i);
            }
        }
        return keys;
    }

    private double number(String name, @Nullable Object value) throws RpcException {
        if (value instanceof Number number && !Double.isNaN(number.doubleValue())) {
            return number.doubleValue();
        }
        throw missingOrWrong(name, "a number");
    }

    private RpcException missingOrWrong(String name, String kind) {
        return RpcException.badParameter(
                params.containsKey(name) ? name + " must be " + kind : "missing parameter: " + name);
    }
}
