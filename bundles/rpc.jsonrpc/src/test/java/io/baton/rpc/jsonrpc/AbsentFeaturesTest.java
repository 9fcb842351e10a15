// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.rpc.Feature;
import io.baton.rpc.MethodTable;
import io.baton.rpc.Param;
import io.baton.rpc.RpcException;
import io.baton.rpc.RpcResult;
import io.baton.rpc.Schema;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AbsentFeaturesTest {

    /** What they end does not run. */
    private static final Set<String> ENDS = Set.of("unmountImage", "deleteSerialCommandHistory");

    @Test
    void answerOfEveryMethodHasItsShape() throws RpcException {
        for (String method : AbsentFeatures.answered()) {
            Feature feature = MethodTable.feature(method).orElseThrow(() -> new AssertionError(method));
            checkShape(
                    method,
                    MethodTable.method(method).orElseThrow().result(),
                    AbsentFeatures.answer(feature, method, Map.of()));
        }
    }

    private static void checkShape(String method, Schema shape, Object answer) {
        switch (shape.type()) {
            case TEXT -> assertTrue(answer instanceof String, method);
            case FLAG -> assertEquals(false, answer, method);
            case LIST, TEXTS -> assertEquals(List.of(), answer, method);
            case NAMES -> assertTrue(answer instanceof Map<?, ?> map && !map.isEmpty(), method);
            case OBJECT_OR_NULL -> assertEquals(RpcResult.NULL, answer, method);
            case OBJECT -> checkFields(method, shape.fields(), (Map<?, ?>) answer);
            case NOTHING, NUMBER -> throw new AssertionError(method + " answers " + answer);
        }
    }

    private static void checkFields(String method, List<Param> fields, Map<?, ?> answer) {
        Set<Object> unknown = new HashSet<>(answer.keySet());
        for (Param field : fields) {
            Optional<?> value = Optional.ofNullable(answer.get(field.name()));
            assertTrue(value.map(field.kind()::fits).orElse(!field.isRequired()), method + " " + field);
            assertFalse(value.filter(Boolean.TRUE::equals).isPresent(), method + " pretends " + field);
            unknown.remove(field.name());
        }
        assertEquals(Set.of(), unknown, method);
    }

    /** A change is never pretended, whatever is asked for. */
    @ParameterizedTest
    @EnumSource(Feature.class)
    void everythingElseIsRefusedWithASentence(Feature feature) {
        int refused = 0;
        for (String method : MethodTable.all().keySet()) {
            if (MethodTable.feature(method).equals(Optional.of(feature))
                    && !AbsentFeatures.answered().contains(method)
                    && !ENDS.contains(method)) {
                RpcException refusal = assertThrows(
                        RpcException.class,
                        () -> AbsentFeatures.answer(feature, method, Map.of("enabled", true, "duration", 60L)),
                        method);
                assertEquals("unsupported", refusal.data(), method);
                assertTrue(String.valueOf(refusal.getMessage()).endsWith("."), method);
                refused++;
            }
        }
        assertTrue(refused > 0 || EnumSet.of(Feature.TERMINAL).contains(feature), feature + " refuses nothing");
    }

    @ParameterizedTest
    @CsvSource({
        "USB, setUsbEmulationState, enabled",
        "USB, setUsbDeviceState, enabled",
        "VIDEO, setHostDisplayIdleMode, enabled",
        "SYSTEM, setDevModeState, enabled"
    })
    void whatIsOffMayBeSwitchedOff(Feature feature, String method, String param) throws RpcException {
        assertEquals(RpcResult.VOID, AbsentFeatures.answer(feature, method, Map.of(param, false)));
    }

    /** A client that restores what it found sends back what it was told, and nothing else succeeds. */
    @ParameterizedTest
    @CsvSource({
        "USB, getUsbDevices, setUsbDevices, devices",
        "POINTER_MAPPING, getAbsMouseMapping, setAbsMouseMapping, mapping",
        "POWER, getActiveExtension, setActiveExtension, extensionId",
        "SERIAL, getSerialCommandHistory, setSerialCommandHistory, commandHistory",
        "TAILSCALE, getTailscaleControlURL, setTailscaleControlURL, controlURL",
        "MQTT, getMqttSettings, setMqttSettings, settings",
        "SYSTEM, getSSHKeyState, setSSHKeyState, sshKey",
        "TLS, getTLSState, setTLSState, state",
        "DISPLAY, getDisplayRotation, setDisplayRotation, params",
        "DISPLAY, getBacklightSettings, setBacklightSettings, params",
        "AUDIO, getAudioConfig, setAudioConfig, params"
    })
    void whatWasToldMayBeSentBack(Feature feature, String getter, String setter, String param) throws RpcException {
        Object told = AbsentFeatures.answer(feature, getter, Map.of());
        assertEquals(RpcResult.VOID, AbsentFeatures.answer(feature, setter, Map.of(param, told)));
        Object other = told instanceof String ? "x" : told instanceof List<?> ? List.of("x") : Map.of("enabled", true);
        assertThrows(RpcException.class, () -> AbsentFeatures.answer(feature, setter, Map.of(param, other)));
        assertThrows(RpcException.class, () -> AbsentFeatures.answer(feature, setter, Map.of()));
    }

    @Test
    void whatDoesNotRunMayBeEnded() throws RpcException {
        for (String method : ENDS) {
            Feature feature = MethodTable.feature(method).orElseThrow();
            assertEquals(RpcResult.VOID, AbsentFeatures.answer(feature, method, Map.of("force", true)));
        }
    }

    @Test
    void supplyIsNotSaidToBeOffWhereItCannotBeSwitched() {
        assertThrows(
                RpcException.class,
                () -> AbsentFeatures.answer(Feature.POWER, "setDCPowerState", Map.of("enabled", false)));
    }

    @Test
    void sleepThatIsOffMayBeSwitchedOff() throws RpcException {
        assertEquals(
                RpcResult.VOID, AbsentFeatures.answer(Feature.VIDEO, "setVideoSleepMode", Map.of("duration", -1L)));
    }
}
