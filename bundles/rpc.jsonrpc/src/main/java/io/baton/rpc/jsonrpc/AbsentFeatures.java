// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.rpc.Feature;
import io.baton.rpc.RpcException;
import io.baton.rpc.RpcResult;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What is answered for a method of a {@link Feature} that no installed bundle serves: that there is nothing, in the
 * shape the method has where there is such a shape, otherwise a refusal that says what is missing. Nothing is
 * pretended: the only change that succeeds is the one to the state that holds anyway.
 */
final class AbsentFeatures {

    private static final Map<String, Object> OFF = Map.of("enabled", false);

    private static final Map<String, Object> ANSWERS = answers();

    /** Methods that switch something by {@code enabled}; off is what it is already. */
    private static final Set<String> SWITCHES =
            Set.of("setHostDisplayIdleMode", "setUsbEmulationState", "setUsbDeviceState", "setDevModeState");

    /** Methods that end what does not run here. */
    private static final Set<String> ENDS = Set.of("unmountImage", "deleteSerialCommandHistory");

    /** What tells the state that a method sets, and the parameter it is set by. */
    private static final Map<String, Sent> SETTERS = Map.ofEntries(
            Map.entry("setUsbDevices", new Sent("getUsbDevices", "devices")),
            Map.entry("setAbsMouseMapping", new Sent("getAbsMouseMapping", "mapping")),
            Map.entry("setActiveExtension", new Sent("getActiveExtension", "extensionId")),
            Map.entry("setSerialCommandHistory", new Sent("getSerialCommandHistory", "commandHistory")),
            Map.entry("setTailscaleControlURL", new Sent("getTailscaleControlURL", "controlURL")),
            Map.entry("setMqttSettings", new Sent("getMqttSettings", "settings")),
            Map.entry("setSSHKeyState", new Sent("getSSHKeyState", "sshKey")),
            Map.entry("setTLSState", new Sent("getTLSState", "state")),
            Map.entry("setDisplayRotation", new Sent("getDisplayRotation", "params")),
            Map.entry("setBacklightSettings", new Sent("getBacklightSettings", "params")),
            Map.entry("setAudioConfig", new Sent("getAudioConfig", "params")));

    private record Sent(String getter, String param) {}

    private AbsentFeatures() {}

    private static Map<String, Object> answers() {
        Map<String, Object> answers = new HashMap<>();
        answers.put("getVideoSleepMode", Map.of("supported", false, "enabled", false, "duration", -1L));
        answers.put("getHostDisplayIdleMode", OFF);
        answers.put("getEDIDPresets", List.of());
        answers.put("getUsbEmulationState", false);
        answers.put(
                "getUsbDevices",
                Map.of(
                        "absolute_mouse", false,
                        "relative_mouse", false,
                        "keyboard", false,
                        "mass_storage", false,
                        "serial_console", false,
                        "audio", false));
        answers.put(
                "getAbsMouseMapping",
                Map.of(
                        "enabled", false,
                        "total_width", 0L,
                        "total_height", 0L,
                        "screen_x", 0L,
                        "screen_y", 0L,
                        "screen_width", 0L,
                        "screen_height", 0L));
        answers.put("getVirtualMediaState", RpcResult.NULL);
        answers.put("listStorageFiles", Map.of("files", List.of()));
        answers.put("getStorageSpace", Map.of("bytesUsed", 0L, "bytesFree", 0L));
        answers.put("getActiveExtension", "");
        answers.put("getSerialCommandHistory", List.of());
        answers.put("getWakeOnLanDevices", List.of());
        answers.put("getPublicIPAddresses", List.of());
        answers.put("getCloudState", Map.of("connected", false));
        answers.put("getTailscaleStatus", Map.of("installed", false, "running", false));
        answers.put("getTailscaleControlURL", "");
        answers.put("getMqttSettings", OFF);
        answers.put("getMqttStatus", Map.of("connected", false));
        answers.put("getDevModeState", OFF);
        answers.put("getSSHKeyState", "");
        answers.put("getTLSState", Map.of("mode", "disabled", "certificate", "", "privateKey", ""));
        answers.put("getDisplayRotation", Map.of("rotation", "0"));
        answers.put("getBacklightSettings", Map.of("max_brightness", 0L, "dim_after", 0L, "off_after", 0L));
        answers.put("getAudioConfig", OFF);
        return Map.copyOf(answers);
    }

    /**
     * Answers a call.
     *
     * @throws RpcException for what there is no truthful result
     */
    static Object answer(Feature feature, String method, Map<String, Object> params) throws RpcException {
        Object answer = ANSWERS.get(method);
        if (answer != null) {
            return answer;
        }
        if (SWITCHES.contains(method) && Boolean.FALSE.equals(params.get("enabled"))) {
            return RpcResult.VOID;
        }
        if (method.equals("setVideoSleepMode")
                && params.get("duration") instanceof Number time
                && time.intValue() < 0) {
            return RpcResult.VOID;
        }
        if (ENDS.contains(method) || isSentBack(method, params)) {
            return RpcResult.VOID;
        }
        throw RpcException.refused(Outcome.refused(Reason.UNSUPPORTED, sentence(feature)));
    }

    /** Returns whether a client sends back what it was told, as one that restores what it found. */
    private static boolean isSentBack(String method, Map<String, Object> params) {
        Sent sent = SETTERS.get(method);
        return sent != null && Objects.equals(ANSWERS.get(sent.getter()), params.get(sent.param()));
    }

    /** Returns the methods that are answered with a result whatever their parameters are. */
    static Set<String> answered() {
        return ANSWERS.keySet();
    }

    private static String sentence(Feature feature) {
        return switch (feature) {
            case VIDEO -> "This device does not change its video input.";
            case USB -> "This device does not change its USB devices.";
            case VIRTUAL_MEDIA -> "This device has no virtual media.";
            case POWER -> "This device does not control the power of its target.";
            case SERIAL -> "This device has no serial port.";
            case TERMINAL -> "This device has no terminal.";
            case WAKE_ON_LAN -> "This device sends no magic packets.";
            case NETWORK -> "This device leaves its network to the operating system.";
            case TIME -> "This device leaves its clock to the operating system.";
            case POINTER_MAPPING -> "This device does not map the pointer to one of several screens.";
            case SYSTEM -> "This is done on the device itself: see the installation guide.";
            case LOOPBACK -> "This device does not tell on which addresses it listens.";
            case TLS -> "The certificate of this device is set in its configuration.";
            case LOG_LEVEL -> "The log level of this device is set in its configuration.";
            case CLOUD -> "This device uses no cloud service.";
            case DISPLAY -> "This device has no screen of its own.";
            case AUDIO -> "This device transmits no sound.";
            case TAILSCALE -> "This device does not manage Tailscale.";
            case MQTT -> "This device does not report to MQTT.";
        };
    }
}
