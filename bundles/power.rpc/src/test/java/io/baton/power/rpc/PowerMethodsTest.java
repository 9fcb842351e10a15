// SPDX-License-Identifier: Apache-2.0
package io.baton.power.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.baton.audit.AuditEvent;
import io.baton.peer.PeerId;
import io.baton.power.PowerAction;
import io.baton.power.PowerState;
import io.baton.power.RestoreState;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcException;
import io.baton.rpc.RpcResult;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.SessionId;
import io.baton.shared.threads.DaemonThreads;
import io.baton.testkit.FakeCoordinator;
import io.baton.testkit.RecordingAuditLog;
import io.baton.testkit.RecordingRpcEvents;
import io.baton.testkit.RosterFixtureBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Constants;
import org.slf4j.LoggerFactory;

final class PowerMethodsTest {

    private static final DaemonThreads THREADS = new DaemonThreads(LoggerFactory.getLogger("test"), reason -> {});

    @TempDir
    Path data = Path.of("");

    private final FakeCoordinator coordinator = new FakeCoordinator(new RosterFixtureBuilder()
            .primary("ann", 1)
            .observer("bob", 2)
            .viewer("eve", 3)
            .build());
    private final RecordingRpcEvents events = new RecordingRpcEvents();
    private final RecordingAuditLog audit = new RecordingAuditLog();
    private final Set<String> shown = new TreeSet<>();
    private final FakePower buttons =
            new FakePower("gpio", PowerAction.SHORT_PRESS, PowerAction.LONG_PRESS, PowerAction.RESET);
    private final FakePower plug = new FakePower("plug", PowerAction.SWITCH_ON, PowerAction.SWITCH_OFF);
    private PowerMethods methods;

    @BeforeEach
    void make() {
        methods = make("");
    }

    @AfterEach
    void end() {
        methods.deactivate();
    }

    private PowerMethods make(String buttonKind) {
        ExtensionStore store = new ExtensionStore(data.resolve("power/extension.json"), THREADS);
        store.load();
        PowerMethods made = new PowerMethods(
                store,
                () -> false,
                (event, source) -> {
                    shown.add(event);
                    return () -> shown.remove(event);
                },
                buttonKind,
                "");
        made.coordinator = coordinator;
        made.events = events;
        made.audit = audit;
        return made;
    }

    private Object call(String who, String method, Map<String, Object> params) throws RpcException {
        RpcCall call = new RpcCall(method, params, new SessionId(who), new PeerId(1), 0, 1);
        try {
            return methods.call(call).toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw assertInstanceOf(RpcException.class, e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private String refusal(String who, String method, Map<String, Object> params) {
        return assertThrows(RpcException.class, () -> call(who, method, params)).data();
    }

    private static Map<String, Object> ranking(int value) {
        return Map.of(Constants.SERVICE_RANKING, value, Constants.SERVICE_ID, 1L);
    }

    @Test
    void withoutAProviderEveryMethodSaysWhatIsMissing() throws RpcException {
        assertEquals("", call("bob", "getActiveExtension", Map.of()));
        assertEquals(Map.of("extension", "", "providers", List.of()), call("bob", "getPowerStatus", Map.of()));
        assertEquals("unsupported", refusal("bob", "getATXState", Map.of()));
        assertEquals("unsupported", refusal("bob", "getDCPowerState", Map.of()));
        assertEquals("unsupported", refusal("ann", "setATXPowerAction", Map.of("action", "reset")));
        assertEquals("unsupported", refusal("ann", "setDCPowerState", Map.of("enabled", true)));
        assertEquals("unsupported", refusal("ann", "setDCRestoreState", Map.of("state", 1L)));
        for (String extension : List.of("atx-power", "dc-power", "serial-console")) {
            assertEquals("unsupported", refusal("ann", "setActiveExtension", Map.of("extensionId", extension)));
        }
        assertEquals(Set.of(), shown, "no panel is told a state that there is not");
    }

    @Test
    void aStateThatWasReadBeforeAnotherThreadToldANewerOneIsNotTakenForWhatWasTold() {
        PowerState off = PowerState.leds(false, null);
        plug.state = off;
        methods.bindPower(plug, ranking(100));
        plug.afterNextRead = () -> {
            plug.state = PowerState.leds(true, null);
            methods.changed(plug);
        };
        methods.changed(plug);
        int before = Collections.frequency(events.changedStates(), "dcState");
        plug.state = off;
        methods.changed(plug);
        assertEquals(before + 1, Collections.frequency(events.changedStates(), "dcState"));
    }

    @Test
    void aPressReachesTheButtonsAndTheAudit() throws RpcException {
        methods.bindPower(buttons, ranking(100));
        assertEquals(RpcResult.VOID, call("ann", "setATXPowerAction", Map.of("action", "power-long")));
        assertEquals(List.of(PowerAction.LONG_PRESS), buttons.done);
        AuditEvent event = audit.events().getFirst();
        assertEquals("power_action", event.action());
        assertEquals("done", event.outcome());
        assertEquals("192.0.2.1", event.source());
        assertEquals(
                Map.of("action", "power-long", "provider", "gpio", "session", "ann", "nickname", "ann"),
                event.details());
    }

    @Test
    void aRefusedPressIsToldAndAudited() {
        methods.bindPower(buttons, ranking(100));
        buttons.outcome = Outcome.refused(Reason.BUSY, "A button is pressed at this moment.");
        assertEquals("busy", refusal("ann", "setATXPowerAction", Map.of("action", "power-short")));
        assertEquals("busy", audit.events().getFirst().outcome());
    }

    @Test
    void onlyTheSessionInControlActsAndOnlyAnAdministratorChooses() {
        methods.bindPower(buttons, ranking(100));
        methods.bindPower(plug, ranking(90));
        assertEquals("not_in_control", refusal("bob", "setATXPowerAction", Map.of("action", "reset")));
        assertEquals("not_in_control", refusal("bob", "setDCPowerState", Map.of("enabled", false)));
        assertEquals("not_in_control", refusal("bob", "setDCRestoreState", Map.of("state", 2L)));
        assertEquals("not_allowed", refusal("eve", "setActiveExtension", Map.of("extensionId", "dc-power")));
        assertEquals(List.of(), buttons.done);
        assertEquals(List.of(), plug.done);
        methods.coordinator = null;
        assertEquals("temporarily_unavailable", refusal("ann", "setATXPowerAction", Map.of("action", "reset")));
    }

    @Test
    void wrongValuesAreNamed() {
        methods.bindPower(buttons, ranking(100));
        methods.bindPower(plug, ranking(90));
        assertEquals(
                "action must be power-short, power-long or reset",
                refusal("ann", "setATXPowerAction", Map.of("action", "on")));
        assertEquals(
                "state must be 0 (off), 1 (on) or 2 (as before)",
                refusal("ann", "setDCRestoreState", Map.of("state", 3L)));
        assertEquals(
                "extensionId must be empty, atx-power, dc-power or serial-console",
                refusal("ann", "setActiveExtension", Map.of("extensionId", "usb")));
    }

    @Test
    void aSupplyIsSwitchedAndMeasured() throws RpcException {
        methods.bindPower(plug, ranking(90));
        plug.state = new PowerState(true, null, 230.5, 0.4, 80.0, RestoreState.LAST, "");
        assertEquals(
                Map.of("isOn", true, "voltage", 230.5, "current", 0.4, "power", 80.0, "restoreState", 2L),
                call("eve", "getDCPowerState", Map.of()));
        call("ann", "setDCPowerState", Map.of("enabled", false));
        call("ann", "setDCRestoreState", Map.of("state", 0L));
        assertEquals(List.of(PowerAction.SWITCH_OFF, RestoreState.OFF), plug.done);
        plug.state = PowerState.unknown("away");
        assertEquals(
                Map.of("isOn", false, "voltage", 0.0, "current", 0.0, "power", 0.0, "restoreState", -1L),
                call("eve", "getDCPowerState", Map.of()));
    }

    @Test
    void theHighestRankingActsUnlessAKindIsConfigured() throws RpcException {
        FakePower machine = new FakePower("qmp", PowerAction.SHORT_PRESS);
        methods.bindPower(machine, ranking(50));
        methods.bindPower(buttons, ranking(100));
        call("ann", "setATXPowerAction", Map.of("action", "power-short"));
        assertEquals(1, buttons.done.size());
        methods.unbindPower(buttons);
        call("ann", "setATXPowerAction", Map.of("action", "power-short"));
        assertEquals(1, machine.done.size());

        methods.deactivate();
        methods = make("qmp");
        methods.bindPower(machine, ranking(50));
        methods.bindPower(buttons, ranking(100));
        call("ann", "setATXPowerAction", Map.of("action", "power-short"));
        assertEquals(2, machine.done.size());
    }

    @Test
    void aProviderWithAProblemIsNotReplacedByAnotherAndTwoThatDoTheSameAreTold() throws RpcException {
        FakePower machine = new FakePower("qmp", PowerAction.SHORT_PRESS);
        buttons.state = PowerState.unknown("The lines are gone.");
        buttons.outcome = Outcome.refused(Reason.TEMPORARILY_UNAVAILABLE, "The lines are gone.");
        methods.bindPower(machine, ranking(50));
        methods.bindPower(plug, ranking(60));
        assertEquals(List.of(), competing(), "buttons and a supply are no rivals");
        methods.bindPower(buttons, ranking(100));
        assertEquals("temporarily_unavailable", refusal("ann", "setATXPowerAction", Map.of("action", "power-short")));
        assertEquals(List.of(), machine.done, "a button is the same button on every press");
        assertEquals(List.of("gpio", "qmp"), competing());
        methods.deactivate();
        methods = make("qmp");
        methods.bindPower(machine, ranking(50));
        methods.bindPower(buttons, ranking(100));
        assertEquals(List.of(), competing(), "one is chosen");
        methods.unbindPower(machine);
        assertEquals("unsupported", refusal("ann", "setATXPowerAction", Map.of("action", "power-short")));
        assertEquals(1, buttons.done.size(), "that of the first call alone");
    }

    private List<String> competing() throws RpcException {
        Map<?, ?> status = (Map<?, ?>) call("eve", "getPowerStatus", Map.of());
        return ((List<?>) Objects.requireNonNull(status.get("providers")))
                .stream()
                        .map(row -> (Map<?, ?>) row)
                        .filter(row -> Boolean.TRUE.equals(row.get("competing")))
                        .map(row -> String.valueOf(row.get("kind")))
                        .toList();
    }

    @Test
    void theExtensionIsThatOfWhatIsConfiguredUntilOneIsChosenAndThenStays() throws RpcException {
        methods.bindPower(plug, ranking(90));
        assertEquals("dc-power", call("eve", "getActiveExtension", Map.of()));
        methods.bindPower(buttons, ranking(100));
        assertEquals("atx-power", call("eve", "getActiveExtension", Map.of()));
        assertEquals(RpcResult.VOID, call("bob", "setActiveExtension", Map.of("extensionId", "dc-power")));
        assertEquals("dc-power", call("eve", "getActiveExtension", Map.of()));
        assertEquals("power_extension", audit.events().getFirst().action());

        methods.deactivate();
        methods = make("");
        assertEquals("", call("eve", "getActiveExtension", Map.of()), "a panel that there is not is not shown");
        methods.bindPower(buttons, ranking(100));
        assertEquals("atx-power", call("eve", "getActiveExtension", Map.of()));
        methods.bindPower(plug, ranking(90));
        assertEquals("dc-power", call("eve", "getActiveExtension", Map.of()), "the choice stays");
        methods.unbindPower(buttons);
        methods.unbindPower(plug);
        assertEquals("", call("eve", "getActiveExtension", Map.of()));
    }

    @Test
    void aDamagedChoiceCountsAsNone() throws Exception {
        Files.createDirectories(data.resolve("power"));
        Files.writeString(data.resolve("power/extension.json"), "{\"extension\": 7");
        methods.deactivate();
        methods = make("");
        assertEquals("", call("eve", "getActiveExtension", Map.of()));
    }

    @Test
    void changesAreToldOnceAndPanelsComeAndGoWithTheirProvider() {
        methods.bindPower(buttons, ranking(100));
        assertEquals(Set.of("atxState"), shown);
        assertEquals(Map.of("power", true, "hdd", false), methods.state("atxState"));
        int before = events.changedStates().size();
        methods.changed(buttons);
        assertEquals(before, events.changedStates().size(), "nothing changed");
        buttons.state = PowerState.leds(false, true);
        methods.changed(buttons);
        assertEquals(
                List.of("atxState", "powerStatus"),
                events.changedStates().subList(before, events.changedStates().size()));
        methods.unbindPower(buttons);
        assertEquals(Set.of(), shown);
    }
}
