// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import io.baton.audit.AuditEvent;
import io.baton.audit.AuditLog;
import io.baton.session.Login;
import io.baton.shared.files.AtomicFiles;
import io.baton.shared.sets.SetFiles;
import io.baton.shared.sets.Sha256;
import io.baton.shared.threads.DaemonThreads;
import io.baton.shared.threads.FatalReporter;
import io.baton.upgrade.UpgradeException;
import io.baton.upgrade.UpgradeListener;
import io.baton.upgrade.UpgradePlan;
import io.baton.upgrade.UpgradeService;
import io.baton.upgrade.UpgradeStatus;
import io.baton.upgrade.signed.swap.ControlSetSwap;
import io.baton.upgrade.signed.swap.SideBySideSwap;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
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

/** The Declarative Services component: binds the services and provides the upgrade service. */
@Component(service = UpgradeService.class, immediate = true, configurationPid = UpgradeConfig.PID)
@Designate(ocd = UpgradeConfig.class)
public final class UpgradeComponent implements UpgradeService, Worker {

    private static final Logger LOG = LoggerFactory.getLogger("upgrade.signed");
    private static final String PRODUCT = "baton";

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable AuditLog audit;

    @Reference(policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<UpgradeListener> listeners = List.of();

    /** Ends the device and gives the reason; the launcher provides it. */
    @Reference(
            target = "(baton.role=fatal)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Consumer<String> fatal;

    private final ScheduledExecutorService thread;
    private final UpgradeEngine engine;
    private volatile Duration probation;

    /** @throws IOException when journal, counters or sets are damaged: no upgrade is safe then */
    @Activate
    public UpgradeComponent(BundleContext context, UpgradeConfig config) throws IOException {
        probation = probation(config);
        String property = context.getProperty("baton.data");
        Path data = Path.of(property == null ? "data" : property);
        Path directory = data.resolve("upgrade");
        AtomicFiles.createDirectories(directory);
        DaemonThreads threads = new DaemonThreads(LOG, new FatalReporter(() -> fatal));
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, threads.factory("baton-upgrade"));
        executor.prestartCoreThread();
        thread = executor;
        FrameworkPlatform platform = new FrameworkPlatform(
                context,
                data,
                ofControl -> ofControl
                        ? new ControlSetSwap(context, System::nanoTime)
                        : new SideBySideSwap(context, System::nanoTime),
                names -> new FrameworkHealth(context, names, ManagementFactory.getThreadMXBean()::getThreadCount));
        String home = System.getProperty("baton.home", "");
        engine = new UpgradeEngine(new Environment(
                directory,
                new SetFiles(data.resolve("sets")),
                base(context.getProperty("baton.set.base")),
                PRODUCT,
                new PinnedKeys(home.isEmpty() ? directory.resolve("shipped-keys") : Path.of(home, "keys"), directory),
                platform,
                this,
                InstantSource.system(),
                System::nanoTime,
                () -> probation,
                this::published));
        engine.recover();
    }

    /** Outside of an image, as in tests, the launcher names none. */
    private static String base(@Nullable String property) {
        return property == null ? Sha256.of("none".getBytes(StandardCharsets.US_ASCII)) : property;
    }

    @Modified
    void modified(UpgradeConfig config) {
        probation = probation(config);
    }

    private static Duration probation(UpgradeConfig config) {
        return Duration.ofSeconds(Math.clamp(config.probationSeconds(), 5, 3600));
    }

    /** An upgrade that runs is closed by the next start. */
    @Deactivate
    void deactivate() {
        thread.shutdownNow();
        engine.close();
    }

    @Override
    public void run(Runnable task) {
        thread.execute(guarded(task));
    }

    @Override
    public void runAfter(Duration delay, Runnable task) {
        var unused = thread.schedule(guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | LinkageError e) {
                LOG.error("upgrade task failed", e);
            }
        };
    }

    private void published(UpgradeStatus status) {
        for (UpgradeListener listener : listeners) {
            try {
                listener.upgradeChanged(status);
            } catch (RuntimeException | LinkageError e) {
                LOG.error("an upgrade listener failed", e);
            }
        }
        AuditLog log = audit;
        if (log != null && !status.state().isRunning()) {
            log.note(entry(status));
        }
    }

    private static AuditEvent entry(UpgradeStatus status) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("id", status.id());
        details.put("name", status.name());
        details.put("state", status.state().wireName());
        details.put(
                "bundles",
                status.bundles().stream()
                        .map(change -> change.symbolicName() + " " + change.fromVersion() + " " + change.fromSha256()
                                + " -> " + change.toVersion() + " " + change.toSha256())
                        .toList());
        details.put(
                "steps",
                status.steps().stream()
                        .map(step -> step.at() + " " + step.name())
                        .toList());
        details.put("gapMillis", status.gap().toMillis());
        String outcome = status.reason().isEmpty() ? "done" : status.reason();
        return new AuditEvent("upgrade", status.actor(), "", outcome, details);
    }

    @Override
    public UpgradeStatus status() {
        return engine.status();
    }

    @Override
    public List<UpgradeStatus> history(int max) {
        return engine.history(max);
    }

    @Override
    public UpgradePlan plan(InputStream file) throws UpgradeException {
        return engine.plan(file);
    }

    @Override
    public UpgradeStatus install(InputStream file, Login actor) throws UpgradeException {
        return engine.install(file, actor.user());
    }

    @Override
    public UpgradeStatus rollBack(Login actor) throws UpgradeException {
        return engine.rollBack(actor.user());
    }
}
