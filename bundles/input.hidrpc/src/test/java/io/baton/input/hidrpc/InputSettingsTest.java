// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.audit.AuditEvent;
import io.baton.peer.PeerId;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcException;
import io.baton.rpc.RpcResult;
import io.baton.session.SessionId;
import io.baton.shared.threads.DaemonThreads;
import io.baton.testkit.FakeCoordinator;
import io.baton.testkit.ManualClock;
import io.baton.testkit.RosterFixtureBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
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
    private volatile CountDownLatch mayWrite = new CountDownLatch(0);
    private final InputSettings settings = new InputSettings(
            values -> {
                awaitWriting();
                if (mediumFails) {
                    throw new IOException("on purpose");
                }
                written.add(values);
            },
            new ManualClock(),
            new SplittableRandom(1),
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
    void callThatTakesAChangeBackIsDoneAlsoWhileThatChangeIsBeingStored() {
        mayWrite = new CountDownLatch(1);
        var on = settings.call(rpc("setJigglerState", Map.of("enabled", true)));
        var off = settings.call(rpc("setJigglerState", Map.of("enabled", false)));
        mayWrite.countDown();
        on.toCompletableFuture().join();
        off.toCompletableFuture().join();
        assertEquals(false, call("getJigglerState", Map.of()));
        assertEquals(List.of(Map.of("jigglerEnabled", true), Map.of("jigglerEnabled", false)), written);
    }

    @Test
    void equalSettingIsNotStoredAgain() {
        assertEquals(RpcResult.VOID, call("setKeyboardLayout", Map.of("layout", "en-US")));
        assertEquals(List.of(), written);
        assertEquals(List.of(), audit.entries);
    }

    @Test
    void jigglerIsOffByDefaultAndSwitchedByCalls() {
        assertEquals(false, call("getJigglerState", Map.of()));
        assertEquals(
                Map.of(
                        "inactivity_limit_seconds",
                        60L,
                        "jitter_percentage",
                        25L,
                        "schedule_cron_tab",
                        "0 * * * * *",
                        "timezone",
                        "UTC"),
                call("getJigglerConfig", Map.of()));
        Map<String, Object> config = Map.of(
                "inactivity_limit_seconds",
                20L,
                "jitter_percentage",
                10L,
                "schedule_cron_tab",
                "*/20 * 8-17 * * MON-FRI",
                "timezone",
                "Europe/Berlin");
        assertEquals(RpcResult.VOID, call("setJigglerConfig", Map.of("jigglerConfig", config)));
        assertEquals(RpcResult.VOID, call("setJigglerState", Map.of("enabled", true)));
        assertEquals(RpcResult.VOID, call("setJigglerState", Map.of("enabled", true)));
        assertEquals(config, call("getJigglerConfig", Map.of()));
        assertEquals(true, call("getJigglerState", Map.of()));
        assertEquals(
                List.of(
                        Map.of(
                                "jigglerInactivitySeconds",
                                20,
                                "jigglerJitterPercent",
                                10,
                                "jigglerSchedule",
                                "*/20 * 8-17 * * MON-FRI",
                                "jigglerTimeZone",
                                "Europe/Berlin"),
                        Map.of("jigglerEnabled", true)),
                written);
        assertEquals(
                List.of("jiggler", "jiggler"),
                audit.entries.stream().map(AuditEvent::action).toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 25 | 0 * * * * * | UTC | inactivity_limit_seconds must be within 1–86400",
                "60 | 101 | 0 * * * * * | UTC | jitter_percentage must be within 0–100",
                "60 | 25 | 0 * * | UTC | schedule_cron_tab must be a schedule of six fields: not of six fields",
                "60 | 25 | 0 * * * * * | Mars/Olympus | timezone must be the name of a time zone such as Europe/Berlin",
            })
    void whatIsNoJigglerConfigIsRefused(long inactivity, long jitter, String schedule, String zone, String refusal) {
        Map<String, Object> config = Map.of(
                "inactivity_limit_seconds", inactivity,
                "jitter_percentage", jitter,
                "schedule_cron_tab", schedule,
                "timezone", zone);
        assertEquals(
                refusal,
                refusal("setJigglerConfig", Map.of("jigglerConfig", config)).data());
        assertEquals(List.of(), written);
    }

    @Test
    void timeZonesAreThoseThatAScheduleTakes() {
        List<?> zones = assertInstanceOf(List.class, call("getTimezones", Map.of()));
        assertTrue(zones.containsAll(List.of("UTC", "Europe/Berlin")), zones::toString);
        for (Object zone : zones) {
            assertEquals(
                    zone,
                    JigglerConfig.of(60, 25, "0 * * * * *", String.valueOf(zone))
                            .zone()
                            .getId());
        }
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

    private void awaitWriting() {
        try {
            mayWrite.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static RpcCall rpc(String method, Map<String, Object> params) {
        return new RpcCall(method, params, new SessionId("ann"), new PeerId(1), 0, 1);
    }

    private Object call(String method, Map<String, Object> params) {
        return settings.call(rpc(method, params)).toCompletableFuture().join();
    }

    private RpcException refusal(String method, Map<String, Object> params) {
        CompletionException failure = assertThrows(CompletionException.class, () -> call(method, params));
        return assertInstanceOf(RpcException.class, failure.getCause());
    }
}
