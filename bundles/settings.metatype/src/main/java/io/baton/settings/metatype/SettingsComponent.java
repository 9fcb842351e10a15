// SPDX-License-Identifier: Apache-2.0
package io.baton.settings.metatype;

import io.baton.audit.AuditEvent;
import io.baton.audit.AuditLog;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcException;
import io.baton.rpc.RpcMethods;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Session;
import io.baton.session.SessionCoordinator;
import io.baton.session.SettingsService;
import io.baton.settings.metatype.MetatypeReader.Group;
import io.baton.shared.threads.DaemonThreads;
import io.baton.shared.threads.FatalReporter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings of the device as two methods of the {@code rpc} channel.
 *
 * <p>Threading. Calls are answered on the thread {@code baton-settings}, which reads files and waits until a change is
 * kept.
 */
@Component(property = {RpcMethods.NAMES + "=getSettings", RpcMethods.NAMES + "=setSetting"})
public final class SettingsComponent implements RpcMethods {

    private static final Logger LOG = LoggerFactory.getLogger("settings.metatype");
    private static final String SESSIONS = "io.baton.session.coordinator";
    private static final int MAX_CALLS = 32;
    private static final long IDLE_SECONDS = 10;
    private static final int MAX_SHOWN = 200;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SessionCoordinator coordinator;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SettingsService sessions;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable AuditLog audit;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable ConfigurationAdmin configurations;

    /** Ends the device and gives the reason; the launcher provides it. */
    @Reference(
            target = "(baton.role=fatal)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Consumer<String> fatal;

    private final SettingsCatalogue catalogue;
    private final ThreadPoolExecutor executor;

    @Activate
    public SettingsComponent(BundleContext context) {
        this(SettingsCatalogue.of(context), directory(context), System.getenv());
    }

    SettingsComponent(SettingsCatalogue.Documents documents, Path configs, Map<String, String> environment) {
        catalogue = new SettingsCatalogue(documents, () -> configurations, configs, environment);
        DaemonThreads threads = new DaemonThreads(LOG, new FatalReporter(() -> fatal));
        executor = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MAX_CALLS),
                threads.factory("baton-settings"));
        executor.allowCoreThreadTimeOut(true);
    }

    private static Path directory(BundleContext context) {
        String data = context.getProperty("baton.data");
        return Path.of(data == null ? "data" : data, "configs");
    }

    @Deactivate
    void deactivate() {
        executor.shutdown();
    }

    @Override
    public CompletionStage<Object> call(RpcCall call) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        try {
            executor.execute(() -> answer(call, answer));
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(refused(Reason.BUSY, "The settings are busy. Try again."));
        }
        return answer;
    }

    private void answer(RpcCall call, CompletableFuture<Object> answer) {
        try {
            Session actor = call.actor(coordinator);
            answer.complete(call.method().equals("setSetting") ? change(call, actor) : list(call));
        } catch (RpcException | RuntimeException e) {
            answer.completeExceptionally(e);
        } catch (IOException e) {
            LOG.warn("settings failed cause={}", e.toString());
            answer.completeExceptionally(
                    refused(Reason.NOT_ALLOWED, "The device could not keep this. Its log has the reason."));
        }
    }

    private Map<String, Object> list(RpcCall call) throws IOException {
        Object wanted = call.params().get("pid");
        List<Object> groups = new ArrayList<>();
        for (Group group : catalogue.groups().values()) {
            if (wanted != null && !wanted.equals(group.pid())) {
                continue;
            }
            Map<String, Object> configured = catalogue.configured(group.pid());
            String file = catalogue.operatorFile(group.pid());
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("pid", group.pid());
            shown.put("label", group.label());
            shown.put("description", group.description());
            shown.put(
                    "settings",
                    group.settings().stream()
                            .map(setting -> catalogue.row(group.pid(), setting, configured, file))
                            .toList());
            groups.add(shown);
        }
        return Map.of("groups", groups);
    }

    private Map<String, Object> change(RpcCall call, Session actor) throws RpcException, IOException {
        String pid = String.valueOf(call.params().get("pid"));
        String name = String.valueOf(call.params().get("name"));
        Object given = call.params().get("value");
        Group group = catalogue.groups().get(pid);
        Declared setting = group == null ? null : group.setting(name);
        if (setting == null) {
            throw RpcException.badParameter("pid and name must be those of a setting");
        }
        String variable = catalogue.variable(pid, name);
        if (variable != null) {
            throw noted(
                    actor,
                    pid,
                    setting,
                    refused(
                            Reason.NOT_ALLOWED,
                            "The variable %s of the environment determines this setting.".formatted(variable)));
        }
        if (given instanceof String text) {
            String problem = setting.problem(text).orElse("");
            if (!problem.isEmpty()) {
                throw noted(
                        actor, pid, setting, refused(Reason.BAD_VALUE, "%s: %s.".formatted(setting.label(), problem)));
            }
        }
        Object value = given instanceof String text ? setting.value(text) : null;
        if (pid.equals(SESSIONS) && value != null) {
            changeOfSessions(call, name, value);
        } else {
            catalogue.store(pid, name, value);
        }
        note(actor, pid, setting, "done", value);
        return catalogue.row(pid, setting, catalogue.configured(pid), catalogue.operatorFile(pid));
    }

    /** The settings of sessions are checked together, by the part that has them. */
    private void changeOfSessions(RpcCall call, String name, Object value) throws RpcException {
        SettingsService present = sessions;
        if (present == null) {
            throw refused(Reason.TEMPORARILY_UNAVAILABLE, "The sessions are being replaced. Try again.");
        }
        Object plain = value instanceof Integer whole ? Long.valueOf(whole) : value;
        Outcome outcome = present.change(call.session(), Map.of(name, plain))
                .toCompletableFuture()
                .orTimeout(1, TimeUnit.SECONDS)
                .join();
        if (outcome instanceof Outcome.Refused refusal) {
            throw RpcException.refused(refusal);
        }
    }

    private RpcException noted(Session actor, String pid, Declared setting, RpcException refusal) {
        note(actor, pid, setting, refusal.data(), null);
        return refusal;
    }

    private void note(Session actor, String pid, Declared setting, String outcome, @Nullable Object value) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("pid", pid);
        details.put("setting", setting.name());
        if (value != null && !setting.isSecret()) {
            String text = Declared.text(value);
            details.put("value", text.substring(0, Math.min(MAX_SHOWN, text.length())));
        }
        if (!actor.nickname().isEmpty()) {
            details.put("nickname", actor.nickname());
        }
        AuditLog present = audit;
        if (present == null) {
            LOG.warn("audit absent action=setting_change pid={} setting={}", pid, setting.name());
        } else {
            present.note(new AuditEvent("setting_change", actor.user(), actor.source(), outcome, details));
        }
    }

    private static RpcException refused(Reason reason, String message) {
        Duration retry =
                reason == Reason.NOT_ALLOWED || reason == Reason.BAD_VALUE ? Duration.ZERO : Duration.ofSeconds(1);
        return RpcException.refused(Outcome.refused(reason, message, retry));
    }
}
