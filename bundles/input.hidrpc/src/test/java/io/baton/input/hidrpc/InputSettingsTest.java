// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.baton.audit.AuditEvent;
import io.baton.peer.PeerId;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcException;
import io.baton.rpc.RpcResult;
import io.baton.session.SessionId;
import io.baton.shared.threads.DaemonThreads;
import io.baton.testkit.FakeCoordinator;
import io.baton.testkit.RosterFixtureBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** What clients may change: checked, stored before the answer, recorded. */
class InputSettingsTest {

    private final List<Map<String, Object>> written = new CopyOnWriteArrayList<>();
    private final RecordingAudit audit = new RecordingAudit();
    private volatile boolean mediumFails;
    private final InputSettings settings = new InputSettings(
            values -> {
                if (mediumFails) {
                    throw new IOException("on purpose");
                }
                written.add(values);
            },
            new DaemonThreads(LoggerFactory.getLogger(InputSettingsTest.class), _ -> {}));

    InputSettingsTest() {
        settings.coordinator =
                new FakeCoordinator(new RosterFixtureBuilder().primary("ann", 1).build());
        settings.audit = audit;
    }

    @AfterEach
    void stop() {
        settings.deactivate();
    }

    @ParameterizedTest
    @CsvSource({"de_CH, de_CH", "en-GB, en_GB", "en_US_intl, en_US_intl", "sl_SI, sl_SI"})
    void layoutIsStoredAndRecordedBeforeTheAnswer(String layout, String stored) {
        assertEquals("en_US", call("getKeyboardLayout", Map.of()));
        assertEquals(RpcResult.VOID, call("setKeyboardLayout", Map.of("layout", layout)));
        assertEquals(List.of(Map.of("keyboardLayout", stored)), written);
        assertEquals(stored, call("getKeyboardLayout", Map.of()));
        AuditEvent event = audit.entries.getFirst();
        assertEquals("keyboard_layout", event.action());
        assertEquals(Map.of("keyboardLayout", stored, "session", "ann"), event.details());
    }

    @ParameterizedTest
    @CsvSource({"''", "en", "EN_us", "en_US_", "en_US_toolongname", "../../etc", "'en_US\n'"})
    void whatIsNoLayoutIsRefused(String layout) {
        assertEquals(
                "layout must be the name of a layout such as en_US",
                refusal("setKeyboardLayout", Map.of("layout", layout)).data());
        assertEquals(List.of(), written);
        assertEquals("en_US", call("getKeyboardLayout", Map.of()));
    }

    @Test
    void equalSettingIsNotStoredAgain() {
        assertEquals(RpcResult.VOID, call("setKeyboardLayout", Map.of("layout", "en-US")));
        assertEquals(List.of(), written);
        assertEquals(List.of(), audit.entries);
    }

    @Test
    void settingThatCannotBeStoredIsRefusedAndNothingChanges() {
        mediumFails = true;
        assertEquals(
                "temporarily_unavailable",
                refusal("setKeyboardLayout", Map.of("layout", "de_DE")).data());
        assertEquals("en_US", call("getKeyboardLayout", Map.of()));
        assertEquals(List.of(), audit.entries);
    }

    private Object call(String method, Map<String, Object> params) {
        return settings.call(new RpcCall(method, params, new SessionId("ann"), new PeerId(1), 0, 1))
                .toCompletableFuture()
                .join();
    }

    private RpcException refusal(String method, Map<String, Object> params) {
        CompletionException failure = assertThrows(CompletionException.class, () -> call(method, params));
        return assertInstanceOf(RpcException.class, failure.getCause());
    }
}
