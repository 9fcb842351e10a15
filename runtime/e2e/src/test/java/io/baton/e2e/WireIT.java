// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.baton.harness.Device;
import io.baton.harness.OfferFields;
import io.baton.harness.PeerProcess;
import io.baton.harness.RpcPeer;
import io.baton.harness.SignallingClient;
import io.baton.rpc.MethodTable;
import io.baton.rpc.Param;
import io.baton.rpc.Right;
import io.baton.rpc.Schema;
import io.baton.rpc.jsonrpc.EventTable;
import io.baton.session.Mode;
import io.baton.session.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tables of methods and events, which docs/wire.md is compared with, against the device that runs. */
final class WireIT {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String UNSUPPORTED = "unsupported";

    private static final Map<String, Object> JIGGLER = Map.of(
            "inactivity_limit_seconds",
            60,
            "jitter_percentage",
            25,
            "schedule_cron_tab",
            "0 * * * * *",
            "timezone",
            "UTC");

    /** Methods that pass control; {@link #methodsAndEventsOfAHandOverMatchTheTables} calls them. */
    private static final Set<String> CHANGES_CONTROL = Set.of("releasePrimary", "requestPrimary");

    /**
     * Setters that are called with what is told: the method that tells it, and the parameter, empty where the object is
     * the parameters. A client that restores what it found does the same, so that it has to succeed on every device.
     */
    private static final Map<String, List<String>> SENT_BACK = Map.ofEntries(
            Map.entry("setNetworkSettings", List.of("getNetworkSettings", "settings")),
            Map.entry("setBacklightSettings", List.of("getBacklightSettings", "params")),
            Map.entry("setDisplayRotation", List.of("getDisplayRotation", "params")),
            Map.entry("setAudioConfig", List.of("getAudioConfig", "params")),
            Map.entry("setStreamQualityFactor", List.of("getStreamQualityFactor", "factor")),
            Map.entry("setVideoCodecPreference", List.of("getVideoCodecPreference", "codec")),
            Map.entry("setKeyboardLayout", List.of("getKeyboardLayout", "layout")),
            Map.entry("setEDID", List.of("getEDID", "edid")),
            Map.entry("setHostDisplayIdleMode", List.of("getHostDisplayIdleMode", "")),
            Map.entry("setVideoSleepMode", List.of("getVideoSleepMode", "")),
            Map.entry("setUsbConfig", List.of("getUsbConfig", "usbConfig")),
            Map.entry("setUsbDevices", List.of("getUsbDevices", "devices")),
            Map.entry("setUsbEmulationState", List.of("getUsbEmulationState", "enabled")),
            Map.entry("setAbsMouseMapping", List.of("getAbsMouseMapping", "mapping")),
            Map.entry("setMassStorageMode", List.of("getMassStorageMode", "mode")),
            Map.entry("setActiveExtension", List.of("getActiveExtension", "extensionId")),
            Map.entry("setSerialSettings", List.of("getSerialSettings", "settings")),
            Map.entry("setSerialCommandHistory", List.of("getSerialCommandHistory", "commandHistory")),
            Map.entry("setJigglerState", List.of("getJigglerState", "enabled")),
            Map.entry("setJigglerConfig", List.of("getJigglerConfig", "jigglerConfig")),
            Map.entry("setAutoUpdateState", List.of("getAutoUpdateState", "enabled")),
            Map.entry("setDevChannelState", List.of("getDevChannelState", "enabled")),
            Map.entry("setDevModeState", List.of("getDevModeState", "")),
            Map.entry("setSSHKeyState", List.of("getSSHKeyState", "sshKey")),
            Map.entry("setTLSState", List.of("getTLSState", "state")),
            Map.entry("setLocalLoopbackOnly", List.of("getLocalLoopbackOnly", "enabled")),
            Map.entry("setDefaultLogLevel", List.of("getDefaultLogLevel", "level")),
            Map.entry("setTailscaleControlURL", List.of("getTailscaleControlURL", "controlURL")),
            Map.entry("setMqttSettings", List.of("getMqttSettings", "settings")),
            Map.entry("setSessionSettings", List.of("getSessionSettings", "settings")));

    /**
     * What this device refuses although the caller has the right, and the reason: it lacks the feature, or the
     * parameters of this test name what is not there. Everything else has to succeed.
     */
    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry("approveNewSession", "unknown_session"),
            Map.entry("denyNewSession", "unknown_session"),
            Map.entry("approvePrimaryRequest", "unknown_session"),
            Map.entry("denyPrimaryRequest", "unknown_session"),
            Map.entry("transferPrimary", "unknown_session"),
            Map.entry("kickSession", "unknown_session"),
            Map.entry("getSessionData", "unknown_session"),
            Map.entry("cancelPrimaryRequest", "not_allowed"),
            Map.entry("claimControl", "not_allowed"),
            Map.entry("tryUpdate", "not_allowed"),
            Map.entry("tryUpdateComponents", "not_allowed"),
            Map.entry("confirmNetworkSettings", "not_allowed"),
            Map.entry("undoNetworkSettings", "not_allowed"),
            Map.entry("mountWithHTTP", "bad_value"),
            Map.entry("mountWithStorage", "bad_value"),
            Map.entry("deleteStorageFile", "bad_value"),
            Map.entry("mountWithWebRTC", UNSUPPORTED),
            Map.entry("rpcMountBuiltInImage", UNSUPPORTED),
            Map.entry("checkPublicIPAddresses", UNSUPPORTED),
            Map.entry("renewDHCPLease", UNSUPPORTED),
            Map.entry("setTimeSettings", UNSUPPORTED),
            Map.entry("getATXState", UNSUPPORTED),
            Map.entry("setATXPowerAction", UNSUPPORTED),
            Map.entry("getDCPowerState", UNSUPPORTED),
            Map.entry("setDCPowerState", UNSUPPORTED),
            Map.entry("setDCRestoreState", UNSUPPORTED),
            Map.entry("sendCustomCommand", UNSUPPORTED),
            Map.entry("sendSerialBreak", UNSUPPORTED),
            Map.entry("setCloudUrl", UNSUPPORTED),
            Map.entry("deregisterDevice", UNSUPPORTED),
            Map.entry("testMqttConnection", UNSUPPORTED),
            Map.entry("reboot", UNSUPPORTED),
            Map.entry("factoryReset", UNSUPPORTED),
            Map.entry("resetConfig", UNSUPPORTED));

    /** Their parameters name what must exist; tests of their own call them. */
    private static final Set<String> NAMES_A_FILE = Set.of("deleteRecording");

    private static final AtomicInteger NAMES = new AtomicInteger();

    private final List<RpcPeer> peers = new ArrayList<>();
    private PeerProcess process;
    private Device device;

    /** A call may take longer than the 2 s that it has: what is compared is the answer of a slow machine as well. */
    private static Map<String, String> configs(String further) {
        return Map.of("io.baton.session.coordinator", "{ " + further + """
                        "handlerTimeoutMillis:Integer": 40000,
                        "replyTimeoutMillis:Integer": 60000,
                        "channelSendTimeoutMillis:Integer": 80000,
                        "webSocketWriteTimeoutMillis:Integer": 100000
                        }""");
    }

    @BeforeEach
    void open() throws Exception {
        process = PeerProcess.start();
        device = Device.start(configs(""));
    }

    @AfterEach
    void close() {
        process.close();
        device.close();
    }

    @Test
    void everyMethodIsServedOrRefusedAsItsRightSays() throws Exception {
        RpcPeer ann = join("Ann");
        ann.awaitMode("primary");
        RpcPeer bob = join("Bob");
        bob.awaitMode("observer");
        callEverything(ann, Mode.PRIMARY, Role.ADMIN);
        callEverything(bob, Mode.OBSERVER, Role.ADMIN);
        callWithoutParameters(ann);
        whatIsSetIsTold(ann);
        whatTheDeviceLacksIsNotSet(ann);
        assertEquals(-32_601, error(ann, "stealControl", Map.of()).path("code").asInt());

        ann.call("setSessionSettings", Map.of("settings", Map.of("requireApproval", true)));
        RpcPeer cat = join("Cat");
        cat.awaitMode("pending");
        callEverything(cat, Mode.PENDING, Role.ADMIN);
        assertFalse(cat.call("getVideoState").path("ready").asBoolean());
        assertEquals(1, cat.call("getSessions").size());
        assertEquals(-32_601, error(cat, "stealControl", Map.of()).path("code").asInt());

        assertEquals(
                "bad_value", ann.refusal("setSessionSettings", Map.of("settings", Map.of("sharedRole", "operator"))));
        checkEvents(Set.of());
    }

    @Test
    void everyMethodIsServedOrRefusedToAnOperatorAsItsRightSays() throws Exception {
        device.close();
        device = Device.start(configs("\"sharedRole\": \"operator\", "));
        RpcPeer ann = join("Ann");
        ann.awaitMode("primary");
        RpcPeer bob = join("Bob");
        bob.awaitMode("observer");
        callEverything(bob, Mode.OBSERVER, Role.OPERATOR);
        callEverything(ann, Mode.PRIMARY, Role.OPERATOR);
        checkEvents(Set.of());
    }

    /** A viewer is the client of a view link; as it may not have control, it is an observer or pending. */
    @Test
    void everyMethodIsServedOrRefusedToAViewerAsItsRightSays() throws Exception {
        device.close();
        ClaimedDevice claimed = new ClaimedDevice(configs(""));
        device = claimed.device();
        RpcPeer ann = join("Ann", claimed.administrator());
        ann.awaitMode("primary");
        RpcPeer bob = join("Bob", claimed.link("bob"));
        bob.awaitMode("observer");
        callEverything(bob, Mode.OBSERVER, Role.VIEWER);
        ann.call("setSessionSettings", Map.of("settings", Map.of("requireApproval", true)));
        RpcPeer cat = join("Cat", claimed.link("cat"));
        cat.awaitMode("pending");
        callEverything(cat, Mode.PENDING, Role.VIEWER);
        checkEvents(Set.of("localVersion", "deviceCapabilities"));
        checkRoutes(claimed);
    }

    /** What clients of JetKVM ask by HTTP beside what other tests do. */
    private static void checkRoutes(ClaimedDevice claimed) throws Exception {
        assertEquals(
                "{\"connected\":false}",
                claimed.administer("GET", "/cloud/state", "").toString());
        String mapping =
                "{\"enabled\":true,\"total_width\":3840,\"total_height\":1080,\"screen_x\":1920,\"screen_y\":0,"
                        + "\"screen_width\":1920,\"screen_height\":1080}";
        ClaimedDevice.Login viewer = claimed.account("vic", "viewer");
        claimed.send(viewer, "POST", "/mouse-mapping", mapping).assertProblem(403, "not_allowed");
        claimed.send(ClaimedDevice.Login.NONE, "GET", "/mouse-mapping", "").assertProblem(401, "login_required");
        assertEquals(
                "ok",
                claimed.administer("POST", "/mouse-mapping", mapping)
                        .path("status")
                        .asText());
        assertEquals(
                mapping, claimed.succeed(viewer, "GET", "/mouse-mapping", "").toString());
        ClaimedDevice.Login ada = claimed.administrator();
        claimed.send(ada, "POST", "/mouse-mapping", mapping.replace("3840", "3839"))
                .assertProblem(400, "bad_value");
        claimed.send(ada, "POST", "/mouse-mapping", "[").assertProblem(400, "malformed_json");
    }

    @Test
    void methodsAndEventsOfAHandOverMatchTheTables() throws Exception {
        RpcPeer ann = join("Ann");
        ann.awaitMode("primary");
        RpcPeer bob = join("Bob");
        bob.awaitMode("observer");
        Map<String, String> annsId = Map.of("sessionId", ann.id());
        Map<String, String> bobsRequest = Map.of("requesterID", bob.id());

        assertEquals("not_allowed", bob.refusal("requestPrimary", annsId));
        assertEquals("queued", callAndCheck(bob, "requestPrimary").path("mode").asText());
        ann.awaitEvent("primaryControlRequested");
        assertEquals("denied", status(ann, "denyPrimaryRequest", bobsRequest));
        bob.awaitEvent("primaryControlDenied");
        callAndCheck(bob, "requestPrimary");
        assertEquals("cancelled", status(bob, "cancelPrimaryRequest", Map.of()));
        callAndCheck(bob, "requestPrimary");
        assertEquals("approved", status(ann, "approvePrimaryRequest", bobsRequest));
        bob.awaitMode("primary");
        String refusal = error(bob, "transferPrimary", Map.of("fromId", ann.id(), "toId", ann.id()))
                .toString();
        assertTrue(refusal.contains("not_allowed") && !refusal.contains(bob.id()), refusal);
        assertEquals("success", status(bob, "transferPrimary", Map.of("fromId", bob.id(), "toId", ann.id())));
        ann.awaitMode("primary");

        callAndCheck(
                ann, "setSessionSettings", Map.of("settings", Map.of("autoPromote", false, "requireApproval", true)));
        assertEquals("success", status(ann, "releasePrimary", Map.of()));
        bob.awaitEvent("controlVacant");
        assertEquals("primary", callAndCheck(bob, "claimControl").path("mode").asText());

        RpcPeer cat = join("Cat");
        bob.awaitEvent("newSessionPending");
        assertEquals("requested", status(cat, "requestSessionApproval", Map.of()));
        assertEquals("approved", status(bob, "approveNewSession", Map.of("sessionId", cat.id())));
        cat.awaitMode("observer");
        RpcPeer dan = join("Dan");
        assertEquals("denied", status(ann, "denyNewSession", Map.of("sessionId", dan.id())));
        dan.awaitEvent("sessionAccessDenied");
        assertEquals("updated", status(ann, "updateSessionNickname", Map.of("sessionId", cat.id(), "nickname", "Kit")));
        assertEquals(
                "Kit",
                callAndCheck(bob, "getSessionData", Map.of("sessionId", cat.id()))
                        .path("nickname")
                        .asText());
        assertEquals("kicked", status(ann, "kickSession", Map.of("sessionId", cat.id())));
        cat.awaitEvent("sessionRemoved");
        bob.cutNetwork();
        ann.awaitEvent("controlReserved");

        checkEvents(Set.of(
                "sessionsUpdated",
                "modeChanged",
                "primaryControlRequested",
                "primaryControlDenied",
                "newSessionPending",
                "sessionAccessDenied",
                "sessionRemoved",
                "otherSessionConnected",
                "controlVacant",
                "controlReserved",
                "videoInputState",
                "usbState"));
    }

    private RpcPeer join(String name) throws Exception {
        return join(name, ClaimedDevice.Login.NONE);
    }

    private RpcPeer join(String name, ClaimedDevice.Login login) throws Exception {
        RpcPeer peer = RpcPeer.join(
                process,
                SignallingClient.post(
                        SignallingClient.browser(),
                        device.address(),
                        login.header().split(": ", 2)),
                OfferFields.plain().named(name));
        peers.add(peer);
        return peer;
    }

    /** Calls every method of the table with valid parameters and an unknown session id. */
    private static void callEverything(RpcPeer peer, Mode mode, Role role) {
        List<String> faults = new ArrayList<>();
        MethodTable.all().forEach((name, method) -> {
            String what = name + " as " + mode + " " + role;
            boolean isGranted = method.right().heldBy(mode, role);
            if (isGranted && (CHANGES_CONTROL.contains(name) || NAMES_A_FILE.contains(name))) {
                return;
            }
            JsonNode reply = peer.reply(peer.begin(name, params(peer, name, method, isGranted)));
            JsonNode error = reply.path("error");
            String expected = name.equals("requestSessionApproval") && mode != Mode.PENDING
                    ? "not_allowed"
                    : REFUSED.getOrDefault(name, "");
            if (!isGranted) {
                assertEquals(-32_000, error.path("code").asInt(), what + ": " + reply);
                String reason = method.right() == Right.CONTROL ? "not_in_control" : "not_allowed";
                assertEquals(reason, error.path("data").asText(), what);
            } else if (error.isMissingNode()) {
                checkShape(what, method.result(), reply.path("result"));
                if (!expected.isEmpty()) {
                    faults.add(what + " pretends: " + reply);
                }
            } else if (error.path("code").asInt() != -32_000
                    || !error.path("data").asText().equals(expected)
                    || !error.path("message").asText().endsWith(".")) {
                faults.add(what + ": " + reply);
            }
        });
        assertEquals(List.of(), faults);
    }

    /** What a setter took is told afterwards, by the method and in the words of JetKVM's clients. */
    private static void whatIsSetIsTold(RpcPeer peer) {
        setAndRead(peer, "setStreamQualityFactor", "factor", 0.5, "getStreamQualityFactor");
        setAndRead(peer, "setKeyboardLayout", "layout", "de_DE", "getKeyboardLayout");
        setAndRead(peer, "setMassStorageMode", "mode", "file", "getMassStorageMode");
        setAndRead(peer, "setDefaultLogLevel", "level", "WARN", "getDefaultLogLevel");
        setAndRead(peer, "setDefaultLogLevel", "level", "INFO", "getDefaultLogLevel");
        setAndRead(peer, "setJigglerState", "enabled", true, "getJigglerState");
        setAndRead(peer, "setJigglerState", "enabled", false, "getJigglerState");
        setAndRead(peer, "setJigglerConfig", "jigglerConfig", JIGGLER, "getJigglerConfig");
        setAndRead(peer, "setSerialCommandHistory", "commandHistory", List.of("help"), "getSerialCommandHistory");
        peer.call("deleteSerialCommandHistory");
        assertEquals("[]", peer.call("getSerialCommandHistory").toString());
        Map<String, Object> serial = new TreeMap<>();
        peer.call("getSerialSettings").properties().forEach(each -> serial.put(each.getKey(), each.getValue()));
        serial.put("baudRate", 9_600);
        serial.put("normalizeMode", "names");
        setAndRead(peer, "setSerialSettings", "settings", serial, "getSerialSettings");
        setAndRead(
                peer,
                "setAbsMouseMapping",
                "mapping",
                new TreeMap<>(Map.of(
                        "enabled", true,
                        "total_width", 3_840,
                        "total_height", 1_080,
                        "screen_x", 1_920,
                        "screen_y", 0,
                        "screen_width", 1_920,
                        "screen_height", 1_080)),
                "getAbsMouseMapping");
        peer.call("setAbsMouseMapping", Map.of("mapping", Map.of("enabled", false)));
        Map<String, Object> host = Map.of("name", "host", "macAddress", "02:00:00:00:00:01");
        peer.call("setWakeOnLanDevices", Map.of("params", Map.of("devices", List.of(host))));
        assertEquals(json(List.of(host)), peer.call("getWakeOnLanDevices"));
        // JetKVM's devices name a macro that a client did not
        Map<String, Object> step = Map.of("keys", List.of("KeyA"), "modifiers", List.of(), "delay", 50);
        peer.call(
                "setKeyboardMacros",
                Map.of("params", Map.of("macros", List.of(Map.of("id", "", "name", "a", "steps", List.of(step))))));
        JsonNode macro = peer.call("getKeyboardMacros").path(0);
        assertFalse(macro.path("id").asText().isEmpty(), macro.toString());
        assertEquals(json(List.of(step)), macro.path("steps"));
    }

    private static JsonNode json(Object value) {
        return MAPPER.valueToTree(value);
    }

    private static void setAndRead(RpcPeer peer, String setter, String param, Object value, String getter) {
        peer.call(setter, Map.of(param, value));
        assertEquals(json(value), peer.call(getter), setter);
    }

    /** A value that this device cannot have is refused in a sentence, and what is told stays. */
    private static void whatTheDeviceLacksIsNotSet(RpcPeer peer) {
        refuses(peer, "setHostDisplayIdleMode", Map.of("enabled", true), "getHostDisplayIdleMode");
        refuses(peer, "setVideoSleepMode", Map.of("duration", 60), "getVideoSleepMode");
        refuses(peer, "setVideoCodecPreference", Map.of("codec", "h265"), "getVideoCodecPreference");
        refuses(peer, "setEDID", Map.of("edid", "00FFFFFFFFFFFF00"), "getEDID");
        refuses(peer, "setUsbEmulationState", Map.of("enabled", false), "getUsbEmulationState");
        refuses(peer, "setUsbDeviceState", Map.of("device", "audio", "enabled", true), "getUsbDevices");
        refuses(peer, "setUsbDeviceState", Map.of("device", "keyboard", "enabled", false), "getUsbDevices");
        refuses(peer, "setAudioConfig", Map.of("params", Map.of("enabled", true)), "getAudioConfig");
        refuses(peer, "setDisplayRotation", Map.of("params", Map.of("rotation", "90")), "getDisplayRotation");
        refuses(peer, "setDevModeState", Map.of("enabled", true), "getDevModeState");
        refuses(peer, "setSSHKeyState", Map.of("sshKey", "ssh-ed25519 AAAA me"), "getSSHKeyState");
        refuses(peer, "setTailscaleControlURL", Map.of("controlURL", "https://a.example"), "getTailscaleControlURL");
        refuses(peer, "setNetworkSettings", Map.of("settings", Map.of("hostname", "other")), "getNetworkSettings");
        assertEquals("not_allowed", peer.refusal("setAutoUpdateState", Map.of("enabled", true)));
        assertEquals("not_allowed", peer.refusal("setDevChannelState", Map.of("enabled", true)));
        // the capabilities by which JetKVM's page hides settings do not name what cannot be set
        String named = peer.call("getDeviceCapabilities").toString();
        for (String hidden :
                List.of("custom_edid", "domain", "ipv6", "mdns", "http_proxy", "tailscale", "usb_serial")) {
            assertFalse(named.contains(hidden), named);
        }
    }

    private static void refuses(RpcPeer peer, String setter, Map<String, ?> params, String getter) {
        JsonNode before = peer.call(getter);
        JsonNode error = error(peer, setter, params);
        assertEquals(UNSUPPORTED, error.path("data").asText(), setter + ": " + error);
        assertTrue(error.path("message").asText().endsWith("."), setter + ": " + error);
        assertEquals(before, peer.call(getter), setter);
    }

    private static Map<String, Object> params(RpcPeer peer, String name, MethodTable.Method method, boolean isGranted) {
        List<String> told = SENT_BACK.get(name);
        if (!isGranted || told == null) {
            return validParams(name, method);
        }
        JsonNode value = peer.call(told.getFirst());
        Map<String, Object> params = new HashMap<>();
        if (told.getLast().isEmpty()) {
            value.properties().forEach(each -> params.put(each.getKey(), each.getValue()));
        } else {
            params.put(told.getLast(), value);
        }
        return params;
    }

    /** Calls without parameters; the error must name the missing one. */
    private static void callWithoutParameters(RpcPeer peer) {
        MethodTable.all().forEach((name, method) -> {
            Optional<Param> first =
                    method.params().stream().filter(Param::isRequired).findFirst();
            if (first.isPresent()) {
                JsonNode error = error(peer, name, Map.of());
                assertEquals(-32_603, error.path("code").asInt(), name + ": " + error);
                assertEquals(
                        "missing parameter: " + first.get().name(),
                        error.path("data").asText());
            }
        });
    }

    private static Map<String, Object> validParams(String name, MethodTable.Method method) {
        Map<String, Object> params = new HashMap<>();
        if (name.equals("getSettings")) {
            // all settings together are longer than the 64 KiB that this client takes, as those do that name no size
            params.put("pid", "io.baton.signalling.websocket");
        }
        for (Param param : method.params()) {
            if (param.isRequired()) {
                params.put(
                        param.name(),
                        switch (param.kind()) {
                            case TEXT ->
                                switch (param.name()) {
                                    case "nickname" -> "Nova " + NAMES.incrementAndGet();
                                    case "layout" -> "en_US";
                                    case "codec" -> "auto";
                                    case "level" -> "INFO";
                                    case "device" -> name.equals("setSerialPort") ? "/dev/ttyS0" : "keyboard";
                                    case "pid" -> "io.baton.hid.usb";
                                    case "name" -> "pointerMapping";
                                    case "mode" -> "CDROM";
                                    case "url" -> "http://127.0.0.1:9/none.iso";
                                    case "filename" -> "none.iso";
                                    case "macAddress" -> "02:00:00:00:00:01";
                                    case "action" -> "power-short";
                                    default -> "nobody";
                                };
                            case NUMBER -> param.name().equals("size") ? 4_096 : 0;
                            case SWITCH -> name.equals("setUsbDeviceState");
                            case OBJECT ->
                                switch (name) {
                                    case "setKeyboardMacros" -> Map.of("macros", List.of());
                                    case "setWakeOnLanDevices" -> Map.of("devices", List.of());
                                    default -> Map.of();
                                };
                            case LIST -> List.of();
                        });
            }
        }
        return params;
    }

    /** Checks every received event against the table; the expected ones must be among them. */
    private void checkEvents(Set<String> expected) {
        Set<String> seen = new TreeSet<>();
        for (RpcPeer peer : peers) {
            for (JsonNode event : peer.events()) {
                String name = event.path("method").asText();
                EventTable.Event known = EventTable.event(name).orElseThrow(() -> new AssertionError(event));
                checkShape(event.toString(), known.params(), event.path("params"));
                seen.add(name);
            }
        }
        assertTrue(seen.containsAll(expected), "seen: " + seen);
    }

    private static JsonNode callAndCheck(RpcPeer peer, String method) {
        return callAndCheck(peer, method, Map.of());
    }

    /** Calls a method and checks the result against the table. */
    private static JsonNode callAndCheck(RpcPeer peer, String method, Map<String, ?> params) {
        JsonNode result = peer.call(method, params);
        checkShape(method, MethodTable.method(method).orElseThrow().result(), result);
        return result;
    }

    private static String status(RpcPeer peer, String method, Map<String, ?> params) {
        return callAndCheck(peer, method, params).path("status").asText();
    }

    private static JsonNode error(RpcPeer peer, String method, Map<String, ?> params) {
        return peer.reply(peer.begin(method, params)).path("error");
    }

    private static void checkShape(String what, Schema shape, JsonNode value) {
        switch (shape.type()) {
            case NOTHING -> assertTrue(value.isMissingNode(), what);
            case TEXT -> assertTrue(value.isTextual(), what);
            case NUMBER -> assertTrue(value.isNumber(), what);
            case FLAG -> assertTrue(value.isBoolean(), what);
            case NAMES -> assertTrue(value.isObject() && !value.isEmpty(), what);
            case OBJECT -> checkFields(what, shape.fields(), value);
            case OBJECT_OR_NULL -> {
                if (!value.isNull()) {
                    checkFields(what, shape.fields(), value);
                }
            }
            case LIST -> {
                assertTrue(value.isArray(), what);
                value.forEach(element -> checkFields(what, shape.fields(), element));
            }
            case TEXTS -> {
                assertTrue(value.isArray(), what);
                value.forEach(element -> assertTrue(element.isTextual(), what + ": " + element));
            }
        }
    }

    private static void checkFields(String what, List<Param> fields, JsonNode value) {
        assertTrue(value.isObject(), what);
        Set<String> unknown = new TreeSet<>();
        value.fieldNames().forEachRemaining(unknown::add);
        for (Param field : fields) {
            JsonNode found = value.path(field.name());
            unknown.remove(field.name());
            if (field.isRequired() || (!found.isMissingNode() && !found.isNull())) {
                assertTrue(matches(field.kind(), found), what + ": " + field + " is " + found);
            }
        }
        assertEquals(Set.of(), unknown, what);
    }

    private static boolean matches(Param.Kind kind, JsonNode value) {
        return switch (kind) {
            case TEXT -> value.isTextual();
            case NUMBER -> value.isNumber();
            case SWITCH -> value.isBoolean();
            case OBJECT -> value.isObject();
            case LIST -> value.isArray();
        };
    }
}
