// SPDX-License-Identifier: Apache-2.0
package io.baton.settings.jetkvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.audit.AuditCounters;
import io.baton.audit.AuditEvent;
import io.baton.audit.AuditLog;
import io.baton.peer.PeerId;
import io.baton.rpc.Feature;
import io.baton.rpc.MethodTable;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcException;
import io.baton.rpc.RpcResult;
import io.baton.session.SessionId;
import io.baton.testkit.FakeCoordinator;
import io.baton.testkit.RosterFixtureBuilder;
import io.baton.video.TargetDisplay;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JetKvmSettingsTest implements Values, JetKvmSettings.Capabilities {

    private final Map<String, Map<String, Object>> written = new HashMap<>();
    private final List<List<String>> announced = new CopyOnWriteArrayList<>();
    private final List<AuditEvent> notes = new CopyOnWriteArrayList<>();
    private final JetKvmSettings settings = new JetKvmSettings(this, this);
    private boolean broken;

    JetKvmSettingsTest() {
        settings.coordinator = new FakeCoordinator(
                new RosterFixtureBuilder().primary("ann", 1).viewer("bob", 2).build());
        settings.audit = new AuditLog() {
            @Override
            public void note(AuditEvent event) {
                notes.add(event);
            }

            @Override
            public AuditCounters counters() {
                throw new UnsupportedOperationException();
            }
        };
    }

    @AfterEach
    void stop() {
        settings.deactivate();
    }

    @Override
    public Object value(String pid, String name) {
        Object value = written.getOrDefault(pid, Map.of()).get(name);
        return value == null ? Defaults.of(pid, name) : value;
    }

    @Override
    public void write(String pid, Map<String, Object> changed) throws IOException {
        if (broken) {
            throw new IOException("disk full");
        }
        written.computeIfAbsent(pid, ignored -> new HashMap<>()).putAll(changed);
    }

    @Override
    public void capabilities(List<String> names) {
        announced.add(names);
    }

    @Override
    public void close() {
        announced.add(List.of());
    }

    private Object call(String session, String method, Map<String, Object> params) throws Exception {
        return settings.call(new RpcCall(method, params, new SessionId(session), new PeerId(1), 0, 0))
                .toCompletableFuture()
                .get();
    }

    private Object call(String method, Map<String, Object> params) throws Exception {
        return call("ann", method, params);
    }

    private String refusal(String method, Map<String, Object> params) {
        return refusal("ann", method, params);
    }

    private String refusal(String session, String method, Map<String, Object> params) {
        ExecutionException failed = assertThrows(ExecutionException.class, () -> call(session, method, params));
        return assertInstanceOf(RpcException.class, failed.getCause()).data();
    }

    @Test
    void everyMethodOfItsFeaturesIsServed() {
        Set<String> expected = new TreeSet<>();
        Set<Feature> features =
                EnumSet.of(Feature.VIDEO, Feature.USB, Feature.POINTER_MAPPING, Feature.LOG_LEVEL, Feature.LOOPBACK);
        MethodTable.all().keySet().stream()
                .filter(name ->
                        MethodTable.feature(name).filter(features::contains).isPresent())
                .forEach(expected::add);
        assertEquals(expected, new TreeSet<>(settings.served()));
    }

    @Test
    void qualityIsStoredAsPercentAndRecorded() throws Exception {
        assertEquals(1.0, call("getStreamQualityFactor", Map.of()));
        assertEquals(RpcResult.VOID, call("setStreamQualityFactor", Map.of("factor", 0.5)));
        assertEquals(0.5, call("getStreamQualityFactor", Map.of()));
        assertEquals(Map.of("qualityPercent", 50), written.get(Defaults.VIDEO));
        AuditEvent note = notes.getFirst();
        assertEquals(
                "device_setting done setStreamQualityFactor 50",
                note.action() + " " + note.outcome() + " " + note.details().get("method") + " "
                        + note.details().get("qualityPercent"));
        call("setStreamQualityFactor", Map.of("factor", 0.01));
        assertEquals(0.1, call("getStreamQualityFactor", Map.of()));
    }

    @Test
    void changeThatIsNotKeptIsNeitherAnsweredNorRecordedAsDone() {
        broken = true;
        assertEquals("temporarily_unavailable", refusal("setStreamQualityFactor", Map.of("factor", 0.5)));
        assertEquals(List.of(), notes);
    }

    @Test
    void callerWhoHasLostTheRightMeanwhileIsRefused() throws Exception {
        assertEquals("not_allowed", refusal("bob", "setStreamQualityFactor", Map.of("factor", 0.5)));
        assertEquals(1.0, call("bob", "getStreamQualityFactor", Map.of()));
        assertEquals("not_allowed", refusal("nobody", "getStreamQualityFactor", Map.of()));
    }

    @Test
    void edidIsThatOfTheCaptureDeviceAlone() throws Exception {
        String edid = String.valueOf(Edid.presets().getFirst().get("edid"));
        assertEquals("", call("getEDID", Map.of()));
        assertEquals("unsupported", refusal("setEDID", Map.of("edid", edid)));
        written.put(Defaults.CAPTURE, new HashMap<>(Map.of("enabled", true)));
        call("setEDID", Map.of("edid", edid.toLowerCase(Locale.ROOT)));
        assertEquals(edid, call("getEDID", Map.of()));
        call("setEDID", Map.of("edid", ""));
        assertEquals("", call("getEDID", Map.of()));
        written.get(Defaults.CAPTURE).put("edid", "/etc/baton/edid.bin");
        assertEquals("", call("getEDID", Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "zz", "00FFFFFFFFFFFF00", "X"})
    void malformedEdidIsRefusedWithWhatIsWrong(String edid) {
        written.put(Defaults.CAPTURE, new HashMap<>(Map.of("enabled", true)));
        String said = refusal("setEDID", Map.of("edid", edid));
        assertTrue(said.startsWith("edid must be "), said);
        assertEquals(Map.of("enabled", true), written.get(Defaults.CAPTURE));
    }

    @Test
    void identityOfTheGadgetIsReadAndWrittenInJetKvmsForm() throws Exception {
        Map<String, Object> wanted = Map.of(
                "vendor_id", "0x046D",
                "product_id", "c31c",
                "serial_number", "",
                "manufacturer", "Logitech",
                "product", "Keyboard");
        assertEquals("unsupported", refusal("setUsbConfig", Map.of("usbConfig", wanted)));
        written.put(Defaults.GADGET, new HashMap<>(Map.of("enabled", true)));
        call("setUsbConfig", Map.of("usbConfig", wanted));
        assertEquals(
                Map.of(
                        "vendor_id", "0x046d",
                        "product_id", "0xc31c",
                        "serial_number", "",
                        "manufacturer", "Logitech",
                        "product", "Keyboard"),
                call("getUsbConfig", Map.of()));
    }

    @ParameterizedTest
    @CsvSource({"vendor_id, 0000", "vendor_id, 46d", "product_id, 0xc31cc", "product_id, ghij", "product, 'two\nlines'"
    })
    void wrongIdentityIsRefusedByName(String name, String value) {
        written.put(Defaults.GADGET, new HashMap<>(Map.of("enabled", true)));
        Map<String, Object> wanted = new HashMap<>(Map.of(
                "vendor_id", "1d6b",
                "product_id", "0104",
                "serial_number", "1",
                "manufacturer", "m",
                "product", "p"));
        wanted.put(name, value);
        assertTrue(refusal("setUsbConfig", Map.of("usbConfig", wanted)).startsWith(name), name);
        wanted.remove(name);
        assertTrue(refusal("setUsbConfig", Map.of("usbConfig", wanted)).startsWith(name), name);
    }

    @Test
    void devicesOfTheGadgetAreSwitchedTogetherOrOneByOne() throws Exception {
        written.put(Defaults.GADGET, new HashMap<>(Map.of("enabled", true)));
        call("setUsbDevices", Map.of("devices", devices(false, true, true, false)));
        assertEquals(devices(false, true, true, false), call("getUsbDevices", Map.of()));
        call("setUsbDeviceState", Map.of("device", "absoluteMouse", "enabled", true));
        call("setUsbDeviceState", Map.of("device", "massStorage", "enabled", false));
        assertEquals(devices(true, true, true, false), call("getUsbDevices", Map.of()));
        call("setUsbDevices", Map.of("devices", devices(true, true, true, true)));
        assertEquals(devices(true, true, true, true), call("getUsbDevices", Map.of()));
        assertTrue(refusal("setUsbDeviceState", Map.of("device", "camera", "enabled", true))
                .startsWith("device must be"));
    }

    private static Map<String, Object> devices(boolean absolute, boolean relative, boolean keyboard, boolean storage) {
        return Map.of(
                "absolute_mouse", absolute,
                "relative_mouse", relative,
                "keyboard", keyboard,
                "mass_storage", storage,
                "serial_console", false,
                "audio", false);
    }

    /** JetKVM's newest page sends these two with the others. */
    @ParameterizedTest
    @CsvSource({"serial_console, serialConsole, serial port", "audio, audio, sound"})
    void deviceThatTheGadgetLacksIsNeverPretended(String member, String name, String said) throws Exception {
        written.put(Defaults.GADGET, new HashMap<>(Map.of("enabled", true)));
        Map<String, Object> wanted = new HashMap<>(devices(false, true, true, false));
        wanted.put(member, true);
        assertEquals("unsupported", refusal("setUsbDevices", Map.of("devices", wanted)));
        assertEquals("unsupported", refusal("setUsbDeviceState", Map.of("device", name, "enabled", true)));
        ExecutionException failed = assertThrows(
                ExecutionException.class, () -> call("setUsbDeviceState", Map.of("device", name, "enabled", true)));
        assertTrue(
                String.valueOf(Objects.requireNonNull(failed.getCause()).getMessage())
                        .contains(said),
                failed.toString());
        assertEquals(RpcResult.VOID, call("setUsbDeviceState", Map.of("device", name, "enabled", false)));
        wanted.remove(member);
        call("setUsbDevices", Map.of("devices", wanted));
        assertEquals(devices(false, true, true, false), call("getUsbDevices", Map.of()));
    }

    /** A client that restores what it found sends back what it was told. */
    @ParameterizedTest
    @CsvSource({
        "getUsbConfig, setUsbConfig, usbConfig",
        "getUsbDevices, setUsbDevices, devices",
        "getUsbEmulationState, setUsbEmulationState, enabled",
        "getEDID, setEDID, edid",
        "getAbsMouseMapping, setAbsMouseMapping, mapping",
        "getStreamQualityFactor, setStreamQualityFactor, factor",
        "getDefaultLogLevel, setDefaultLogLevel, level",
        "getLocalLoopbackOnly, setLocalLoopbackOnly, enabled"
    })
    void whatWasToldMayBeSentBackWithoutAGadgetAndACaptureDevice(String getter, String setter, String param)
            throws Exception {
        Object told = call(getter, Map.of());
        assertEquals(RpcResult.VOID, call(setter, Map.of(param, told)));
        assertEquals(told, call(getter, Map.of()));
    }

    @Test
    void mappingIsStoredWholeAndSwitchedOffWithoutItsSizes() throws Exception {
        Map<String, Object> wanted = new HashMap<>(Map.of(
                "enabled", true,
                "total_width", 3840L,
                "total_height", 1080L,
                "screen_x", 1920L,
                "screen_y", 0L,
                "screen_width", 1920L,
                "screen_height", 1080L));
        call("setAbsMouseMapping", Map.of("mapping", wanted));
        assertEquals(wanted, call("getAbsMouseMapping", Map.of()));
        call("setAbsMouseMapping", Map.of("mapping", Map.of("enabled", false)));
        wanted.put("enabled", false);
        assertEquals(wanted, call("getAbsMouseMapping", Map.of()));
        wanted.put("enabled", true);
        wanted.put("screen_x", 1921L);
        assertEquals(
                "the screen must be within the desktop of 3840×1080",
                refusal("setAbsMouseMapping", Map.of("mapping", wanted)));
        wanted.put("screen_x", 0.5);
        assertTrue(refusal("setAbsMouseMapping", Map.of("mapping", wanted)).startsWith("screen_x must be a whole"));
    }

    @Test
    void levelOfEverythingElseIsOneOfSeveral() throws Exception {
        written.put(Defaults.LOG, new HashMap<>(Map.of("levels", new String[] {"ROOT=INFO", "org.eclipse=WARN"})));
        assertEquals("INFO", call("getDefaultLogLevel", Map.of()));
        call("setDefaultLogLevel", Map.of("level", "DEBUG"));
        assertEquals("DEBUG", call("getDefaultLogLevel", Map.of()));
        assertEquals(List.of("org.eclipse=WARN", "ROOT=DEBUG"), List.of((Object[])
                written.get(Defaults.LOG).get("levels")));
        assertTrue(refusal("setDefaultLogLevel", Map.of("level", "LOUD")).startsWith("level must be"));
        assertEquals(RpcResult.VOID, call("emitTestLog", Map.of("level", "INFO")));
    }

    @ParameterizedTest
    @CsvSource({
        "setHostDisplayIdleMode, enabled, true, false",
        "setLocalLoopbackOnly, enabled, false, true",
        "setUsbEmulationState, enabled, true, false"
    })
    void whatCannotBeChangedIsRefusedAndWhatHoldsAnywayIsNot(
            String method, String param, boolean refused, boolean holds) throws Exception {
        assertEquals("unsupported", refusal(method, Map.of(param, refused)));
        assertEquals(RpcResult.VOID, call(method, Map.of(param, holds)));
        assertEquals(List.of(), notes);
    }

    /** The display of a capture device. */
    private static final class Display implements TargetDisplay {

        boolean pluggable = true;
        boolean asleep;
        byte @Nullable [] edid;

        @Override
        public boolean isPluggable() {
            return pluggable;
        }

        @Override
        public boolean isHidden() {
            return false;
        }

        @Override
        public boolean isAsleep() {
            return asleep;
        }

        @Override
        public Optional<byte[]> edid() {
            return Optional.ofNullable(edid);
        }
    }

    private static String preset(int index) {
        return String.valueOf(Edid.presets().get(index).get("edid"));
    }

    private Display capture() {
        written.put(Defaults.CAPTURE, new HashMap<>(Map.of("enabled", true)));
        Display display = new Display();
        settings.display = display;
        return display;
    }

    private Map<String, Object> captureSettings() {
        return Objects.requireNonNull(written.get(Defaults.CAPTURE));
    }

    @Test
    void edidOfTheDeviceIsToldWhereNoneIsConfigured() throws Exception {
        Display display = capture();
        display.edid = HexFormat.of().parseHex(preset(1));
        assertEquals(preset(1), call("bob", "getEDID", Map.of()));
        captureSettings().put("edid", "/etc/baton/edid.bin");
        assertEquals(preset(1), call("getEDID", Map.of()));
        call("setEDID", Map.of("edid", preset(2)));
        assertEquals(preset(2), call("getEDID", Map.of()));
        captureSettings().put("enabled", false);
        assertEquals("", call("getEDID", Map.of()));
    }

    @Test
    void sleepOfTheCaptureDeviceIsStoredAndRecorded() throws Exception {
        Display display = capture();
        assertEquals(Map.of("supported", true, "enabled", false, "duration", -1L), call("getVideoSleepMode", Map.of()));
        assertEquals(RpcResult.VOID, call("setVideoSleepMode", Map.of("duration", 90L)));
        assertEquals(90, captureSettings().get("sleepAfterSeconds"));
        AuditEvent note = notes.getFirst();
        assertEquals(
                "device_setting done setVideoSleepMode 90",
                note.action() + " " + note.outcome() + " " + note.details().get("method") + " "
                        + note.details().get("sleepAfterSeconds"));
        display.asleep = true;
        assertEquals(
                Map.of("supported", true, "enabled", true, "duration", 90L),
                call("bob", "getVideoSleepMode", Map.of()));
        call("setVideoSleepMode", Map.of("duration", 0L));
        assertEquals(60, captureSettings().get("sleepAfterSeconds"));
        call("setVideoSleepMode", Map.of("duration", -1L));
        assertEquals(0, captureSettings().get("sleepAfterSeconds"));
        assertEquals(Map.of("supported", true, "enabled", true, "duration", -1L), call("getVideoSleepMode", Map.of()));
        assertEquals("not_allowed", refusal("bob", "setVideoSleepMode", Map.of("duration", 90L)));
        assertEquals(3, notes.size());
    }

    @Test
    void hidingOfTheDisplayStoresTheEdidItComesBackWith() throws Exception {
        Display display = capture();
        assertEquals(Map.of("enabled", false, "supported", true), call("getHostDisplayIdleMode", Map.of()));
        assertEquals("unsupported", refusal("setHostDisplayIdleMode", Map.of("enabled", true)), "without an EDID");
        display.edid = HexFormat.of().parseHex(preset(1));
        assertEquals("not_allowed", refusal("bob", "setHostDisplayIdleMode", Map.of("enabled", true)));
        assertEquals(RpcResult.VOID, call("setHostDisplayIdleMode", Map.of("enabled", true)));
        assertEquals(
                Map.of("enabled", true, "hideWithoutViewer", true, "edid", preset(1)), written.get(Defaults.CAPTURE));
        assertEquals("true", String.valueOf(notes.getFirst().details().get("hideWithoutViewer")));
        assertEquals(Map.of("enabled", true, "supported", true), call("getHostDisplayIdleMode", Map.of()));

        assertEquals("unsupported", refusal("setEDID", Map.of("edid", "")), "it would not come back");
        call("setEDID", Map.of("edid", preset(2)));
        call("setHostDisplayIdleMode", Map.of("enabled", false));
        assertEquals(
                Map.of("enabled", true, "hideWithoutViewer", false, "edid", preset(2)), written.get(Defaults.CAPTURE));
        call("setHostDisplayIdleMode", Map.of("enabled", true));
        assertEquals(preset(2), captureSettings().get("edid"), "what is configured stays");
    }

    @Test
    void displayOfADeviceWithoutAnEdidIsNotHidden() throws Exception {
        capture().pluggable = false;
        assertEquals(Map.of("enabled", false, "supported", false), call("getHostDisplayIdleMode", Map.of()));
        assertEquals("unsupported", refusal("setHostDisplayIdleMode", Map.of("enabled", true)));
        settings.display = null;
        assertEquals("unsupported", refusal("setHostDisplayIdleMode", Map.of("enabled", true)));
        assertEquals(Map.of("enabled", true), written.get(Defaults.CAPTURE));
    }

    @Test
    void sleepIsNotPretended() throws Exception {
        assertEquals("unsupported", refusal("setVideoSleepMode", Map.of("duration", 60L)));
        assertEquals(RpcResult.VOID, call("setVideoSleepMode", Map.of("duration", -1L)));
        assertEquals(
                Map.of("supported", false, "enabled", false, "duration", -1L), call("getVideoSleepMode", Map.of()));
    }

    @Test
    void editableEdidIsACapabilityWhileThereIsACaptureDevice() throws Exception {
        settings.activate();
        call("getEDID", Map.of());
        assertEquals(List.of(List.of("log_level")), announced);
        written.put(Defaults.CAPTURE, new HashMap<>(Map.of("enabled", true)));
        settings.changed(Defaults.CAPTURE);
        settings.changed(Defaults.GADGET);
        call("getEDID", Map.of());
        assertEquals(List.of(List.of("log_level"), List.of("custom_edid", "log_level")), announced);
    }

    @Test
    void presetsAreValidAndTheirModesDiffer() {
        Set<Object> names = new TreeSet<>();
        for (Map<String, Object> preset : Edid.presets()) {
            assertEquals("", Edid.problem(String.valueOf(preset.get("edid"))), preset.toString());
            assertTrue(names.add(preset.get("name")));
        }
        assertFalse(names.isEmpty());
    }

    @Test
    void brokenBlockOfAnEdidIsNamed() {
        String edid = String.valueOf(Edid.presets().getFirst().get("edid"));
        List<String> problems = new ArrayList<>();
        problems.add(Edid.problem(edid.substring(0, 254) + (edid.endsWith("00") ? "01" : "00")));
        problems.add(Edid.problem(edid + edid));
        problems.add(Edid.problem("11" + edid.substring(2)));
        assertEquals(
                List.of(
                        "has a wrong checksum in block 0",
                        "says that it has 0 extensions, and has 1",
                        "must begin with 00FFFFFFFFFFFF00"),
                problems);
        assertEquals(
                Optional.empty(), Edid.presets().stream().filter(Map::isEmpty).findAny());
    }
}
