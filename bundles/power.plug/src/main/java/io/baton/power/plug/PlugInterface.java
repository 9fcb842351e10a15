// SPDX-License-Identifier: Apache-2.0
package io.baton.power.plug;

import io.baton.power.PowerState;
import io.baton.power.RestoreState;
import io.baton.shared.power.PlugValues;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The requests that a kind of socket knows, and where its answers have what. Paths have a query; pointers are JSON
 * pointers, empty for what it does not tell.
 *
 * @param on path that switches on
 * @param off path that switches off
 * @param state path of the state
 * @param onPointer whether it is on
 * @param volts of the supply
 * @param amperes of the supply
 * @param watts of the supply
 * @param restore paths that set what it does after a power cut, in the order of {@link RestoreState}; empty for none
 */
record PlugInterface(
        String on,
        String off,
        String state,
        String onPointer,
        String volts,
        String amperes,
        String watts,
        List<String> restore) {

    private static final PlugInterface SHELLY_1 = new PlugInterface(
            "/relay/0?turn=on",
            "/relay/0?turn=off",
            "/status",
            "/relays/0/ison",
            "/voltage",
            "",
            "/meters/0/power",
            List.of(
                    "/settings/relay/0?default_state=off",
                    "/settings/relay/0?default_state=on",
                    "/settings/relay/0?default_state=last"));
    private static final PlugInterface SHELLY_2 = new PlugInterface(
            "/rpc/Switch.Set?id=0&on=true",
            "/rpc/Switch.Set?id=0&on=false",
            "/rpc/Switch.GetStatus?id=0",
            "/output",
            "/voltage",
            "/current",
            "/apower",
            List.of(shellyRestore("off"), shellyRestore("on"), shellyRestore("restore_last")));
    private static final PlugInterface TASMOTA = new PlugInterface(
            "/cm?cmnd=Power%20On",
            "/cm?cmnd=Power%20Off",
            "/cm?cmnd=Status%200",
            "/StatusSTS/POWER",
            "/StatusSNS/ENERGY/Voltage",
            "/StatusSNS/ENERGY/Current",
            "/StatusSNS/ENERGY/Power",
            List.of("/cm?cmnd=PowerOnState%200", "/cm?cmnd=PowerOnState%201", "/cm?cmnd=PowerOnState%203"));

    private static String shellyRestore(String word) {
        return "/rpc/Switch.SetConfig?id=0&config=%7B%22initial_state%22:%22" + word + "%22%7D";
    }

    /** @throws IllegalArgumentException naming what is wrong */
    static PlugInterface of(PlugPowerConfig config) {
        return switch (config.preset()) {
            case "shelly1" -> SHELLY_1;
            case "shelly2" -> SHELLY_2;
            case "tasmota" -> TASMOTA;
            case "custom" ->
                new PlugInterface(
                        path("onPath", config.onPath()),
                        path("offPath", config.offPath()),
                        path("statePath", config.statePath()),
                        required("onPointer", config.onPointer()),
                        PlugValues.pointer("voltagePointer", config.voltagePointer()),
                        PlugValues.pointer("currentPointer", config.currentPointer()),
                        PlugValues.pointer("powerPointer", config.powerPointer()),
                        List.of());
            default -> throw new IllegalArgumentException("preset must be shelly1, shelly2, tasmota or custom");
        };
    }

    /** A path stays with the socket's host: one that begins with two slashes would name another. */
    private static String path(String name, String value) {
        if (value.startsWith("//")) {
            throw new IllegalArgumentException(name + " must begin with one /");
        }
        try {
            return new URI(required(name, value)).toString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(name + " must be the path of an address, with %20 for a space", e);
        }
    }

    private static String required(String name, String value) {
        if (!value.startsWith("/")) {
            throw new IllegalArgumentException(name + " must begin with /");
        }
        return value;
    }

    /**
     * Reads a state.
     *
     * @throws IllegalArgumentException when it does not tell whether the socket is on
     */
    PowerState read(Map<String, Object> answer, @Nullable RestoreState restored) {
        Boolean on = PlugValues.isOn(PlugValues.find(answer, onPointer));
        if (on == null) {
            throw new IllegalArgumentException("its state does not tell whether it is on");
        }
        return new PowerState(
                on,
                null,
                PlugValues.measured(PlugValues.find(answer, volts)),
                PlugValues.measured(PlugValues.find(answer, amperes)),
                PlugValues.measured(PlugValues.find(answer, watts)),
                restored,
                "");
    }
}
