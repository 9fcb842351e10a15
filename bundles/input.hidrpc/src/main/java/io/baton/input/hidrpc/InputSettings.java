// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.audit.AuditLog;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcException;
import io.baton.rpc.RpcMethods;
import io.baton.rpc.RpcResult;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.SessionCoordinator;
import io.baton.shared.threads.DaemonThreads;
import io.baton.shared.threads.FatalReporter;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
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
 * The settings of the input that clients may change: they are kept in Configuration Admin, whose changes are on the
 * medium when it returns, and in the audit.
 *
 * <p>Threading. Any thread; a change is written on {@code baton-input-store}. While the jiggler is on,
 * {@code baton-input-jiggler} waits for the times of its schedule.
 */
@Component(
        service = RpcMethods.class,
        property = {
            RpcMethods.NAMES + "=getKeyboardLayout",
            RpcMethods.NAMES + "=setKeyboardLayout",
            RpcMethods.NAMES + "=getJigglerState",
            RpcMethods.NAMES + "=setJigglerState",
            RpcMethods.NAMES + "=getJigglerConfig",
            RpcMethods.NAMES + "=setJigglerConfig",
            RpcMethods.NAMES + "=getTimezones"
        },
        configurationPid = InputConfig.PID)
@Designate(ocd = InputConfig.class)
public final class InputSettings implements RpcMethods {

    private static final Logger LOG = LoggerFactory.getLogger(HidRpcInput.LOGGER);

    private static final Outcome.Refused BUSY =
            Outcome.refused(Reason.BUSY, "Other settings are being stored.", Duration.ofMillis(500));
    private static final Outcome.Refused NOT_STORED =
            Outcome.refused(Reason.TEMPORARILY_UNAVAILABLE, "The setting could not be stored.", Duration.ofSeconds(1));

    /** The jiggler's settings of one moment. */
    private record Jiggling(boolean enabled, JigglerConfig config) {}

    /** Writes values by their names; they are on the medium when it returns. */
    interface Store {
        void write(Map<String, Object> values) throws IOException;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable ConfigurationAdmin admin;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable AuditLog audit;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SessionCoordinator coordinator;

    /** Ends the device and gives the reason; the launcher provides it. */
    @Reference(
            target = "(baton.role=fatal)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Consumer<String> fatal;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable PointerNudger nudger;

    private final Store store;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final DaemonThreads threads;
    private final StoreExecutor executor;
    private volatile String layout = KeyboardLayout.DEFAULT;
    private volatile Jiggling jiggling = new Jiggling(false, JigglerConfig.DEFAULT);

    /** Guarded by this. */
    private @Nullable Jiggler jiggler;

    private boolean ended;

    @Activate
    public InputSettings() {
        store = this::writeConfiguration;
        clock = InstantSource.system();
        random = RandomGenerator.of("L64X128MixRandom");
        threads = new DaemonThreads(LOG, new FatalReporter(() -> fatal));
        executor = new StoreExecutor(threads);
    }

    InputSettings(Store store, InstantSource clock, RandomGenerator random, DaemonThreads threads) {
        this.store = store;
        this.clock = clock;
        this.random = random;
        this.threads = threads;
        executor = new StoreExecutor(threads);
    }

    @Activate
    @Modified
    void configure(InputConfig config) {
        layout = KeyboardLayout.of(config.keyboardLayout()).orElseGet(() -> {
            LOG.warn("keyboardLayout ignored, default applies cause=not_a_layout");
            return KeyboardLayout.DEFAULT;
        });
        JigglerConfig configured = JigglerConfig.DEFAULT;
        try {
            configured = JigglerConfig.of(
                    config.jigglerInactivitySeconds(),
                    config.jigglerJitterPercent(),
                    config.jigglerSchedule(),
                    config.jigglerTimeZone());
        } catch (IllegalArgumentException e) {
            LOG.warn("jiggler settings ignored, defaults apply cause={}", e.getMessage());
        }
        Jiggling next = new Jiggling(config.jigglerEnabled(), configured);
        jiggle(before -> next);
    }

    @Deactivate
    void deactivate() {
        executor.stop();
        synchronized (this) {
            ended = true;
            stopJiggler();
        }
    }

    private synchronized void jiggle(UnaryOperator<Jiggling> change) {
        Jiggling next = change.apply(jiggling);
        if (ended || next.equals(jiggling)) {
            return;
        }
        stopJiggler();
        jiggling = next;
        if (next.enabled()) {
            Jiggler started = new Jiggler(next.config(), () -> nudger, clock, random);
            threads.start("baton-input-jiggler", started);
            jiggler = started;
        }
    }

    private synchronized void stopJiggler() {
        Jiggler present = jiggler;
        if (present != null) {
            present.stop();
            jiggler = null;
        }
    }

    @Override
    public CompletionStage<Object> call(RpcCall call) {
        return switch (call.method()) {
            case "getKeyboardLayout" -> CompletableFuture.completedFuture(layout);
            case "getJigglerState" -> CompletableFuture.completedFuture(jiggling.enabled());
            case "getJigglerConfig" ->
                CompletableFuture.completedFuture(jiggling.config().written());
            case "getTimezones" -> CompletableFuture.completedFuture(timeZones());
            case "setJigglerState" -> setJigglerState(call);
            case "setJigglerConfig" -> setJigglerConfig(call);
            default -> setLayout(call);
        };
    }

    /** Those of the tz database by place, and UTC. */
    private static List<String> timeZones() {
        return ZoneId.getAvailableZoneIds().stream()
                .filter(zone -> zone.equals("UTC") || (zone.contains("/") && !zone.startsWith("SystemV/")))
                .sorted()
                .toList();
    }

    private CompletionStage<Object> setJigglerState(RpcCall call) {
        boolean enabled = Boolean.TRUE.equals(call.params().get("enabled"));
        return change(
                call,
                "jiggler",
                Map.of("jigglerEnabled", enabled),
                () -> enabled == jiggling.enabled(),
                () -> jiggle(before -> new Jiggling(enabled, before.config())));
    }

    private CompletionStage<Object> setJigglerConfig(RpcCall call) {
        JigglerConfig config;
        try {
            config = JigglerConfig.read(call.params().get("jigglerConfig"));
        } catch (RpcException e) {
            return CompletableFuture.failedFuture(e);
        }
        Map<String, Object> values = Map.of(
                "jigglerInactivitySeconds", (int) config.inactivity().toSeconds(),
                "jigglerJitterPercent", config.jitterPercent(),
                "jigglerSchedule", config.cronTab(),
                "jigglerTimeZone", config.zone().getId());
        return change(
                call,
                "jiggler",
                values,
                () -> config.equals(jiggling.config()),
                () -> jiggle(before -> new Jiggling(before.enabled(), config)));
    }

    private CompletionStage<Object> setLayout(RpcCall call) {
        Optional<String> name = KeyboardLayout.of(String.valueOf(call.params().get("layout")));
        if (name.isEmpty()) {
            return CompletableFuture.failedFuture(
                    RpcException.badParameter("layout must be the name of a layout such as en_US"));
        }
        return change(
                call,
                "keyboard_layout",
                Map.of("keyboardLayout", name.get()),
                () -> name.get().equals(layout),
                () -> layout = name.get());
    }

    /**
     * Stores values, then applies them, records the change and answers.
     *
     * @param present whether there is nothing to change, asked when the changes before are done
     */
    private CompletionStage<Object> change(
            RpcCall call, String action, Map<String, Object> values, BooleanSupplier present, Runnable apply) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        boolean accepted = executor.execute(() -> {
            if (present.getAsBoolean()) {
                answer.complete(RpcResult.VOID);
                return;
            }
            try {
                store.write(values);
            } catch (IOException | IllegalStateException e) {
                LOG.error("input setting not stored action={}", action, e);
                answer.completeExceptionally(RpcException.refused(NOT_STORED));
                return;
            }
            apply.run();
            InputAudit.note(audit, coordinator, call, action, values);
            answer.complete(RpcResult.VOID);
        });
        if (!accepted) {
            answer.completeExceptionally(RpcException.refused(BUSY));
        }
        return answer;
    }

    private void writeConfiguration(Map<String, Object> values) throws IOException {
        ConfigurationAdmin present = admin;
        if (present == null) {
            throw new IOException("Configuration Admin is absent");
        }
        Configuration configuration = present.getConfiguration(InputConfig.PID, "?");
        Dictionary<String, Object> before = configuration.getProperties();
        Map<String, Object> next = before == null ? new HashMap<>() : new HashMap<>(FrameworkUtil.asMap(before));
        next.putAll(values);
        configuration.updateIfDifferent(FrameworkUtil.asDictionary(next));
    }
}
