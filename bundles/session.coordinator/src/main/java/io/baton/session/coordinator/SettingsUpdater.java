// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.session.Command;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.SessionCoordinator;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import io.baton.session.Settings;
import io.baton.session.SettingsCheck;
import io.baton.session.SettingsCheck.Finding;
import io.baton.session.SettingsCheck.Given;
import io.baton.session.SettingsService;
import io.baton.session.Violation;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes settings, one change after the other: checks the whole set, has the coordinator apply it, and keeps it. A
 * change comes from an administrator, or from the configuration, which is read at the moment of its turn: what this
 * wrote there itself is in force already and changes nothing.
 *
 * <p>Threading. Any thread; all work is done on {@code baton-settings}.
 */
final class SettingsUpdater implements SettingsService {

    private static final Logger LOG = LoggerFactory.getLogger(LoggerName.VALUE);
    private static final int MOST_WAITING = 16;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Outcome.Refused BUSY =
            Outcome.refused(Reason.BUSY, "Too many changes at once. Try again.", Duration.ofSeconds(1));
    private static final Outcome.Refused AWAY = Outcome.refused(
            Reason.TEMPORARILY_UNAVAILABLE, "The coordinator is being replaced. Try again.", Duration.ofSeconds(1));

    /** Where settings are configured, beside this. */
    interface Store {

        /** What is configured now. */
        Map<String, ?> read() throws IOException;

        /** Configures these; what else is there stays. */
        void write(Map<String, Object> values) throws IOException;
    }

    private final SessionCoordinator coordinator;
    private final Map<String, Given> environment;
    private final Store store;
    private final SettingsStore files;
    private final ExecutorService executor;
    private final Semaphore room = new Semaphore(MOST_WAITING);
    private volatile Map<String, Object> kept;
    private volatile List<Violation> problems;

    SettingsUpdater(
            InitialSettings.Good first,
            Map<String, String> environment,
            SessionCoordinator coordinator,
            Store store,
            SettingsStore files) {
        this.coordinator = coordinator;
        this.environment = SettingsSources.from(environment);
        this.store = store;
        this.files = files;
        this.kept = Map.copyOf(first.kept());
        this.problems = first.problems();
        executor = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "baton-settings");
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler((dead, e) -> LOG.error("{} died", dead.getName(), e));
            return thread;
        });
    }

    @Override
    public Map<String, Object> current() {
        Settings settings = coordinator.roster().settings();
        Map<String, Object> values = new LinkedHashMap<>();
        for (Setting setting : Setting.values()) {
            values.put(setting.wireName(), setting.written(settings.get(setting)));
        }
        return values;
    }

    @Override
    public List<Violation> problems() {
        return problems;
    }

    @Override
    public CompletionStage<Outcome> change(SessionId actor, Map<String, Object> subset) {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        if (!room.tryAcquire()) {
            answer.complete(BUSY);
            return answer;
        }
        Map<String, Object> wanted = Map.copyOf(subset);
        execute(() -> {
            room.release();
            try {
                answer.complete(changed(actor, wanted));
            } catch (RuntimeException | LinkageError e) {
                LOG.error("a change of settings failed", e);
                answer.complete(AWAY);
            }
        });
        return answer;
    }

    /** The configuration may have changed. */
    void configurationChanged() {
        execute(() -> {
            try {
                configured(SettingsSources.stored(store.read()));
            } catch (IOException | RuntimeException | LinkageError e) {
                LOG.error("the configuration could not be read; the last good settings stay in force", e);
            }
        });
    }

    /** Has what is in force kept as the last good set. */
    void keepLastGood() {
        execute(this::keep);
    }

    /** Finishes what is waiting; takes no more. */
    void close() throws InterruptedException {
        executor.shutdown();
        if (!executor.awaitTermination(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
            executor.shutdownNow();
        }
    }

    private void execute(Runnable work) {
        try {
            executor.execute(work);
        } catch (RejectedExecutionException e) {
            LOG.info("a change of settings came while the coordinator was leaving");
        }
    }

    private Outcome changed(SessionId actor, Map<String, Object> wanted) {
        List<Violation> fixed = fixed(wanted);
        Map<String, Given> base = SettingsSources.from(kept, SettingsSources.CONFIGURATION);
        Finding finding = SettingsCheck.check(SettingsSources.over(
                SettingsSources.over(base, SettingsSources.from(wanted, SettingsSources.CHANGE)), environment));
        if (!fixed.isEmpty() || finding.settings().isEmpty()) {
            List<Violation> violations = new ArrayList<>(fixed);
            violations.addAll(finding.violations());
            return Outcome.refused(Reason.BAD_VALUE, text(violations));
        }
        Settings settings = finding.settings().get();
        Outcome outcome = apply(new Command.Configure(actor, settings, Map.of()));
        if (outcome.isDone()) {
            finding.warnings().forEach(warning -> LOG.warn("{}: {}", CoordinatorConfig.PID, warning));
            Map<String, Object> next = new HashMap<>(kept);
            for (String name : wanted.keySet()) {
                Setting setting = Setting.named(name).orElseThrow();
                next.put(name, SettingsStore.typed(setting, settings.get(setting)));
            }
            kept = Map.copyOf(next);
            problems = List.of();
            try {
                store.write(kept);
            } catch (IOException | RuntimeException e) {
                LOG.error("the settings in force could not be written to the configuration", e);
            }
            keep();
            keepForNextStart();
        }
        return outcome;
    }

    /** What the environment decides cannot be changed while it does. */
    private List<Violation> fixed(Map<String, Object> wanted) {
        List<Violation> fixed = new ArrayList<>();
        environment.forEach((name, decided) -> {
            Object value = wanted.get(name);
            if (value != null && differs(value, decided.value())) {
                fixed.add(new Violation(
                        name,
                        value + " from " + SettingsSources.CHANGE,
                        decided.value().toString(),
                        decided.source() + " goes first"));
            }
        });
        return fixed;
    }

    private static boolean differs(Object wanted, Object decided) {
        try {
            return Double.parseDouble(wanted.toString()) != Double.parseDouble(decided.toString());
        } catch (NumberFormatException e) {
            return true;
        }
    }

    private void configured(Map<String, Object> stored) {
        Finding finding = SettingsCheck.check(
                SettingsSources.over(SettingsSources.from(stored, SettingsSources.CONFIGURATION), environment));
        if (finding.settings().isEmpty()) {
            problems = finding.violations();
            finding.violations()
                    .forEach(violation ->
                            LOG.error("{}: {}; the last good values stay in force", CoordinatorConfig.PID, violation));
            return;
        }
        boolean known = stored.equals(kept);
        problems = List.of();
        Settings settings = finding.settings().get();
        if (!settings.equals(coordinator.roster().settings())) {
            finding.warnings().forEach(warning -> LOG.warn("{}: {}", CoordinatorConfig.PID, warning));
            if (apply(new Command.Configure(settings)) instanceof Outcome.Refused refused) {
                LOG.error("{}: the new settings were refused: {}", CoordinatorConfig.PID, refused.message());
                return;
            }
        }
        if (!known) {
            kept = Map.copyOf(stored);
            keep();
            keepForNextStart();
        }
    }

    private Outcome apply(Command.Configure configure) {
        try {
            return coordinator.submit(configure).toCompletableFuture().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return AWAY;
        } catch (ExecutionException | TimeoutException e) {
            LOG.error("the coordinator did not apply new settings", e);
            return AWAY;
        }
    }

    private void keep() {
        try {
            files.keepLastGood(kept);
        } catch (IOException | RuntimeException e) {
            LOG.error("the last good settings could not be kept", e);
        }
    }

    private void keepForNextStart() {
        try {
            files.keepStored(kept);
        } catch (IOException | RuntimeException e) {
            LOG.error("the settings could not be kept for the next start", e);
        }
    }

    private static String text(List<Violation> violations) {
        return violations.stream().map(Violation::toString).collect(Collectors.joining("; "));
    }
}
