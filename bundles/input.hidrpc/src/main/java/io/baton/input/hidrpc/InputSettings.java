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
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
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
 * <p>Threading. Any thread; a change is written on {@code baton-input-store}.
 */
@Component(
        service = RpcMethods.class,
        property = {RpcMethods.NAMES + "=getKeyboardLayout", RpcMethods.NAMES + "=setKeyboardLayout"},
        configurationPid = InputConfig.PID)
@Designate(ocd = InputConfig.class)
public final class InputSettings implements RpcMethods {

    private static final Logger LOG = LoggerFactory.getLogger(HidRpcInput.LOGGER);

    private static final Outcome.Refused BUSY =
            Outcome.refused(Reason.BUSY, "Other settings are being stored.", Duration.ofMillis(500));
    private static final Outcome.Refused NOT_STORED =
            Outcome.refused(Reason.TEMPORARILY_UNAVAILABLE, "The setting could not be stored.", Duration.ofSeconds(1));

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

    private final Store store;
    private final StoreExecutor executor;
    private volatile String layout = KeyboardLayout.DEFAULT;

    @Activate
    public InputSettings() {
        store = this::writeConfiguration;
        executor = new StoreExecutor(new DaemonThreads(LOG, new FatalReporter(() -> fatal)));
    }

    InputSettings(Store store, DaemonThreads threads) {
        this.store = store;
        executor = new StoreExecutor(threads);
    }

    @Activate
    @Modified
    void configure(InputConfig config) {
        layout = KeyboardLayout.of(config.keyboardLayout()).orElseGet(() -> {
            LOG.warn("keyboardLayout ignored, default applies cause=not_a_layout");
            return KeyboardLayout.DEFAULT;
        });
    }

    @Deactivate
    void deactivate() {
        executor.stop();
    }

    @Override
    public CompletionStage<Object> call(RpcCall call) {
        return switch (call.method()) {
            case "getKeyboardLayout" -> CompletableFuture.completedFuture(layout);
            default -> setLayout(call);
        };
    }

    private CompletionStage<Object> setLayout(RpcCall call) {
        Optional<String> name = KeyboardLayout.of(String.valueOf(call.params().get("layout")));
        if (name.isEmpty()) {
            return CompletableFuture.failedFuture(
                    RpcException.badParameter("layout must be the name of a layout such as en_US"));
        }
        return name.get().equals(layout)
                ? CompletableFuture.completedFuture(RpcResult.VOID)
                : change(call, "keyboard_layout", Map.of("keyboardLayout", name.get()), () -> layout = name.get());
    }

    /** Stores values; then {@code apply} puts them in force, and the call is answered and recorded. */
    private CompletionStage<Object> change(RpcCall call, String action, Map<String, Object> values, Runnable apply) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        boolean accepted = executor.execute(() -> {
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
