// SPDX-License-Identifier: Apache-2.0
package io.baton.power.jetkvm;

import io.baton.power.PowerAction;
import io.baton.power.PowerState;
import io.baton.power.RestoreState;
import io.baton.shared.power.PowerCall;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The board in the supply. It tells whether it is on, millivolts, milliamperes and milliwatts, and, unless it is an
 * early one, what it does after a power cut, with semicolons between.
 */
final class DcBoard extends Board {

    private static final String NUMBER = "(-?\\d{1,9}(?:\\.\\d{1,9})?)";
    private static final Pattern STATE =
            Pattern.compile("([01]);" + NUMBER + ";" + NUMBER + ";" + NUMBER + "(?:;([012]))?");
    private static final String SENSOR_FAILED = "Error reading ina";
    private static final double MILLI = 1_000;

    private volatile boolean restorable = true;
    private @Nullable PowerState last;

    DcBoard(LongSupplier nanoTime) {
        super("JetKVM DC board", nanoTime);
    }

    @Override
    Set<PowerAction> actions() {
        return EnumSet.of(PowerAction.SWITCH_ON, PowerAction.SWITCH_OFF);
    }

    @Override
    Set<RestoreState> restores() {
        return restorable ? EnumSet.allOf(RestoreState.class) : Set.of();
    }

    @Override
    @Nullable
    PowerState read(String text) {
        if (text.equals(SENSOR_FAILED)) {
            last = PowerState.unknown("The board cannot read its sensor, and tells no state without it.");
            return last;
        }
        Matcher state = STATE.matcher(text);
        if (!state.matches()) {
            return null;
        }
        String restore = state.group(5);
        restorable = restore != null;
        last = new PowerState(
                state.group(1).equals("1"),
                null,
                Double.parseDouble(state.group(2)) / MILLI,
                Double.parseDouble(state.group(3)) / MILLI,
                Double.parseDouble(state.group(4)) / MILLI,
                restore == null
                        ? null
                        : RestoreState.of(Integer.parseInt(restore)).orElse(null),
                "");
        return last;
    }

    @Override
    boolean isDone(PowerCall call) {
        PowerState present = last;
        if (present == null || present.on() == null) {
            return false;
        }
        return call.restore() != null
                ? present.restore() == call.restore()
                : present.on() == (call.action() == PowerAction.SWITCH_ON);
    }

    @Override
    void begin(PowerCall call) {
        RestoreState restore = call.restore();
        if (restore == null) {
            send(call.action() == PowerAction.SWITCH_ON ? "PWR_ON" : "PWR_OFF");
        } else {
            send(
                    switch (restore) {
                        case OFF -> "RESTORE_MODE_OFF";
                        case ON -> "RESTORE_MODE_ON";
                        case LAST -> "RESTORE_MODE_LAST_STATE";
                    });
        }
    }
}
