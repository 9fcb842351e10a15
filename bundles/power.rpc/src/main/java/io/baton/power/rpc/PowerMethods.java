// SPDX-License-Identifier: Apache-2.0
package io.baton.power.rpc;

import io.baton.audit.AuditEvent;
import io.baton.audit.AuditLog;
import io.baton.power.PowerAction;
import io.baton.power.PowerControl;
import io.baton.power.PowerListener;
import io.baton.power.RestoreState;
import io.baton.rpc.Feature;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcEvents;
import io.baton.rpc.RpcException;
import io.baton.rpc.RpcMethods;
import io.baton.rpc.RpcResult;
import io.baton.rpc.StateSource;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Session;
import io.baton.session.SessionCoordinator;
import io.baton.shared.threads.DaemonThreads;
import io.baton.shared.threads.FatalReporter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The power methods of the {@code rpc} channel, by the registered {@link PowerControl}s, and the events of their
 * changes. Everything that acts is recorded with the session that asked for it.
 *
 * <p>Threading. Any thread; no method blocks.
 */
@Component(
        service = {RpcMethods.class, PowerListener.class, StateSource.class},
        property = {
            Feature.CAPABILITIES + "=extensions",
            StateSource.EVENTS + "=" + PowerMethods.STATUS,
            RpcMethods.NAMES + "=getActiveExtension",
            RpcMethods.NAMES + "=setActiveExtension",
            RpcMethods.NAMES + "=getATXState",
            RpcMethods.NAMES + "=setATXPowerAction",
            RpcMethods.NAMES + "=getDCPowerState",
            RpcMethods.NAMES + "=setDCPowerState",
            RpcMethods.NAMES + "=setDCRestoreState",
            RpcMethods.NAMES + "=getPowerStatus"
        },
        immediate = true,
        configurationPid = PowerMethodsConfig.PID)
@Designate(ocd = PowerMethodsConfig.class)
public final class PowerMethods implements RpcMethods, PowerListener, StateSource {

    static final String STATUS = "powerStatus";
    static final String ATX_STATE = "atxState";
    static final String DC_STATE = "dcState";

    private static final Logger LOG = LoggerFactory.getLogger("power.rpc");
    private static final String SERIAL_METHODS = "(" + RpcMethods.NAMES + "=getSerialSettings)";
    private static final String NO_BUTTONS = "No power buttons are configured on this device: it needs GPIO lines wired"
            + " to the target, JetKVM's ATX board, or the QMP address of a virtual machine.";
    private static final String NO_SUPPLY =
            "No switched supply is configured on this device: it needs the address of a switched socket"
                    + " or of its MQTT broker, or JetKVM's DC board.";

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SessionCoordinator coordinator;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable AuditLog audit;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable RpcEvents events;

    /** Ends the device and gives the reason; the launcher provides it. */
    @Reference(
            target = "(baton.role=fatal)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Consumer<String> fatal;

    private final Providers providers = new Providers();
    private final BooleanSupplier hasSerialPort;
    private final BiFunction<String, StateSource, Runnable> registrar;
    private final PanelSource atxSource = new PanelSource(ATX_STATE);
    private final PanelSource dcSource = new PanelSource(DC_STATE);
    private final ExtensionStore store;
    /** What clients were told last, by the name of the event; guarded by itself. */
    private final Map<String, Object> told = new HashMap<>();
    /** The competing kinds that were logged last, by the setting that chooses; guarded by itself. */
    private final Map<String, String> warned = new HashMap<>();

    private volatile String buttonKind;
    private volatile String supplyKind;

    @Activate
    public PowerMethods(BundleContext context, PowerMethodsConfig config) {
        hasSerialPort = () -> isRegistered(context);
        registrar = (event, source) -> register(context, event, source);
        DaemonThreads threads = new DaemonThreads(LOG, new FatalReporter(() -> fatal));
        String data = context.getProperty("baton.data");
        store = new ExtensionStore(Path.of(data == null ? "data" : data, "power", "extension.json"), threads);
        store.load();
        buttonKind = config.buttonProvider();
        supplyKind = config.supplyProvider();
    }

    /** @param registrar registers the source of an event and returns what ends that */
    PowerMethods(
            ExtensionStore store,
            BooleanSupplier hasSerialPort,
            BiFunction<String, StateSource, Runnable> registrar,
            String buttonKind,
            String supplyKind) {
        this.store = store;
        this.hasSerialPort = hasSerialPort;
        this.registrar = registrar;
        this.buttonKind = buttonKind;
        this.supplyKind = supplyKind;
    }

    private static Runnable register(BundleContext context, String event, StateSource source) {
        ServiceRegistration<StateSource> registration = context.registerService(
                StateSource.class, source, FrameworkUtil.asDictionary(Map.of(StateSource.EVENTS, event)));
        return () -> {
            try {
                registration.unregister();
            } catch (IllegalStateException e) {
                LOG.debug("state gone already event={}", event);
            }
        };
    }

    private static boolean isRegistered(BundleContext context) {
        try {
            return !context.getServiceReferences(RpcMethods.class, SERIAL_METHODS)
                    .isEmpty();
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Modified
    void modified(PowerMethodsConfig config) {
        buttonKind = config.buttonProvider();
        supplyKind = config.supplyProvider();
        tell();
    }

    @Deactivate
    void deactivate() {
        atxSource.show(false);
        dcSource.show(false);
        store.close();
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindPower(PowerControl control, Map<String, Object> properties) {
        providers.add(control, properties);
        tell();
    }

    void unbindPower(PowerControl control) {
        providers.remove(control);
        tell();
    }

    @Override
    public void changed(PowerControl control) {
        tell();
    }

    @Override
    public CompletionStage<Object> call(RpcCall call) {
        try {
            return switch (call.method()) {
                case "getActiveExtension" ->
                    CompletableFuture.completedStage(extension().word());
                case "getATXState" ->
                    CompletableFuture.completedStage(WireState.atx(buttons().state()));
                case "getDCPowerState" -> CompletableFuture.completedStage(WireState.supply(supply().state()));
                case "getPowerStatus" -> CompletableFuture.completedStage(everything());
                case "setATXPowerAction" -> press(call);
                case "setDCPowerState" -> switchSupply(call);
                case "setDCRestoreState" -> setRestore(call);
                default -> choose(call);
            };
        } catch (RpcException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private CompletionStage<Object> press(RpcCall call) throws RpcException {
        PowerAction action = PowerAction.of(String.valueOf(call.params().get("action")))
                .filter(PowerAction::isButton)
                .orElseThrow(() -> RpcException.badParameter("action must be power-short, power-long or reset"));
        Session actor = call.actor(coordinator);
        return perform(actor, buttons(), action);
    }

    private CompletionStage<Object> switchSupply(RpcCall call) throws RpcException {
        boolean on = Boolean.TRUE.equals(call.params().get("enabled"));
        Session actor = call.actor(coordinator);
        return perform(actor, supply(), on ? PowerAction.SWITCH_ON : PowerAction.SWITCH_OFF);
    }

    private CompletionStage<Object> perform(Session actor, PowerControl control, PowerAction action) {
        Map<String, Object> details = Map.of("action", action.wireName(), "provider", control.kind());
        return answer(control.perform(action), "power_action", actor, details);
    }

    private CompletionStage<Object> setRestore(RpcCall call) throws RpcException {
        RestoreState restore = call.params().get("state") instanceof Long state
                ? RestoreState.of(state).orElse(null)
                : null;
        if (restore == null) {
            throw RpcException.badParameter("state must be 0 (off), 1 (on) or 2 (as before)");
        }
        Session actor = call.actor(coordinator);
        PowerControl control = supply();
        Map<String, Object> details = Map.of("restore", (long) restore.number(), "provider", control.kind());
        return answer(control.setRestore(restore), "power_restore", actor, details);
    }

    private CompletionStage<Object> choose(RpcCall call) throws RpcException {
        Extension wanted = Extension.of(String.valueOf(call.params().get("extensionId")))
                .orElseThrow(() ->
                        RpcException.badParameter("extensionId must be empty, atx-power, dc-power or serial-console"));
        Session actor = call.actor(coordinator);
        Map<String, Object> details = Map.of("extension", wanted.word());
        String missing = switch (wanted) {
            case NONE -> "";
            case ATX_POWER -> isThere(wanted) ? "" : noButtons();
            case DC_POWER -> isThere(wanted) ? "" : noSupply();
            case SERIAL_CONSOLE -> isThere(wanted) ? "" : "This device has no serial console installed.";
        };
        CompletionStage<Outcome> outcome = missing.isEmpty()
                ? store.choose(wanted).handle((stored, failure) -> {
                    if (failure != null) {
                        LOG.warn("extension not stored cause={}", failure.toString());
                        return Outcome.refused(
                                Reason.TEMPORARILY_UNAVAILABLE,
                                "The choice could not be stored.",
                                Duration.ofSeconds(1));
                    }
                    tell();
                    return Outcome.done();
                })
                : CompletableFuture.completedStage(Outcome.refused(Reason.UNSUPPORTED, missing));
        return answer(outcome, "power_extension", actor, details);
    }

    /** Records what became of it, and makes the reply. */
    private CompletionStage<Object> answer(
            CompletionStage<Outcome> outcome, String word, Session actor, Map<String, Object> details) {
        return outcome.thenApply(result -> {
            Map<String, Object> noted = new LinkedHashMap<>(details);
            noted.put("session", actor.id().value());
            noted.put("nickname", actor.nickname());
            String end =
                    result instanceof Outcome.Refused refused ? refused.reason().wireName() : "done";
            note(new AuditEvent(word, actor.user(), actor.source(), end, noted));
            if (result instanceof Outcome.Refused refused) {
                throw new CompletionException(RpcException.refused(refused));
            }
            return RpcResult.VOID;
        });
    }

    private void note(AuditEvent event) {
        AuditLog present = audit;
        if (present == null) {
            LOG.warn("audit absent action={} user={}", event.action(), event.user());
        } else {
            present.note(event);
        }
    }

    private PowerControl buttons() throws RpcException {
        return providers.buttons(buttonKind).orElseThrow(() -> refused(Reason.UNSUPPORTED, noButtons()));
    }

    private PowerControl supply() throws RpcException {
        return providers.supply(supplyKind).orElseThrow(() -> refused(Reason.UNSUPPORTED, noSupply()));
    }

    private String noButtons() {
        return missing(buttonKind, NO_BUTTONS);
    }

    private String noSupply() {
        return missing(supplyKind, NO_SUPPLY);
    }

    /** A chosen kind that is not there is no leave to use another. */
    private static String missing(String kind, String none) {
        return kind.isEmpty()
                ? none
                : "The power control that is chosen in the settings (" + kind + ") is not configured.";
    }

    private static RpcException refused(Reason reason, String message) {
        Duration retry = reason == Reason.TEMPORARILY_UNAVAILABLE ? Duration.ofSeconds(1) : Duration.ZERO;
        return RpcException.refused(Outcome.refused(reason, message, retry));
    }

    /** Returns the chosen extension while the device has it; else that of what is configured. */
    private Extension extension() {
        return store.chosen().filter(this::isThere).orElseGet(() -> {
            if (isThere(Extension.ATX_POWER)) {
                return Extension.ATX_POWER;
            }
            return isThere(Extension.DC_POWER) ? Extension.DC_POWER : Extension.NONE;
        });
    }

    private boolean isThere(Extension extension) {
        return switch (extension) {
            case NONE -> true;
            case ATX_POWER -> providers.buttons(buttonKind).isPresent();
            case DC_POWER -> providers.supply(supplyKind).isPresent();
            case SERIAL_CONSOLE -> hasSerialPort.getAsBoolean();
        };
    }

    /** Returns the parameters of an event; those of a panel that there is not are not asked for. */
    @Override
    public Map<String, Object> state(String event) {
        return switch (event) {
            case ATX_STATE ->
                providers
                        .buttons(buttonKind)
                        .map(control -> WireState.atx(control.state()))
                        .orElse(Map.of());
            case DC_STATE ->
                providers
                        .supply(supplyKind)
                        .map(control -> WireState.supply(control.state()))
                        .orElse(Map.of());
            default -> everything();
        };
    }

    private Map<String, Object> everything() {
        return WireState.all(extension(), providers.all(), this::isActive, this::isCompeting);
    }

    private boolean isCompeting(PowerControl control) {
        return providers.competingButtons(buttonKind).contains(control)
                || providers.competingSupplies(supplyKind).contains(control);
    }

    private boolean isActive(PowerControl control) {
        return providers.buttons(buttonKind).filter(control::equals).isPresent()
                || providers.supply(supplyKind).filter(control::equals).isPresent();
    }

    private void tell() {
        warnOfCompeting("buttonProvider", providers.competingButtons(buttonKind));
        warnOfCompeting("supplyProvider", providers.competingSupplies(supplyKind));
        atxSource.show(providers.buttons(buttonKind).isPresent());
        dcSource.show(providers.supply(supplyKind).isPresent());
        tell(ATX_STATE);
        tell(DC_STATE);
        tell(STATUS);
    }

    private void warnOfCompeting(String setting, List<PowerControl> competing) {
        String kinds = competing.stream().map(PowerControl::kind).collect(Collectors.joining(","));
        String before;
        synchronized (warned) {
            before = warned.put(setting, kinds);
        }
        if (!kinds.isEmpty() && !kinds.equals(before)) {
            LOG.warn("several power controls do the same, the first is used kinds={} chooseBy={}", kinds, setting);
        }
    }

    /**
     * Tells a state that is another one than was told. Several threads may be here at once, and the one that read first
     * may be the last to note what it read: each looks again after it has noted, so that the last note is true.
     */
    private void tell(String event) {
        Map<String, Object> present = state(event);
        Map<String, Object> noted = null;
        boolean changed = false;
        while (!present.equals(noted)) {
            noted = present;
            synchronized (told) {
                changed |= !noted.equals(told.put(event, noted));
            }
            present = state(event);
        }
        RpcEvents channel = events;
        if (changed && channel != null) {
            channel.stateChanged(event);
        }
    }

    /**
     * The state of one panel, which is registered while the device has that panel. One of its own for each: those that
     * take sources know them by identity.
     */
    private final class PanelSource implements StateSource {

        private final String event;
        private @Nullable Runnable end;

        PanelSource(String event) {
            this.event = event;
        }

        @Override
        public Map<String, Object> state(String name) {
            return PowerMethods.this.state(name);
        }

        synchronized void show(boolean shown) {
            Runnable registered = end;
            if (shown && registered == null) {
                end = registrar.apply(event, this);
            } else if (!shown && registered != null) {
                end = null;
                registered.run();
            }
        }
    }
}
