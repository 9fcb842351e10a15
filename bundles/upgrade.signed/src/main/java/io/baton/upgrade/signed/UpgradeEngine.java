// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import io.baton.shared.sets.BundleSet;
import io.baton.shared.sets.SetFiles;
import io.baton.upgrade.BundleChange;
import io.baton.upgrade.UpgradeException;
import io.baton.upgrade.UpgradePlan;
import io.baton.upgrade.UpgradeRefusal;
import io.baton.upgrade.UpgradeState;
import io.baton.upgrade.UpgradeStatus;
import io.baton.upgrade.signed.swap.Replacement;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Upgrades, one at a time: checks a file on the caller's thread and does the rest on the worker's.
 *
 * <p>Threading. Any thread.
 */
final class UpgradeEngine {

    private static final Logger LOG = LoggerFactory.getLogger("upgrade.signed");

    private final Environment environment;
    private final Recorder recorder;
    private final Counters counters;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile @Nullable UpgradeRun run;

    /** @throws IOException when the journal or the counters are damaged or cannot be read: no upgrade is safe then */
    UpgradeEngine(Environment environment) throws IOException {
        this.environment = environment;
        recorder = new Recorder(environment);
        counters = new Counters(environment.directory().resolve("counters.json"));
    }

    UpgradeStatus status() {
        List<Attempt> attempts = recorder.attempts();
        return attempts.isEmpty() ? UpgradeStatus.NONE : attempts.getLast().status();
    }

    List<UpgradeStatus> history(int max) {
        return recorder.attempts().reversed().stream()
                .limit(Math.max(0, max))
                .map(Attempt::status)
                .toList();
    }

    UpgradePlan plan(InputStream file) throws UpgradeException {
        Hold hold = take();
        try (Intake intake = new Intake(environment)) {
            Candidate candidate = intake.check(file, counters);
            return new UpgradePlan(
                    candidate.manifest().name(),
                    candidate.keyId(),
                    candidate.manifest().counter(),
                    candidate.changes(),
                    candidate.staged(),
                    Math.toIntExact(environment.probation().get().toSeconds()),
                    environment.platform().inPlace(candidate.jars()));
        } catch (IOException e) {
            throw storage(e);
        } finally {
            hold.close();
        }
    }

    UpgradeStatus install(InputStream file, String actor) throws UpgradeException {
        try (Hold hold = take()) {
            return install(file, recorder.begin("", actor), hold);
        }
    }

    private UpgradeStatus install(InputStream file, Attempt begun, Hold hold) throws UpgradeException {
        Attempt attempt = begun;
        try {
            Candidate candidate;
            try (Intake intake = new Intake(environment)) {
                candidate = intake.check(file, counters);
                String set = candidate.set().digest();
                attempt = recorder.record(
                        attempt.of(candidate.manifest(), candidate.keyId(), candidate.changes(), set),
                        UpgradeState.CHECKING,
                        "verified",
                        "key " + candidate.keyId() + ", counter "
                                + candidate.manifest().counter());
                intake.store(candidate);
                attempt = recorder.record(attempt, UpgradeState.CHECKING, "stored", "");
            }
            if (candidate.staged()) {
                return stage(attempt, candidate, hold).status();
            }
            UpgradeRun next = run(attempt, SetFiles.Name.TRIAL);
            hold.goesOn();
            environment.worker().run(() -> next.install(candidate));
            return attempt.status();
        } catch (UpgradeException e) {
            refuse(attempt, e, hold);
            throw e;
        } catch (IOException e) {
            UpgradeException refusal = storage(e);
            refuse(attempt, refusal, hold);
            throw refusal;
        }
    }

    private Attempt stage(Attempt attempt, Candidate candidate, Hold hold) throws IOException {
        Attempt staging = recorder.record(attempt, UpgradeState.CHECKING, "staging", "");
        environment.sets().write(SetFiles.Name.STAGED, candidate.set());
        return recorder.end(staging, UpgradeState.STAGED, "staged", "in force from the next start", hold::close);
    }

    private void refuse(Attempt attempt, UpgradeException refusal, Hold hold) {
        Attempt refused = attempt.because(refusal.reason().wireName(), String.valueOf(refusal.getMessage()));
        try {
            recorder.end(refused, UpgradeState.REFUSED, "refused", "", hold::close);
        } catch (IOException e) {
            LOG.error("refusal not recorded id={}", attempt.status().id(), e);
            recorder.showOnly(refused, UpgradeState.REFUSED, "refused", "", hold::close);
        }
    }

    UpgradeStatus rollBack(String actor) throws UpgradeException {
        UpgradeRun running = run;
        if (running != null && status().state() == UpgradeState.PROBATION) {
            if (!running.requestRollBack()) {
                throw new UpgradeException(
                        UpgradeRefusal.BUSY, "The upgrade is being made permanent. Try again when that has ended.");
            }
            return status();
        }
        try (Hold hold = take()) {
            if (status().state() == UpgradeState.STAGED && environment.sets().exists(SetFiles.Name.STAGED)) {
                environment.sets().delete(SetFiles.Name.STAGED);
                Attempt staged = recorder.attempts().getLast().because("requested", "An administrator withdrew it.");
                return recorder.end(staged, UpgradeState.ROLLED_BACK, "rolled_back", "", hold::close)
                        .status();
            }
            BundleSet lastGood = environment
                    .sets()
                    .read(SetFiles.Name.LAST_GOOD)
                    .orElseThrow(() -> new UpgradeException(
                            UpgradeRefusal.NOTHING_TO_ROLL_BACK,
                            "No set of bundles is recorded as the last good one."));
            return restore(lastGood, actor, hold).status();
        } catch (IOException e) {
            throw storage(e);
        }
    }

    private Attempt restore(BundleSet lastGood, String actor, Hold hold) throws IOException, UpgradeException {
        Restoration restoration = Restoration.to(lastGood, environment);
        counters.checkRollBack(restoration.changes(), restoration.shipped());
        Attempt attempt = recorder.record(
                recorder.begin("last good set", actor).withChanges(restoration.changes(), lastGood.digest()),
                UpgradeState.ROLLING_BACK,
                "requested",
                "");
        if (!attempt.isOfControl()
                && restoration.changes().stream().anyMatch(change -> Intake.STAGED.contains(change.symbolicName()))) {
            environment.sets().restoreLastGood();
            return recorder.end(attempt, UpgradeState.STAGED, "staged", "in force from the next start", hold::close);
        }
        environment.sets().write(SetFiles.Name.TRIAL, lastGood);
        UpgradeRun next = run(attempt, SetFiles.Name.TRIAL);
        hold.goesOn();
        environment.worker().run(() -> next.restore(restoration.replacements(), restoration.removed()));
        return attempt;
    }

    /**
     * Closes the record that the end of the process or of this bundle left open. Called once, before anything else.
     *
     * @throws IOException when that cannot be recorded
     */
    void recover() throws IOException {
        if (recorder.attempts().isEmpty()) {
            return;
        }
        Attempt last = recorder.attempts().getLast();
        UpgradeState state = last.status().state();
        if (!state.isRunning() && state != UpgradeState.STAGED) {
            return;
        }
        if (is(SetFiles.Name.STAGED, last)) {
            return;
        }
        String step = last.status().steps().getLast().name();
        boolean handedBack = step.equals(UpgradeRun.HANDING_BACK);
        if ((handedBack || step.equals(UpgradeRun.HANDING_OVER))
                && environment.sets().exists(SetFiles.Name.TRIAL)) {
            busy.set(true);
            UpgradeRun next = run(last, SetFiles.Name.TRIAL);
            environment.worker().run(() -> next.takeOver(handedBack));
            return;
        }
        // a committing attempt was made active by its rename, a staged one by the start
        boolean committing = step.equals("committing") || state == UpgradeState.STAGED;
        if (committing && environment.active().digest().equals(last.set())) {
            busy.set(true);
            run(last, SetFiles.Name.TRIAL).completeCommit();
        } else if (is(SetFiles.Name.STAGED_TRIAL, last)) {
            busy.set(true);
            UpgradeRun next = run(last, SetFiles.Name.STAGED_TRIAL);
            environment.worker().run(next::continueStaged);
        } else if (environment.sets().exists(SetFiles.Name.TRIAL)) {
            busy.set(true);
            UpgradeRun next = run(last, SetFiles.Name.TRIAL);
            List<Replacement> back = back(last);
            List<String> added = added(last);
            environment.worker().run(() -> next.abandon(back, added));
        } else {
            recorder.record(
                    last.because("process_ended", "The device stopped before the upgrade was permanent."),
                    UpgradeState.ROLLED_BACK,
                    "rolled_back",
                    "the previous bundles were started");
        }
    }

    /** Leaves nothing at the services of other bundles; an attempt that runs is closed by the next start. */
    void close() {
        UpgradeRun running = run;
        if (running != null) {
            running.stopObserving();
        }
    }

    private boolean is(SetFiles.Name name, Attempt attempt) throws IOException {
        return environment
                .sets()
                .read(name)
                .map(set -> set.digest().equals(attempt.set()))
                .orElse(false);
    }

    /** The jars of the active set for what an attempt has changed. */
    private List<Replacement> back(Attempt attempt) throws IOException {
        List<Replacement> back = new ArrayList<>();
        for (BundleChange change : attempt.status().bundles()) {
            Optional<java.nio.file.Path> jar = environment.jar(environment.active(), change.symbolicName());
            if (jar.isPresent()) {
                back.add(new Replacement(change.symbolicName(), change.fromVersion(), jar.get(), Optional.empty()));
            }
        }
        return back;
    }

    /** The bundles of an attempt that are not in the active set. */
    private List<String> added(Attempt attempt) throws IOException {
        List<String> added = new ArrayList<>();
        for (BundleChange change : attempt.status().bundles()) {
            if (environment.jar(environment.active(), change.symbolicName()).isEmpty()) {
                added.add(change.symbolicName());
            }
        }
        return added;
    }

    private UpgradeRun run(Attempt attempt, SetFiles.Name trial) {
        UpgradeRun next = new UpgradeRun(environment, recorder, counters, attempt, trial, this::ended);
        run = next;
        return next;
    }

    private void ended() {
        run = null;
        busy.set(false);
    }

    private Hold take() throws UpgradeException {
        if (!busy.compareAndSet(false, true)) {
            throw new UpgradeException(UpgradeRefusal.BUSY, "Another upgrade runs. Try again when it has ended.");
        }
        return new Hold();
    }

    /** Keeps other upgrades away until it is closed, or until the run ends that goes on. */
    private final class Hold implements AutoCloseable {

        private boolean over;

        /** Leaves it to the run to let the next upgrade begin. */
        void goesOn() {
            over = true;
        }

        @Override
        public void close() {
            if (!over) {
                over = true;
                busy.set(false);
            }
        }
    }

    private static UpgradeException storage(IOException cause) {
        LOG.error("upgrade refused: a file cannot be read or written", cause);
        return new UpgradeException(
                UpgradeRefusal.STORAGE, "A file of the device cannot be read or written: " + cause.getMessage());
    }
}
