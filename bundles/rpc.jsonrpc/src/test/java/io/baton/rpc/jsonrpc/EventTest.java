// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.hid.KeysDown;
import io.baton.port.UsbState;
import io.baton.rpc.InputStateEvent;
import io.baton.rpc.MacroEnd;
import io.baton.rpc.Param;
import io.baton.rpc.RpcResult;
import io.baton.rpc.Schema;
import io.baton.rpc.StreamDisclosure;
import io.baton.session.Cause;
import io.baton.session.Control;
import io.baton.session.Effect;
import io.baton.session.Mode;
import io.baton.session.SessionId;
import io.baton.testkit.ManualClock;
import io.baton.upgrade.UpgradeState;
import io.baton.video.VideoMode;
import io.baton.video.VideoSignal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EventTest {

    private static final SessionId ANN = new SessionId("ann");
    private static final SessionId BOB = new SessionId("bob");
    private static final Effect.Origin ORIGIN = new Effect.Origin("bob@example", "192.0.2.2");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static final List<Event> EVENTS = List.of(
            Event.modeChanged(new Effect.ModeChanged(ANN, Mode.OBSERVER, Cause.RELEASED)),
            Event.controlVacant(Control.VacancyReason.EMPTY),
            Event.controlReserved(new Effect.ControlReserved(ANN, ManualClock.START), ManualClock.START),
            Event.videoInputState(VideoSignal.ready(new VideoMode(1280, 720, 30))),
            Event.videoInputState(VideoSignal.absent(VideoSignal.State.NO_SIGNAL)),
            Event.usbState(UsbState.CONFIGURED),
            Event.localVersion("1.2.3"),
            Event.deviceCapabilities(List.of("extensions")),
            new Event("virtualMediaState", Map.of("available", true, "mounted", false)),
            new Event("networkState", Map.of("interface_name", "eth0")),
            new Event("networkSettingsPending", Map.of("pending", true, "secondsLeft", 42L, "byNickname", "Ada")),
            new Event("serialState", Map.of("enabled", true, "open", true, "device", "/dev/ttyS0")),
            new Event("terminalState", Map.of("available", false)),
            new Event("powerStatus", Map.of("extension", "atx-power", "providers", List.of())),
            new Event("atxState", Map.of("power", true, "hdd", false)),
            new Event(
                    "dcState", Map.of("isOn", true, "voltage", 12.0, "current", 0.5, "power", 6.0, "restoreState", 2L)),
            Event.disclosure(StreamDisclosure.Kind.RECORDING, null),
            Event.disclosure(StreamDisclosure.Kind.RECORDING, DisclosureTest.RECORDING),
            Event.disclosure(StreamDisclosure.Kind.RELAY, null),
            Event.disclosure(StreamDisclosure.Kind.RELAY, DisclosureTest.RELAY),
            Event.otaState(UpgradeMethodsTest.status(UpgradeState.PROBATION)),
            Event.otaState(UpgradeMethodsTest.failed()),
            Event.of(new InputStateEvent.Leds(1)),
            Event.of(new InputStateEvent.Keys(new KeysDown(2, 4))),
            Event.of(new InputStateEvent.Macro(true)),
            Event.of(new InputStateEvent.MacroEndedEarly(MacroEnd.CONTROL_LOST)),
            Event.of(new Effect.ControlRequested(ANN, BOB, "bob", MINUTE, ORIGIN)),
            Event.of(new Effect.ControlRequested(ANN, BOB, "bob", MINUTE, null)),
            Event.of(new Effect.ControlDenied(BOB, Cause.REQUEST_DENIED)),
            Event.of(new Effect.NewSessionPending(ANN, BOB, "bob", "chrome", ORIGIN, MINUTE)),
            Event.of(new Effect.NoApprover(BOB)),
            Event.of(new Effect.SessionAccessDenied(BOB)),
            Event.of(new Effect.SessionRemovedNotice(BOB, Cause.KICKED, MINUTE)),
            Event.of(new Effect.SessionRemovedNotice(BOB, Cause.EXPIRED, null)),
            Event.of(new Effect.OtherSessionConnected(BOB)),
            Event.of(new Effect.SessionExpiring(BOB, MINUTE)));

    @Test
    void everyEventOfTheTableIsCovered() {
        Set<String> names = EVENTS.stream().map(Event::name).collect(Collectors.toCollection(TreeSet::new));
        names.add("sessionsUpdated");
        assertEquals(EventTable.all().keySet(), names);
    }

    @Test
    void everyEventHasParametersOfTheTable() {
        for (Event event : EVENTS) {
            Schema schema = EventTable.event(event.name()).orElseThrow().params();
            switch (schema.type()) {
                case NOTHING -> assertEquals(RpcResult.VOID, event.params(), event.name());
                case TEXTS -> assertTrue(event.params() instanceof List, event.name());
                case TEXT -> assertTrue(event.params() instanceof String, event.name());
                case NAMES -> assertTrue(event.params() instanceof Map<?, ?> map && !map.isEmpty(), event.name());
                default -> checkFields(event, schema.fields());
            }
        }
    }

    private static void checkFields(Event event, List<Param> fields) {
        Map<?, ?> params = (Map<?, ?>) event.params();
        for (Param field : fields) {
            Object value = params.get(field.name());
            assertTrue(
                    value == null
                            ? field.need() == Param.Need.OPTIONAL
                            : field.kind().fits(value),
                    () -> event + " " + field.name());
        }
        Set<String> known = fields.stream().map(Param::name).collect(Collectors.toSet());
        assertTrue(known.containsAll(params.keySet()), event::toString);
    }

    @Test
    void controlRequestNamesOriginOnlyWhenGiven() {
        assertTrue(Event.of(new Effect.ControlRequested(ANN, BOB, "bob", MINUTE, ORIGIN))
                .text()
                .contains("192.0.2.2"));
        assertEquals(
                Map.of("requestId", "bob", "nickname", "bob", "timeoutSeconds", 60L),
                Event.of(new Effect.ControlRequested(ANN, BOB, "bob", MINUTE, null))
                        .params());
    }

    @Test
    void deniedAndTimedOutRequestsHaveDifferentReasons() {
        assertEquals(
                Map.of("reason", "denied"),
                Event.of(new Effect.ControlDenied(BOB, Cause.REQUEST_DENIED)).params());
        assertEquals(
                Map.of("reason", "timeout"),
                Event.of(new Effect.ControlDenied(BOB, Cause.REQUEST_TIMEOUT)).params());
    }

    @Test
    void sessionRemovedCarriesRetryAfter() {
        assertEquals(
                Map.of("reason", "kicked", "retryAfterSeconds", 60L),
                Event.of(new Effect.SessionRemovedNotice(BOB, Cause.KICKED, MINUTE))
                        .params());
    }

    @Test
    void upgradeIsUpdatingOnlyWhileBundlesAreReplaced() {
        assertEquals(
                Map.of("updating", false, "appUpdatePending", true, "systemUpdatePending", false),
                Event.otaState(UpgradeMethodsTest.status(UpgradeState.PROBATION))
                        .params());
        assertEquals(
                Map.of("updating", true, "appUpdatePending", true, "systemUpdatePending", false),
                Event.otaState(UpgradeMethodsTest.status(UpgradeState.ROLLING_BACK))
                        .params());
        assertEquals(
                Map.of("updating", false, "appUpdatePending", false, "systemUpdatePending", false),
                Event.otaState(UpgradeMethodsTest.status(UpgradeState.COMMITTED))
                        .params());
    }

    @Test
    void failedUpgradeHasItsReason() {
        assertEquals(
                Map.of(
                        "updating",
                        false,
                        "appUpdatePending",
                        false,
                        "systemUpdatePending",
                        false,
                        "error",
                        "start_failed: it threw"),
                Event.otaState(UpgradeMethodsTest.failed()).params());
    }

    @Test
    void ledsAreNamedByTheirBits() {
        assertEquals(
                Map.of(
                        "num_lock", true,
                        "caps_lock", false,
                        "scroll_lock", true,
                        "compose", false,
                        "kana", false,
                        "shift", true),
                Event.of(new InputStateEvent.Leds(0x45)).params());
    }
}
