// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc;

import static io.baton.rpc.Param.flag;
import static io.baton.rpc.Param.list;
import static io.baton.rpc.Param.number;
import static io.baton.rpc.Param.object;
import static io.baton.rpc.Param.text;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The methods of {@link Feature}s, which a device may lack. Names and shapes are those of JetKVM's clients, the rights
 * are Baton's own: what acts on the target takes control, what changes the device takes an administrator.
 */
final class FeatureMethods {

    private static final int MAX_NAME = 255;
    private static final int MAX_URL = 2_048;
    private static final int MAX_WORD = 32;
    private static final int MAX_TEXT = 4_096;
    /** Two blocks of 128 bytes in hexadecimal, and as much again for extensions. */
    private static final int MAX_EDID_DIGITS = 1_024;

    private static final int MAX_CERTIFICATE = 65_536;
    private static final int MAX_SSH_KEY = 16_384;
    private static final int MAX_MEMBERS = 64;
    private static final int MAX_COMMANDS = 100;
    private static final double MAX_SIZE = 0x1p50;
    private static final double MAX_SECONDS = 86_400;

    private static final Param ENABLED = flag("enabled");
    private static final Schema STATE_OF_SWITCH = Schema.object(ENABLED);
    private static final Param FILENAME = text("filename").atMost(MAX_NAME);
    private static final Param MODE = text("mode").atMost(MAX_WORD);
    private static final Param PARAMS = object("params").atMost(MAX_MEMBERS);
    private static final Param SETTINGS = object("settings").atMost(MAX_MEMBERS);

    private static final Schema MEDIA = Schema.objectOrNull(
            text("source"),
            text("mode"),
            text("filename").optional(),
            text("url").optional(),
            number("size"),
            flag("readOnly").optional(),
            text("since").optional(),
            text("byNickname").optional());
    private static final Schema USB_IDENTITY = Schema.object(
            text("vendor_id"), text("product_id"), text("serial_number"), text("manufacturer"), text("product"));
    private static final Schema USB_DEVICES = Schema.object(
            flag("absolute_mouse"),
            flag("relative_mouse"),
            flag("keyboard"),
            flag("mass_storage"),
            flag("serial_console"),
            flag("audio"));
    private static final Schema MAPPING = Schema.object(
            ENABLED,
            number("total_width"),
            number("total_height"),
            number("screen_x"),
            number("screen_y"),
            number("screen_width"),
            number("screen_height"));
    private static final Schema SUPPLY =
            Schema.object(flag("isOn"), number("voltage"), number("current"), number("power"), number("restoreState"));
    private static final Schema ADDRESSES = Schema.list(List.of(text("ip"), text("last_updated")));

    private static final Map<Feature, Map<String, MethodTable.Method>> BY_FEATURE = new EnumMap<>(Feature.class);
    private static final Map<String, Feature> FEATURES = new HashMap<>();

    static {
        video();
        usb();
        virtualMedia();
        powerAndSerial();
        network();
        system();
        deviceParts();
    }

    private FeatureMethods() {}

    /** Returns the methods of every feature by name. */
    static Map<String, MethodTable.Method> all() {
        Map<String, MethodTable.Method> all = new HashMap<>();
        BY_FEATURE.values().forEach(all::putAll);
        return all;
    }

    /** Returns the feature of a method; empty for a method that every device has. */
    static Optional<Feature> feature(String method) {
        return Optional.ofNullable(FEATURES.get(method));
    }

    private static void video() {
        Feature feature = Feature.VIDEO;
        add(feature, "getStreamQualityFactor", Right.VIEW, Schema.NUMBER);
        add(
                feature,
                "setStreamQualityFactor",
                Right.ADMINISTER,
                Schema.NOTHING,
                number("factor").within(0, 1));
        add(feature, "getEDID", Right.VIEW, Schema.TEXT);
        add(feature, "setEDID", Right.ADMINISTER, Schema.NOTHING, text("edid").atMost(MAX_EDID_DIGITS));
        add(feature, "getEDIDPresets", Right.VIEW, Schema.list(List.of(text("name"), text("edid"))));
        add(
                feature,
                "getHostDisplayIdleMode",
                Right.VIEW,
                Schema.object(ENABLED, flag("supported").optional()));
        add(feature, "setHostDisplayIdleMode", Right.ADMINISTER, Schema.NOTHING, ENABLED);
        add(feature, "getVideoLogStatus", Right.VIEW, Schema.TEXT);
        add(feature, "getVideoSleepMode", Right.VIEW, Schema.object(flag("supported"), ENABLED, number("duration")));
        add(
                feature,
                "setVideoSleepMode",
                Right.ADMINISTER,
                Schema.NOTHING,
                number("duration").within(-1, MAX_SECONDS).whole());
    }

    private static void usb() {
        Feature feature = Feature.USB;
        add(feature, "getUsbEmulationState", Right.VIEW, Schema.FLAG);
        add(feature, "setUsbEmulationState", Right.ADMINISTER, Schema.NOTHING, ENABLED);
        add(feature, "getUsbConfig", Right.VIEW, USB_IDENTITY);
        add(
                feature,
                "setUsbConfig",
                Right.ADMINISTER,
                Schema.NOTHING,
                object("usbConfig").atMost(MAX_MEMBERS));
        add(feature, "getUsbDevices", Right.VIEW, USB_DEVICES);
        add(
                feature,
                "setUsbDevices",
                Right.ADMINISTER,
                Schema.NOTHING,
                object("devices").atMost(MAX_MEMBERS));
        add(
                feature,
                "setUsbDeviceState",
                Right.ADMINISTER,
                Schema.NOTHING,
                text("device").atMost(MAX_WORD),
                ENABLED);
        add(Feature.POINTER_MAPPING, "getAbsMouseMapping", Right.VIEW, MAPPING);
        add(
                Feature.POINTER_MAPPING,
                "setAbsMouseMapping",
                Right.ADMINISTER,
                Schema.NOTHING,
                object("mapping").atMost(MAX_MEMBERS));
    }

    private static void virtualMedia() {
        Feature feature = Feature.VIRTUAL_MEDIA;
        Param url = text("url").atMost(MAX_URL);
        Param size = number("size").within(0, MAX_SIZE).whole();
        add(feature, "getVirtualMediaState", Right.VIEW, MEDIA);
        add(feature, "mountWithHTTP", Right.CONTROL, Schema.NOTHING, url, MODE);
        add(
                feature,
                "mountWithStorage",
                Right.CONTROL,
                Schema.NOTHING,
                FILENAME,
                MODE,
                flag("writable").optional());
        add(feature, "mountWithWebRTC", Right.CONTROL, Schema.NOTHING, FILENAME, size, MODE);
        add(feature, "rpcMountBuiltInImage", Right.CONTROL, Schema.NOTHING, FILENAME);
        add(
                feature,
                "unmountImage",
                Right.CONTROL,
                Schema.NOTHING,
                flag("force").optional());
        add(
                feature,
                "checkMountUrl",
                Right.CONTROL,
                Schema.object(flag("usable"), text("reason"), number("size")),
                url);
        add(
                feature,
                "listStorageFiles",
                Right.VIEW,
                Schema.object(list("files"), list("incomplete").optional()));
        add(feature, "getStorageSpace", Right.VIEW, Schema.object(number("bytesUsed"), number("bytesFree")));
        add(feature, "deleteStorageFile", Right.CONTROL, Schema.NOTHING, FILENAME);
        add(
                feature,
                "startStorageFileUpload",
                Right.CONTROL,
                Schema.object(number("alreadyUploadedBytes"), text("dataChannel")),
                FILENAME,
                size);
        add(feature, "getMassStorageMode", Right.VIEW, Schema.TEXT);
        add(feature, "setMassStorageMode", Right.CONTROL, Schema.TEXT, MODE);
    }

    private static void powerAndSerial() {
        Feature power = Feature.POWER;
        add(power, "getActiveExtension", Right.VIEW, Schema.TEXT);
        add(
                power,
                "setActiveExtension",
                Right.ADMINISTER,
                Schema.NOTHING,
                text("extensionId").atMost(MAX_WORD));
        add(power, "getATXState", Right.VIEW, Schema.object(flag("power"), flag("hdd")));
        add(
                power,
                "setATXPowerAction",
                Right.CONTROL,
                Schema.NOTHING,
                text("action").atMost(MAX_WORD));
        add(power, "getPowerStatus", Right.VIEW, Schema.object(text("extension"), list("providers")));
        add(power, "getDCPowerState", Right.VIEW, SUPPLY);
        add(power, "setDCPowerState", Right.CONTROL, Schema.NOTHING, ENABLED);
        add(
                power,
                "setDCRestoreState",
                Right.CONTROL,
                Schema.NOTHING,
                number("state").within(0, 2).whole());
        Feature serial = Feature.SERIAL;
        add(serial, "getSerialSettings", Right.VIEW, Schema.NAMES);
        add(serial, "setSerialSettings", Right.CONTROL, Schema.NOTHING, SETTINGS);
        add(
                serial,
                "sendCustomCommand",
                Right.CONTROL,
                Schema.NOTHING,
                text("command").atMost(MAX_TEXT));
        add(serial, "sendSerialBreak", Right.CONTROL, Schema.NOTHING);
        add(serial, "getSerialCommandHistory", Right.CONTROL, Schema.TEXTS);
        add(
                serial,
                "setSerialCommandHistory",
                Right.CONTROL,
                Schema.NOTHING,
                list("commandHistory").of(Param.Kind.TEXT).atMost(MAX_COMMANDS));
        add(serial, "deleteSerialCommandHistory", Right.CONTROL, Schema.NOTHING);
        add(serial, "setTerminalPaused", Right.VIEW, Schema.NOTHING, flag("terminalPaused"));
        add(
                serial,
                "getSerialState",
                Right.VIEW,
                Schema.object(
                        ENABLED,
                        flag("open"),
                        text("device"),
                        text("fault").optional(),
                        flag("sharedView"),
                        number("viewers"),
                        list("ports")));
        add(
                serial,
                "setSerialPort",
                Right.ADMINISTER,
                Schema.NOTHING,
                text("device").atMost(MAX_NAME),
                ENABLED);
        Feature wake = Feature.WAKE_ON_LAN;
        add(
                wake,
                "getWakeOnLanDevices",
                Right.VIEW,
                Schema.list(List.of(
                        text("name"), text("macAddress"), text("broadcastIP").optional())));
        add(wake, "setWakeOnLanDevices", Right.CONTROL, Schema.NOTHING, PARAMS);
        add(
                wake,
                "sendWOLMagicPacket",
                Right.CONTROL,
                Schema.NOTHING,
                text("macAddress").atMost(MAX_WORD),
                text("broadcastIP").atMost(MAX_WORD).optional());
        add(wake, "wakeHost", Right.CONTROL, Schema.NOTHING);
    }

    private static void network() {
        Feature feature = Feature.NETWORK;
        add(feature, "getNetworkState", Right.ADMINISTER, Schema.NAMES);
        add(feature, "getNetworkSettings", Right.ADMINISTER, Schema.NAMES);
        add(feature, "setNetworkSettings", Right.ADMINISTER, Schema.NAMES, SETTINGS);
        add(feature, "confirmNetworkSettings", Right.ADMINISTER, Schema.NAMES);
        add(feature, "undoNetworkSettings", Right.ADMINISTER, Schema.NAMES);
        add(feature, "renewDHCPLease", Right.ADMINISTER, Schema.NOTHING);
        add(
                feature,
                "getPublicIPAddresses",
                Right.ADMINISTER,
                ADDRESSES,
                flag("refresh").optional());
        add(feature, "checkPublicIPAddresses", Right.ADMINISTER, Schema.NOTHING);
        add(Feature.TIME, "getTimeState", Right.ADMINISTER, Schema.NAMES);
        add(Feature.TIME, "setTimeSettings", Right.ADMINISTER, Schema.NAMES, SETTINGS);
        Feature cloud = Feature.CLOUD;
        add(
                cloud,
                "getCloudState",
                Right.VIEW,
                Schema.object(
                        flag("connected"),
                        text("url").optional(),
                        text("appUrl").optional()));
        add(
                cloud,
                "setCloudUrl",
                Right.ADMINISTER,
                Schema.NOTHING,
                text("apiUrl").atMost(MAX_URL),
                text("appUrl").atMost(MAX_URL));
        add(cloud, "deregisterDevice", Right.ADMINISTER, Schema.NOTHING);
        Feature tailscale = Feature.TAILSCALE;
        add(tailscale, "getTailscaleStatus", Right.ADMINISTER, Schema.NAMES);
        add(tailscale, "getTailscaleControlURL", Right.ADMINISTER, Schema.TEXT);
        add(
                tailscale,
                "setTailscaleControlURL",
                Right.ADMINISTER,
                Schema.NOTHING,
                text("controlURL").atMost(MAX_URL));
        Feature mqtt = Feature.MQTT;
        add(mqtt, "getMqttSettings", Right.ADMINISTER, Schema.NAMES);
        add(mqtt, "setMqttSettings", Right.ADMINISTER, Schema.NOTHING, SETTINGS);
        add(
                mqtt,
                "getMqttStatus",
                Right.ADMINISTER,
                Schema.object(flag("connected"), text("error").optional()));
        add(mqtt, "testMqttConnection", Right.ADMINISTER, Schema.NAMES, SETTINGS);
    }

    private static void system() {
        Feature feature = Feature.SYSTEM;
        add(feature, "reboot", Right.ADMINISTER, Schema.NOTHING, flag("force").optional());
        add(feature, "factoryReset", Right.ADMINISTER, Schema.NOTHING);
        add(feature, "resetConfig", Right.ADMINISTER, Schema.NOTHING);
        add(feature, "getDevModeState", Right.ADMINISTER, STATE_OF_SWITCH);
        add(feature, "setDevModeState", Right.ADMINISTER, Schema.NOTHING, ENABLED);
        add(feature, "getSSHKeyState", Right.ADMINISTER, Schema.TEXT);
        add(
                feature,
                "setSSHKeyState",
                Right.ADMINISTER,
                Schema.NOTHING,
                text("sshKey").atMost(MAX_SSH_KEY));
        add(Feature.LOOPBACK, "getLocalLoopbackOnly", Right.ADMINISTER, Schema.FLAG);
        add(Feature.LOOPBACK, "setLocalLoopbackOnly", Right.ADMINISTER, Schema.NOTHING, ENABLED);
        add(
                Feature.TLS,
                "getTLSState",
                Right.ADMINISTER,
                Schema.object(text("mode"), text("certificate"), text("privateKey")));
        add(
                Feature.TLS,
                "setTLSState",
                Right.ADMINISTER,
                Schema.NOTHING,
                object("state").atMost(MAX_CERTIFICATE));
        Param level = text("level").atMost(MAX_WORD);
        add(Feature.LOG_LEVEL, "getDefaultLogLevel", Right.ADMINISTER, Schema.TEXT);
        add(Feature.LOG_LEVEL, "setDefaultLogLevel", Right.ADMINISTER, Schema.NOTHING, level);
        add(Feature.LOG_LEVEL, "emitTestLog", Right.ADMINISTER, Schema.NOTHING, level);
    }

    private static void deviceParts() {
        add(Feature.DISPLAY, "getDisplayRotation", Right.VIEW, Schema.object(text("rotation")));
        add(Feature.DISPLAY, "setDisplayRotation", Right.ADMINISTER, Schema.NOTHING, PARAMS);
        add(
                Feature.DISPLAY,
                "getBacklightSettings",
                Right.VIEW,
                Schema.object(number("max_brightness"), number("dim_after"), number("off_after")));
        add(Feature.DISPLAY, "setBacklightSettings", Right.ADMINISTER, Schema.NOTHING, PARAMS);
        add(Feature.AUDIO, "getAudioConfig", Right.VIEW, STATE_OF_SWITCH);
        add(Feature.AUDIO, "setAudioConfig", Right.ADMINISTER, Schema.NOTHING, PARAMS);
    }

    private static void add(Feature feature, String name, Right right, Schema result, Param... params) {
        BY_FEATURE
                .computeIfAbsent(feature, ignored -> new HashMap<>())
                .put(name, new MethodTable.Method(right, List.of(params), result));
        if (FEATURES.put(name, feature) != null) {
            throw new IllegalStateException(name + " twice");
        }
    }
}
