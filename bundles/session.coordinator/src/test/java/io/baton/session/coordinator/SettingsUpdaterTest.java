// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.session.Admission;
import io.baton.session.Command;
import io.baton.session.JoinRequest;
import io.baton.session.Login;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.SessionCoordinator;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import io.baton.session.Settings;
import io.baton.session.Violation;
import io.baton.shared.threads.DaemonThreads;
import io.baton.testkit.RosterFixtureBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class SettingsUpdaterTest {

    private static final SessionId ANN = new SessionId("ann");

    @TempDir
    private Path data = Path.of("");

    private final Map<String, String> environment = Map.of("SESSION_MAX_CONCURRENT", "5");
    private final ApplyingCoordinator coordinator = new ApplyingCoordinator();
    private final MemoryStore store = new MemoryStore();
    private final List<String> fatal = new CopyOnWriteArrayList<>();
    private final DaemonThreads threads = new DaemonThreads(LoggerFactory.getLogger("session.coordinator"), fatal::add);
    private SettingsStore files = new SettingsStore(Path.of(""));
    private SettingsUpdater settingsUpdater =
            new SettingsUpdater(first(Map.of()), environment, coordinator, store, files, threads);

    /** A coordinator that applies every set of settings, as the policy does, and nothing else. */
    private static final class ApplyingCoordinator implements SessionCoordinator {
        final List<Settings> applied = new CopyOnWriteArrayList<>();
        volatile Settings inForce = Settings.DEFAULTS.with(Setting.MAX_SESSIONS, 5);
        volatile Function<Settings, Roster> roster = Roster::empty;
        volatile CompletionStage<Outcome> says = CompletableFuture.completedFuture(Outcome.done());

        @Override
        public CompletionStage<Outcome> submit(Command command) {
            Settings settings = ((Command.Configure) command).settings();
            return says.thenApply(outcome -> {
                if (outcome.isDone()) {
                    applied.add(settings);
                    inForce = settings;
                }
                return outcome;
            });
        }

        @Override
        public Roster roster() {
            return roster.apply(inForce);
        }

        @Override
        public CompletionStage<Admission> join(JoinRequest request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Admission> attach(Login login, String resumeToken) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void active(SessionId session) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Instant now() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Instant wallTime(Instant instant) {
            throw new UnsupportedOperationException();
        }
    }

    /** Configuration Admin as far as the updater knows it. */
    private static final class MemoryStore implements SettingsUpdater.Store {
        volatile Map<String, Object> values = Map.of();
        final AtomicInteger writes = new AtomicInteger();
        final AtomicInteger reads = new AtomicInteger();
        volatile boolean full;
        volatile Runnable listener = () -> {};

        @Override
        public Map<String, ?> read() {
            reads.incrementAndGet();
            return values;
        }

        @Override
        public void write(Map<String, Object> next) throws IOException {
            if (full) {
                throw new IOException("No space left on device");
            }
            writes.incrementAndGet();
            values = Map.copyOf(next);
            listener.run();
        }
    }

    private InitialSettings.Good first(Map<String, Object> stored) {
        return (InitialSettings.Good) InitialSettings.choose(stored, null, null, environment);
    }

    @BeforeEach
    void open() throws Exception {
        settingsUpdater.close();
        files = new SettingsStore(data);
        settingsUpdater = new SettingsUpdater(first(Map.of()), environment, coordinator, store, files, threads);
    }

    @AfterEach
    void close() throws Exception {
        settingsUpdater.close();
    }

    private void configure(Map<String, Object> values) throws Exception {
        store.values = values;
        settingsUpdater.configurationChanged();
        settle();
    }

    /** Whatever was sent before is done when a bad change is refused. */
    private void settle() throws Exception {
        assertInstanceOf(
                Outcome.Refused.class, CoordinatorFixture.await(settingsUpdater.change(ANN, Map.of("nothing", 1))));
    }

    @Test
    void changeIsAppliedConfiguredAndStored() throws Exception {
        assertTrue(CoordinatorFixture.await(
                        settingsUpdater.change(ANN, Map.of("requestTimeoutSeconds", 30L, "requireApproval", true)))
                .isDone());

        assertEquals(1, coordinator.applied.size());
        assertEquals(30L, settingsUpdater.current().get("requestTimeoutSeconds"));
        assertEquals(Map.of("requestTimeoutSeconds", 30, "requireApproval", true), store.values);
        assertEquals(Map.of("requestTimeoutSeconds", "30", "requireApproval", "true"), files.lastGood());
        assertTrue(Files.readString(data.resolve("configs/io.baton.session.coordinator.json"))
                .contains("\"requestTimeoutSeconds:Integer\": 30"));
    }

    @Test
    void configurationWrittenByAChangeIsNotAppliedAgain() throws Exception {
        CoordinatorFixture.await(settingsUpdater.change(ANN, Map.of("requestTimeoutSeconds", 30L)));
        settingsUpdater.configurationChanged();
        settingsUpdater.configurationChanged();
        settle();

        assertEquals(1, coordinator.applied.size());
        assertEquals(1, store.writes.get());
    }

    @Test
    void rapidChangesAreAppliedInOrderDespiteTheirConfigurationEvents() throws Exception {
        List<CompletableFuture<Outcome>> answers = new ArrayList<>();
        for (int seconds = 20; seconds < 30; seconds++) {
            answers.add(settingsUpdater
                    .change(ANN, Map.of("requestTimeoutSeconds", seconds))
                    .toCompletableFuture());
            settingsUpdater.configurationChanged();
        }
        for (CompletableFuture<Outcome> answer : answers) {
            assertTrue(CoordinatorFixture.await(answer).isDone());
        }
        settle();

        assertEquals(
                List.of(20L, 21L, 22L, 23L, 24L, 25L, 26L, 27L, 28L, 29L),
                coordinator.applied.stream()
                        .map(settings -> settings.get(Setting.REQUEST_TIMEOUT) / 1000)
                        .toList());
    }

    @Test
    void invalidChangeNamesEveryViolationAndChangesNothing() throws Exception {
        Outcome.Refused refused = assertInstanceOf(
                Outcome.Refused.class,
                CoordinatorFixture.await(settingsUpdater.change(
                        ANN, Map.of("maxRejections", 11, "pendingTimeoutSeconds", 20, "colour", "red"))));

        assertEquals(Reason.BAD_VALUE, refused.reason());
        for (String part : List.of(
                "maxRejections = 11 from change: it is outside its range (allowed: 1–10)",
                "pendingTimeoutSeconds = 20000 ms from change",
                "colour = red")) {
            assertTrue(refused.message().contains(part), refused.message());
        }
        assertEquals(List.of(), coordinator.applied);
        assertEquals(0, store.writes.get());
        assertEquals(null, files.lastGood());
    }

    @Test
    void settingFromTheEnvironmentCannotBeChanged() throws Exception {
        Outcome.Refused refused = assertInstanceOf(
                Outcome.Refused.class, CoordinatorFixture.await(settingsUpdater.change(ANN, Map.of("maxSessions", 7))));
        assertTrue(refused.message().contains("environment:SESSION_MAX_CONCURRENT"), refused.message());

        assertTrue(
                CoordinatorFixture.await(settingsUpdater.change(ANN, Map.of("maxSessions", 5L, "autoPromote", false)))
                        .isDone(),
                "saying what is so is no change");
    }

    @Test
    void changeRefusedByThePolicyIsNotStored() throws Exception {
        Outcome no = Outcome.refused(Reason.NOT_ALLOWED, "no");
        coordinator.says = CompletableFuture.completedFuture(no);
        assertEquals(no, CoordinatorFixture.await(settingsUpdater.change(ANN, Map.of("autoPromote", false))));
        assertEquals(0, store.writes.get());
        assertEquals(null, files.lastGood());
    }

    @Test
    void configurationIsAppliedAndStored() throws Exception {
        configure(Map.of("requestTimeoutSeconds", 45, "service.pid", CoordinatorConfig.PID));

        assertEquals(45_000, coordinator.inForce.get(Setting.REQUEST_TIMEOUT));
        assertEquals(5, coordinator.inForce.maxSessions(), "the environment goes first");
        assertEquals(Map.of("requestTimeoutSeconds", "45"), files.lastGood());
    }

    @Test
    void updateOfTheConfigurationReturnsWhenItIsStored() throws Exception {
        store.values = Map.of("reconnectGraceSeconds", 49);
        CompletableFuture<Outcome> applied = new CompletableFuture<>();
        coordinator.says = applied;
        Thread console = Thread.currentThread();
        Thread applier = new Thread(() -> {
            while (console.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            applied.complete(Outcome.done());
        });
        applier.setDaemon(true);
        applier.start();

        settingsUpdater.configurationUpdated();

        assertTrue(applied.isDone());
        assertEquals(Map.of("reconnectGraceSeconds", "49"), files.lastGood());
        assertTrue(Files.readString(data.resolve("configs/io.baton.session.coordinator.json"))
                .contains("\"reconnectGraceSeconds:Integer\": 49"));
    }

    @Test
    void configurationWrittenByAChangeIsNotWaitedFor() throws Exception {
        store.listener = settingsUpdater::configurationUpdated;
        assertTrue(CoordinatorFixture.await(settingsUpdater.change(ANN, Map.of("reconnectGraceSeconds", 49)))
                .isDone());
        settle();
        assertEquals(1, store.writes.get());
        assertEquals(0, store.reads.get());
    }

    @Test
    void updateOfTheConfigurationReturnsWhenTheUpdaterIsClosed() throws Exception {
        settingsUpdater.close();
        settingsUpdater.configurationUpdated();
        assertEquals(0, store.reads.get());
    }

    @Test
    void invalidConfigurationLeavesTheLastGoodSetInForce() throws Exception {
        configure(Map.of("requestTimeoutSeconds", 45));
        configure(Map.of("requestTimeoutSeconds", 45, "maxRejections", 0));
        assertEquals("maxRejections", settingsUpdater.problems().getFirst().field());
        assertEquals(45_000, coordinator.inForce.get(Setting.REQUEST_TIMEOUT));
        assertEquals(Map.of("requestTimeoutSeconds", "45"), files.lastGood());

        assertTrue(CoordinatorFixture.await(settingsUpdater.change(ANN, Map.of("requestTimeoutSeconds", 50L)))
                .isDone());
        assertEquals(List.of(), settingsUpdater.problems());
        assertEquals(Map.of("requestTimeoutSeconds", 50), store.values, "what was bad is gone");
    }

    @Test
    void changesBeyondTheQueueAreRefusedAsBusy() throws Exception {
        CompletableFuture<Outcome> hangs = new CompletableFuture<>();
        coordinator.says = hangs;
        List<CompletableFuture<Outcome>> answers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            answers.add(settingsUpdater
                    .change(ANN, Map.of("autoPromote", i % 2 == 0))
                    .toCompletableFuture());
        }
        long busy = answers.stream()
                .filter(CompletableFuture::isDone)
                .filter(answer -> answer.join() instanceof Outcome.Refused refused && refused.reason() == Reason.BUSY)
                .count();
        hangs.complete(Outcome.done());
        for (CompletableFuture<Outcome> answer : answers) {
            CoordinatorFixture.await(answer);
        }
        assertTrue(busy >= 40 - 17 && busy <= 40 - 16, "16 wait and one is worked on: " + busy);
    }

    @Test
    void changeThatCannotBeWrittenIsRefusedAndNotApplied() throws Exception {
        Path blocked = data.resolve("session/last-good.properties.new/entry");
        Files.createDirectories(blocked);
        Outcome.Refused refused = assertInstanceOf(
                Outcome.Refused.class,
                CoordinatorFixture.await(settingsUpdater.change(ANN, Map.of("autoPromote", false))));

        assertEquals(Reason.TEMPORARILY_UNAVAILABLE, refused.reason());
        assertTrue(refused.message().contains("cannot be stored"), refused.message());
        assertEquals(List.of(), coordinator.applied);

        Files.delete(blocked);
        assertTrue(CoordinatorFixture.await(settingsUpdater.change(ANN, Map.of("autoPromote", false)))
                .isDone());
        assertEquals(Map.of("autoPromote", "false"), files.lastGood());
    }

    @Test
    void settingsInForceThatCannotBeStoredAreAFindingUntilTheyAre() throws Exception {
        store.full = true;
        assertTrue(CoordinatorFixture.await(settingsUpdater.change(ANN, Map.of("autoPromote", false)))
                .isDone());
        settle();
        assertEquals(
                List.of("settings"),
                settingsUpdater.problems().stream().map(Violation::field).toList());

        store.full = false;
        settingsUpdater.storeAgain();
        settle();
        assertEquals(List.of(), settingsUpdater.problems());
        assertEquals(Map.of("autoPromote", false), store.values);
    }

    @Test
    void configurationThatCannotBeStoredIsAFindingUntilItIs() throws Exception {
        Path blocked = data.resolve("session/last-good.properties.new/entry");
        Files.createDirectories(blocked);
        configure(Map.of("requestTimeoutSeconds", 45));
        assertEquals(45_000, coordinator.inForce.get(Setting.REQUEST_TIMEOUT));
        assertEquals(1, settingsUpdater.problems().size());

        Files.delete(blocked);
        settingsUpdater.storeAgain();
        settle();
        assertEquals(List.of(), settingsUpdater.problems());
        assertEquals(Map.of("requestTimeoutSeconds", "45"), files.lastGood());
    }

    @Test
    void sharedRoleThatLeavesNoAdministratorIsRefused() throws Exception {
        coordinator.roster = settings -> withSession(settings, Login.unauthenticated(Role.ADMIN));
        for (String role : List.of("operator", "viewer")) {
            Outcome.Refused refused = assertInstanceOf(
                    Outcome.Refused.class,
                    CoordinatorFixture.await(settingsUpdater.change(ANN, Map.of("sharedRole", role))));
            assertEquals(Reason.BAD_VALUE, refused.reason());
            assertTrue(refused.message().startsWith("sharedRole = " + role), refused.message());
        }
        assertEquals(List.of(), coordinator.applied);

        coordinator.roster =
                settings -> withSession(settings, new Login("ann", Role.ADMIN, Login.Strength.OWN_ACCOUNT, "", false));
        assertTrue(CoordinatorFixture.await(settingsUpdater.change(ANN, Map.of("sharedRole", "viewer")))
                .isDone());
    }

    @Test
    void configurationThatLeavesNoAdministratorIsRefused() throws Exception {
        coordinator.roster = settings -> withSession(settings, Login.unauthenticated(Role.ADMIN));
        store.values = Map.of("sharedRole", "operator");
        settingsUpdater.configurationChanged();
        settle();
        assertEquals(List.of(), coordinator.applied);
        assertEquals(
                List.of("sharedRole"),
                settingsUpdater.problems().stream().map(Violation::field).toList());

        coordinator.roster =
                settings -> withSession(settings, new Login("ann", Role.ADMIN, Login.Strength.OWN_ACCOUNT, "", false));
        settingsUpdater.configurationChanged();
        settle();
        assertEquals(Role.OPERATOR, coordinator.inForce.sharedRole());
        assertEquals(List.of(), settingsUpdater.problems());
    }

    private static Roster withSession(Settings settings, Login login) {
        return new RosterFixtureBuilder()
                .settings(settings)
                .add(RosterFixtureBuilder.session("ann", 1).edit().login(login).build())
                .build();
    }

    @Test
    void errorIsReportedAsFatal() throws Exception {
        coordinator.roster = settings -> {
            throw new OutOfMemoryError("a test");
        };
        var unused = settingsUpdater.change(ANN, Map.of("sharedRole", "viewer"));
        settingsUpdater.close();
        assertEquals(List.of("thread baton-settings died: java.lang.OutOfMemoryError"), fatal);
    }

    @Test
    void closeLeavesNoThread() throws Exception {
        List<Thread> made = new CopyOnWriteArrayList<>();
        settle();
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("baton-settings"))
                .forEach(made::add);
        settingsUpdater.close();
        assertTrue(made.size() >= 1, made.toString());
        for (Thread thread : made) {
            thread.join(10_000);
            assertFalse(thread.isAlive(), thread.toString());
        }
    }
}
