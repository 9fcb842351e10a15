// SPDX-License-Identifier: Apache-2.0
package io.baton.settings.jetkvm;

import io.baton.port.ReportPorts;
import io.baton.port.UsbState;
import io.baton.rpc.RpcException;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which USB devices the target sees, and what they say of themselves. */
final class UsbPart implements Part {

    private static final Pattern ID = Pattern.compile("(?:0[xX])?([0-9a-fA-F]{4})");
    private static final int MAX_TEXT = 126;

    private static final String NO_GADGET =
            "The USB devices of this device are not a USB gadget, so that they cannot be changed.";

    /** JetKVM's names in a list of devices, and those of the gadget's settings. */
    private static final Map<String, String> DEVICES = Map.of(
            "keyboard", "keyboard",
            "absolute_mouse", "absolutePointer",
            "relative_mouse", "relativePointer",
            "mass_storage", "massStorage");

    /** JetKVM's names of one device. */
    private static final Map<String, String> NAMES = Map.of(
            "keyboard", "keyboard",
            "absoluteMouse", "absolute_mouse",
            "relativeMouse", "relative_mouse",
            "massStorage", "mass_storage");

    /** What JetKVM's gadget has and this one has not: names in a list of devices, and of one device. */
    private static final Map<String, String> OTHERS = Map.of("serial_console", "serialConsole", "audio", "audio");

    private final Values values;
    private final Supplier<@Nullable ReportPorts> ports;

    UsbPart(Values values, Supplier<@Nullable ReportPorts> ports) {
        this.values = values;
        this.ports = ports;
    }

    @Override
    public Map<String, Method> methods() {
        return Map.of(
                "getUsbEmulationState", params -> isPluggedIn(),
                "setUsbEmulationState", this::plug,
                "getUsbConfig", params -> identity(),
                "setUsbConfig", this::setIdentity,
                "getUsbDevices", params -> devices(),
                "setUsbDevices", this::setDevices,
                "setUsbDeviceState", this::setDevice);
    }

    private boolean isGadget() throws IOException {
        return values.flag(Defaults.GADGET, "enabled");
    }

    private void requireGadget() throws RpcException, IOException {
        if (!isGadget()) {
            throw Part.unsupported(NO_GADGET);
        }
    }

    private boolean isPluggedIn() {
        ReportPorts present = ports.get();
        return present != null && present.state() != UsbState.NOT_ATTACHED;
    }

    private Change plug(Map<String, Object> params) throws RpcException {
        if (Boolean.TRUE.equals(params.get("enabled")) == isPluggedIn()) {
            return Change.NONE;
        }
        throw Part.unsupported("The USB devices of this device are plugged in for as long as it runs.");
    }

    private Map<String, Object> identity() throws IOException {
        Map<String, Object> identity = new LinkedHashMap<>();
        identity.put(
                "vendor_id", "0x" + values.text(Defaults.GADGET, "vendorId").toLowerCase(Locale.ROOT));
        identity.put(
                "product_id", "0x" + values.text(Defaults.GADGET, "productId").toLowerCase(Locale.ROOT));
        identity.put("serial_number", values.text(Defaults.GADGET, "serialNumber"));
        identity.put("manufacturer", values.text(Defaults.GADGET, "manufacturer"));
        identity.put("product", values.text(Defaults.GADGET, "product"));
        return identity;
    }

    private Change setIdentity(Map<String, Object> params) throws RpcException, IOException {
        Map<?, ?> wanted = Part.object(params, "usbConfig");
        if (wanted.equals(identity())) {
            return Change.NONE;
        }
        requireGadget();
        Map<String, Object> changed = new HashMap<>();
        changed.put("vendorId", id(wanted, "vendor_id"));
        changed.put("productId", id(wanted, "product_id"));
        changed.put("serialNumber", text(wanted, "serial_number"));
        changed.put("manufacturer", text(wanted, "manufacturer"));
        changed.put("product", text(wanted, "product"));
        if (changed.get("vendorId").equals("0000")) {
            throw RpcException.badParameter("vendor_id must not be 0000");
        }
        return new Change(Defaults.GADGET, changed);
    }

    private static String id(Map<?, ?> wanted, String name) throws RpcException {
        var matcher = ID.matcher(String.valueOf(wanted.get(name)));
        if (!matcher.matches()) {
            throw RpcException.badParameter(name + " must be four hexadecimal digits");
        }
        return matcher.group(1).toLowerCase(Locale.ROOT);
    }

    private static String text(Map<?, ?> wanted, String name) throws RpcException {
        if (wanted.get(name) instanceof String text
                && text.length() <= MAX_TEXT
                && text.chars().noneMatch(Character::isISOControl)) {
            return text;
        }
        throw RpcException.badParameter(name + " must be text of at most 126 characters in one line");
    }

    /** A target that is not a gadget's has all of them. */
    private Map<String, Object> devices() throws IOException {
        Map<String, Object> devices = new LinkedHashMap<>();
        boolean gadget = isGadget();
        boolean others = ports.get() != null;
        for (Map.Entry<String, String> device : DEVICES.entrySet()) {
            devices.put(device.getKey(), gadget ? values.flag(Defaults.GADGET, device.getValue()) : others);
        }
        OTHERS.keySet().stream().sorted().forEach(name -> devices.put(name, false));
        return devices;
    }

    private Change setDevices(Map<String, Object> params) throws RpcException, IOException {
        Map<?, ?> wanted = Part.object(params, "devices");
        if (wanted.equals(devices())) {
            return Change.NONE;
        }
        requireGadget();
        for (String other : OTHERS.keySet()) {
            if (wanted.get(other) != null && Part.flag(wanted, other)) {
                throw Part.unsupported(noSuchDevice(other));
            }
        }
        Map<String, Object> changed = new HashMap<>();
        for (Map.Entry<String, String> device : DEVICES.entrySet()) {
            changed.put(device.getValue(), Part.flag(wanted, device.getKey()));
        }
        return new Change(Defaults.GADGET, changed);
    }

    private static String noSuchDevice(String name) {
        return name.equals("audio")
                ? "This device has no USB sound for its target."
                : "This device has no USB serial port for its target.";
    }

    private Change setDevice(Map<String, Object> params) throws RpcException, IOException {
        boolean enabled = Part.flag(params, "enabled");
        String name = String.valueOf(params.get("device"));
        if (OTHERS.containsValue(name)) {
            if (enabled) {
                throw Part.unsupported(noSuchDevice(name));
            }
            return Change.NONE;
        }
        String device = NAMES.get(name);
        String setting = device == null ? null : DEVICES.get(device);
        if (setting == null) {
            throw RpcException.badParameter("device must be keyboard, absoluteMouse, relativeMouse or massStorage");
        }
        if (Objects.equals(devices().get(device), enabled)) {
            return Change.NONE;
        }
        requireGadget();
        return new Change(Defaults.GADGET, Map.of(setting, enabled));
    }
}
