// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.session.Command;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Role;
import io.baton.session.Session;
import io.baton.session.SessionCoordinator;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import io.baton.session.Settings;
import io.baton.session.SettingsCheck;
import io.baton.session.SettingsCheck.Finding;
import io.baton.session.SettingsCheck.Given;
import io.baton.session.SettingsService;
import io.baton.session.Violation;
import io.baton.shared.threads.DaemonThreads;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes settings, one change after the other: checks the whole set, writes it to disk, has the coordinator apply it,
 * and puts the written files into their places. A change comes from an administrator, or from the configuration, which
 * is read at the moment of its turn: what this wrote there itself is in force already and changes nothing.
 *
 * <p>Threading. Any thread; all work is done on {@code baton-settings}.
 */
final class SettingsUpdater implements SettingsService {

    /** Time between two attempts to store settings that are in force and could not be stored. */
    static final Duration STORE_RETRY = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(LoggerName.VALUE);
    private static final int MAX_WAITING = 16;
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
    /** Longest time an update of the configuration waits for the medium. */
    private static final int CONFIGURATION_TIMEOUT_SECONDS = 10;

    private static final Outcome.Refused BUSY =
            Outcome.refused(Reason.BUSY, "Too many changes at once. Try again.", Duration.ofSeconds(1));
    private static final Outcome.Refused UNAVAILABLE = Outcome.refused(
            Reason.TEMPORARILY_UNAVAILABLE, "The coordinator is being replaced. Try again.", Duration.ofSeconds(1));
    private static final Outcome.Refused NOT_STORED = Outcome.refused(
            Reason.TEMPORARILY_UNAVAILABLE,
            "The settings cannot be stored, so nothing was changed. Make room on the device and try again.",
            STORE_RETRY);

    /** The configuration in Configuration Admin. */
    interface Store {

        /** Returns the present configuration. */
        Map<String, ?> read() throws IOException;

        /** Replaces the settings in the configuration; its other properties stay. */
        void write(Map<String, Object> values) throws IOException;
    }

    private final SessionCoordinator coordinator;
    private final Map<String, Given> environment;
    private final Store store;
    private final SettingsStore files;
    private final ScheduledThreadPoolExecutor executor;
    private final Semaphore room = new Semaphore(MAX_WAITING);
    /** The thread {@code baton-settings}. */
    private volatile @Nullable Thread worker;

    private volatile Map<String, Object> kept;
    private volatile List<Violation> problems;
    private volatile List<Violation> storeProblems = List.of();

    /** @param threads makes the thread {@code baton-settings} */
    SettingsUpdater(
            InitialSettings.Good first,
            Map<String, String> environment,
            SessionCoordinator coordinator,
            Store store,
            SettingsStore files,
            DaemonThreads threads) {
        this.coordinator = coordinator;
        this.environment = SettingsSources.from(environment);
        this.store = store;
        this.files = files;
        this.kept = Map.copyOf(first.kept());
        this.problems = first.problems();
        ThreadFactory factory = threads.factory("baton-settings");
        executor = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = factory.newThread(work);
            worker = thread;
            return thread;
        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.prestartCoreThread();
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
        List<Violation> all = new ArrayList<>(problems);
        all.addAll(storeProblems);
        return List.copyOf(all);
    }

    @Override
    public CompletionStage<Outcome> change(SessionId actor, Map<String, Object> subset) {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        if (!room.tryAcquire()) {
            answer.complete(BUSY);
            return answer;
        }
        Map<String, Object> wanted = Map.copyOf(subset);
        boolean accepted = execute(() -> {
            room.release();
            try {
                answer.complete(changed(actor, wanted));
            } catch (RuntimeException | LinkageError e) {
                LOG.error("settings change failed", e);
                answer.complete(UNAVAILABLE);
            }
        });
        if (!accepted) {
            room.release();
            answer.complete(UNAVAILABLE);
        }
        return answer;
    }

    /** Applies the configuration if it differs from the settings in force. */
    void configurationChanged() {
        execute(this::readConfiguration);
    }

    /**
     * Applies the configuration as {@link #configurationChanged} does, and returns when valid settings are on the
     * medium, so that the update of the configuration is not acknowledged before. Returns at once on the thread
     * {@code baton-settings}, which writes the configuration after the files, and when the updater is closed; after
     * {@value #CONFIGURATION_TIMEOUT_SECONDS} s in any case.
     */
    void configurationUpdated() {
        if (Thread.currentThread() == worker) {
            return;
        }
        CountDownLatch done = new CountDownLatch(1);
        boolean accepted = execute(() -> {
            try {
                readConfiguration();
            } finally {
                done.countDown();
            }
        });
        try {
            if (accepted && !done.await(CONFIGURATION_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("configuration update not stored yet waitedSeconds={}", CONFIGURATION_TIMEOUT_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void readConfiguration() {
        try {
            configured(SettingsSources.stored(store.read()));
        } catch (IOException | RuntimeException | LinkageError e) {
            LOG.error("configuration cannot be read, the last good settings stay in force", e);
        }
    }

    /** Stores the initial set as the last good one. */
    void storeLastGood() {
        execute(() -> stored(() -> files.storeLastGood(kept), this::storeLastGood));
    }

    /** Completes the waiting changes and ends the thread. */
    void close() throws InterruptedException {
        executor.shutdown();
        if (!executor.awaitTermination(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
            executor.shutdownNow();
            if (!executor.awaitTermination(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.error("thread does not end name=baton-settings");
            }
        }
    }

    private boolean execute(Runnable work) {
        try {
            executor.execute(() -> reporting(work));
            return true;
        } catch (RejectedExecutionException e) {
            LOG.info("settings change refused, the coordinator stops");
            return false;
        }
    }

    /** Hands an error to the thread's handler; the executor would keep it in a future that no code reads. */
    private static void reporting(Runnable work) {
        try {
            work.run();
        } catch (Throwable e) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    private Outcome changed(SessionId actor, Map<String, Object> wanted) {
        List<Violation> violations = new ArrayList<>(fixed(wanted));
        Map<String, Given> base = SettingsSources.from(kept, SettingsSources.CONFIGURATION);
        Finding finding = SettingsCheck.check(SettingsSources.over(
                SettingsSources.over(base, SettingsSources.from(wanted, SettingsSources.CHANGE)), environment));
        if (!violations.isEmpty() || finding.settings().isEmpty()) {
            violations.addAll(finding.violations());
            return Outcome.refused(Reason.BAD_VALUE, text(violations));
        }
        Settings settings = finding.settings().get();
        if (locksAdministratorsOut(actor, settings)) {
            return Outcome.refused(Reason.BAD_VALUE, text(List.of(lockOut(settings, SettingsSources.CHANGE))));
        }
        Map<String, Object> next = new HashMap<>(kept);
        for (String name : wanted.keySet()) {
            Setting setting = Setting.named(name).orElseThrow();
            next.put(name, SettingsStore.typed(setting, settings.get(setting)));
        }
        SettingsStore.Prepared prepared;
        try {
            prepared = files.prepare(next);
        } catch (IOException e) {
            LOG.error("settings change refused, the files cannot be written cause={}", e.toString());
            return NOT_STORED;
        }
        Outcome outcome = apply(new Command.Configure(actor, settings, Map.of()));
        if (!outcome.isDone()) {
            discard(prepared);
            return outcome;
        }
        finding.warnings().forEach(warning -> LOG.warn("{}: {}", CoordinatorConfig.PID, warning));
        kept = Map.copyOf(next);
        problems = List.of();
        stored(
                () -> {
                    prepared.commit();
                    store.write(kept);
                },
                this::storeAgain);
        return outcome;
    }

    /**
     * Returns whether no administrator is left with these settings: the shared role is the only source of the role
     * administrator for logins without an account of their own, and the actor has none.
     */
    private boolean locksAdministratorsOut(SessionId actor, Settings settings) {
        return settings.sharedRole() != Role.ADMIN
                && coordinator
                        .roster()
                        .session(actor)
                        .filter(session -> session.role() == Role.ADMIN)
                        .filter(session -> !session.login().isAdminAccount())
                        .isPresent();
    }

    /**
     * Returns whether a change of the configuration takes the role administrator from every live session that has it.
     * The actor is unknown; with no administrator connected the change is that of the device's owner.
     */
    private boolean leavesNoAdministrator(Settings settings) {
        List<Session> administrators = coordinator.roster().sessions().stream()
                .filter(session -> session.role() == Role.ADMIN)
                .toList();
        return settings.sharedRole() != Role.ADMIN
                && !administrators.isEmpty()
                && administrators.stream().noneMatch(session -> session.login().isAdminAccount());
    }

    private static Violation lockOut(Settings settings, String source) {
        return new Violation(
                Setting.SHARED_ROLE.wireName(),
                Setting.SHARED_ROLE.written(settings.get(Setting.SHARED_ROLE)) + " from " + source,
                "admin",
                "no administrator would be left to take it back; an administrator with an own account may set it");
    }

    /** Returns a violation for each setting that the environment determines. */
    private List<Violation> fixed(Map<String, Object> wanted) {
        List<Violation> fixed = new ArrayList<>();
        environment.forEach((name, determined) -> {
            Object value = wanted.get(name);
            if (value != null && differs(value, determined.value())) {
                fixed.add(new Violation(
                        name,
                        value + " from " + SettingsSources.CHANGE,
                        determined.value().toString(),
                        determined.source() + " goes first"));
            }
        });
        return fixed;
    }

    private static boolean differs(Object wanted, Object determined) {
        try {
            return Double.parseDouble(wanted.toString()) != Double.parseDouble(determined.toString());
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
        Settings settings = finding.settings().get();
        if (leavesNoAdministrator(settings)) {
            Violation lockOut = lockOut(settings, SettingsSources.CONFIGURATION);
            problems = List.of(lockOut);
            LOG.error("{}: {}; the last good values stay in force", CoordinatorConfig.PID, lockOut);
            return;
        }
        boolean known = stored.equals(kept);
        problems = List.of();
        if (!settings.equals(coordinator.roster().settings())) {
            finding.warnings().forEach(warning -> LOG.warn("{}: {}", CoordinatorConfig.PID, warning));
            if (apply(new Command.Configure(settings)) instanceof Outcome.Refused refused) {
                LOG.error("{}: the new settings were refused: {}", CoordinatorConfig.PID, refused.message());
                return;
            }
        }
        if (!known) {
            kept = Map.copyOf(stored);
            stored(() -> files.prepare(kept).commit(), this::storeAgain);
        }
    }

    /** Waits for the outcome, which the coordinator gives to every command, at the latest when it stops. */
    private Outcome apply(Command.Configure configure) {
        try {
            return coordinator.submit(configure).toCompletableFuture().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return UNAVAILABLE;
        } catch (ExecutionException e) {
            LOG.error("coordinator failed to apply settings", e);
            return UNAVAILABLE;
        }
    }

    /** Stores the settings in force, after an attempt that failed. */
    void storeAgain() {
        execute(() -> stored(
                () -> {
                    files.prepare(kept).commit();
                    store.write(kept);
                },
                this::storeAgain));
    }

    private interface Storing {
        void run() throws IOException;
    }

    /** Stores settings; a failure is a critical finding until a later attempt succeeds. */
    private void stored(Storing storing, Runnable again) {
        try {
            storing.run();
            if (!storeProblems.isEmpty()) {
                storeProblems = List.of();
                LOG.info("settings stored again");
            }
        } catch (IOException | RuntimeException e) {
            if (storeProblems.isEmpty()) {
                LOG.error("settings in force are not stored, retrying cause={}", e.toString());
            }
            storeProblems = List.of(new Violation(
                    "settings", "in force but not stored", "a writable data directory", String.valueOf(e)));
            if (!executor.isShutdown()) {
                var unused = executor.schedule(again, STORE_RETRY.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    private static void discard(SettingsStore.Prepared prepared) {
        try {
            prepared.discard();
        } catch (IOException e) {
            LOG.warn("temporary settings file remains cause={}", e.toString());
        }
    }

    private static String text(List<Violation> violations) {
        return violations.stream().map(Violation::toString).collect(Collectors.joining("; "));
    }
}
