// SPDX-License-Identifier: Apache-2.0
package io.baton.power.rpc;

import io.baton.power.PowerAction;
import io.baton.power.PowerControl;
import io.baton.power.PowerState;
import io.baton.power.RestoreState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The state of power controls in the shapes of the wire. */
final class WireState {

    /** What a supply that cannot tell has in a shape that knows no absence. */
    private static final long NO_RESTORE = -1;

    private WireState() {}

    /** JetKVM's shape, which cannot say that an LED is not wired: it counts as dark. */
    static Map<String, Object> atx(PowerState state) {
        return Map.of("power", Boolean.TRUE.equals(state.on()), "hdd", Boolean.TRUE.equals(state.disk()));
    }

    /** JetKVM's shape, which cannot say that a value is not measured: it is 0. */
    static Map<String, Object> supply(PowerState state) {
        RestoreState restore = state.restore();
        return Map.of(
                "isOn",
                Boolean.TRUE.equals(state.on()),
                "voltage",
                measured(state.volts()),
                "current",
                measured(state.amperes()),
                "power",
                measured(state.watts()),
                "restoreState",
                restore == null ? NO_RESTORE : (long) restore.number());
    }

    /**
     * Everything of every provider; what is not known is left out.
     *
     * @param active whether calls go to a provider
     * @param competing whether another provider does the same, and none is chosen
     */
    static Map<String, Object> all(
            Extension extension,
            List<PowerControl> controls,
            Predicate<PowerControl> active,
            Predicate<PowerControl> competing) {
        return Map.of(
                "extension",
                extension.word(),
                "providers",
                controls.stream()
                        .map(control -> row(control, active.test(control), competing.test(control)))
                        .toList());
    }

    private static Map<String, Object> row(PowerControl control, boolean active, boolean competing) {
        PowerState state = control.state();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("kind", control.kind());
        row.put("name", control.name());
        row.put("active", active);
        if (competing) {
            row.put("competing", true);
        }
        row.put(
                "actions",
                control.actions().stream().sorted().map(PowerAction::wireName).toList());
        put(row, "on", state.on());
        put(row, "disk", state.disk());
        put(row, "volts", state.volts());
        put(row, "amperes", state.amperes());
        put(row, "watts", state.watts());
        RestoreState restore = state.restore();
        put(row, "restoreState", restore == null ? null : (long) restore.number());
        if (!state.problem().isEmpty()) {
            row.put("problem", state.problem());
        }
        return row;
    }

    private static void put(Map<String, Object> row, String name, @Nullable Object value) {
        if (value != null) {
            row.put(name, value);
        }
    }

    private static double measured(@Nullable Double value) {
        return value == null ? 0 : value;
    }
}
