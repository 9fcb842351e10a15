// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import io.baton.shared.sets.SetFiles;
import io.baton.upgrade.UpgradeState;
import io.baton.upgrade.signed.swap.BundleSwap;
import io.baton.upgrade.signed.swap.Replacement;
import io.baton.upgrade.signed.swap.SwapResult;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt from the swap to its end. The set under trial is written before the swap and becomes the active one by a
 * rename at commit, so that whatever ends the process earlier leaves the active set as it was.
 *
 * <p>Threading. The worker's thread; {@link #requestRollBack} and {@link #stopObserving} from any thread.
 */
final class UpgradeRun {

    private static final Logger LOG = LoggerFactory.getLogger("upgrade.signed");
    /** The last step of a bundle that was replaced along: its successor goes on. */
    static final String HANDING_OVER = "handing_over";

    /** The same, once the previous bundles run again. */
    static final String HANDING_BACK = "handing_back";

    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofSeconds(10);

    private final Environment environment;
    private final Recorder recorder;
    private final Counters counters;
    private final Runnable ended;
    private final SetFiles.Name trial;
    private Attempt attempt;
    private @Nullable BundleSwap swap;
    private List<String> notReplaced = List.of();
    private volatile @Nullable HealthGate health;
    private volatile boolean rollBackRequested;
    private boolean committing;

    /**
     * @param trial where the set under trial is
     * @param ended is run once the attempt has ended
     */
    UpgradeRun(
            Environment environment,
            Recorder recorder,
            Counters counters,
            Attempt attempt,
            SetFiles.Name trial,
            Runnable ended) {
        this.environment = environment;
        this.recorder = recorder;
        this.counters = counters;
        this.attempt = attempt;
        this.trial = trial;
        this.ended = ended;
    }

    /**
     * Asks for a roll back at the next tick of the probation; returns false when the upgrade is being made permanent.
     */
    synchronized boolean requestRollBack() {
        rollBackRequested = !committing;
        return rollBackRequested;
    }

    private synchronized boolean beginCommit() {
        committing = !rollBackRequested;
        return committing;
    }

    /** Replaces the bundles and begins the probation. */
    void install(Candidate candidate) {
        List<String> names = candidate.changes().stream()
                .map(change -> change.symbolicName())
                .toList();
        try {
            if (names.isEmpty()) {
                commit();
                return;
            }
            record(UpgradeState.INSTALLING, "trial", "set " + candidate.set().digest());
            environment.sets().write(SetFiles.Name.TRIAL, candidate.set());
            health = environment.platform().observe(names);
            if (replace(candidate.replacements())) {
                beginProbation();
            }
        } catch (IOException e) {
            giveUp(e);
        }
    }

    /**
     * Replaces the bundles by those of the last good set, which becomes active at once.
     *
     * @param removed bundles that are in neither this set nor the image
     */
    void restore(List<Replacement> replacements, List<String> removed) {
        try {
            record(UpgradeState.ROLLING_BACK, "restoring", "last good set " + attempt.set());
            BundleSwap present = environment.platform().swap(attempt.isOfControl());
            SwapResult result = present.replace(replacements);
            attempt = attempt.gap(result.gap());
            switch (result.outcome()) {
                case DONE -> {
                    swap = present;
                    notReplaced = removed;
                    if (present.handsOver()) {
                        record(UpgradeState.ROLLING_BACK, HANDING_OVER, String.join("; ", result.notes()));
                        present.handOver(this::notTakenOver);
                    } else {
                        commit();
                    }
                }
                case UNCHANGED -> {
                    attempt = attempt.because(result.reason(), result.detail());
                    end(UpgradeState.FAILED, "failed", String.join("; ", result.notes()));
                }
                case BROKEN -> restart(result);
            }
        } catch (IOException e) {
            giveUp(e);
        }
    }

    /** Goes on with a set that runs already. */
    void continueStaged() {
        try {
            HealthGate gate = environment
                    .platform()
                    .observe(attempt.status().bundles().stream()
                            .map(change -> change.symbolicName())
                            .toList());
            health = gate;
            gate.started();
            beginProbation();
        } catch (IOException e) {
            giveUp(e);
        }
    }

    /**
     * Puts the active set back after this bundle was restarted during a trial.
     *
     * @param added bundles that the trial had added
     */
    void abandon(List<Replacement> replacements, List<String> added) {
        try {
            attempt = attempt.because("interrupted", "The upgrading bundle was restarted during the trial.");
            record(UpgradeState.ROLLING_BACK, "rolling_back", "");
            BundleSwap present = environment.platform().swap(attempt.isOfControl());
            if (present.handsOver()) {
                swap = present;
                afterRevert(present.revert());
                return;
            }
            SwapResult result = present.replace(replacements);
            if (result.isDone()) {
                present.remove(added);
                present.keep();
            }
            afterRevert(result);
        } catch (IOException e) {
            giveUp(e);
        }
    }

    /**
     * Goes on where another version of this bundle, which is stopped now, has ended: it replaced the control bundles,
     * or put the previous ones back.
     */
    void takeOver(boolean back) {
        try {
            BundleSwap present = environment.platform().swap(true);
            swap = present;
            if (back) {
                present.keep();
                endRolledBack();
            } else if (attempt.keyId().isEmpty()) {
                record(UpgradeState.ROLLING_BACK, "swapped", "");
                notReplaced = attempt.status().bundles().stream()
                        .filter(change -> change.toVersion().isEmpty())
                        .map(change -> change.symbolicName())
                        .toList();
                commit();
            } else {
                record(UpgradeState.INSTALLING, "swapped", "");
                continueStaged();
            }
        } catch (IOException e) {
            giveUp(e);
        }
    }

    /** The other version did not start; the previous bundles run, and this one is about to. */
    private void notTakenOver(SwapResult result) {
        try {
            attempt = attempt.because(result.reason(), result.detail());
            record(UpgradeState.ROLLING_BACK, HANDING_BACK, result.detail());
            if (result.outcome() == SwapResult.Outcome.BROKEN) {
                restart(result);
            }
        } catch (IOException e) {
            giveUp(e);
        }
    }

    /** The previous version of this bundle did not start, though the other previous ones run. */
    private void notTakenBack(SwapResult result) {
        environment
                .platform()
                .restart("upgrade " + attempt.status().id() + " could not be handed back: " + result.reason());
    }

    private boolean replace(List<Replacement> replacements) throws IOException {
        record(UpgradeState.INSTALLING, "swapping", "");
        BundleSwap present = environment.platform().swap(attempt.isOfControl());
        SwapResult result = present.replace(replacements);
        attempt = attempt.gap(result.gap());
        switch (result.outcome()) {
            case DONE -> {
                swap = present;
                if (present.handsOver()) {
                    record(UpgradeState.INSTALLING, HANDING_OVER, String.join("; ", result.notes()));
                    present.handOver(this::notTakenOver);
                    return false;
                }
                record(UpgradeState.INSTALLING, "swapped", String.join("; ", result.notes()));
                HealthGate gate = health;
                if (gate != null) {
                    gate.started();
                }
                return true;
            }
            case UNCHANGED -> {
                attempt = attempt.because(result.reason(), result.detail());
                record(UpgradeState.ROLLING_BACK, "swap_failed", String.join("; ", result.notes()));
                endRolledBack();
            }
            case BROKEN -> restart(result);
        }
        return false;
    }

    private void beginProbation() throws IOException {
        HealthGate gate = health;
        Duration probation = environment.probation().get();
        attempt = attempt.probationUntil(environment.clock().instant().plus(probation));
        record(UpgradeState.PROBATION, "probation", gate == null ? "" : gate.observed());
        long end = environment.nanoTime().getAsLong() + probation.toNanos();
        environment.worker().runAfter(TICK, () -> tick(end));
    }

    /** @param end of the probation by the clock that the time of day does not change */
    private void tick(long end) {
        try {
            HealthGate gate = health;
            Optional<HealthGate.Problem> problem = gate == null ? Optional.empty() : gate.check();
            if (rollBackRequested) {
                rollBackAsRequested();
            } else if (problem.isPresent()) {
                rollBack(problem.get().reason(), problem.get().detail());
            } else if (environment.nanoTime().getAsLong() - end >= 0) {
                commit();
            } else {
                environment.worker().runAfter(TICK, () -> tick(end));
            }
        } catch (IOException e) {
            giveUp(e);
        }
    }

    private void rollBackAsRequested() throws IOException {
        rollBack("requested", "An administrator rolled the upgrade back.");
    }

    private void commit() throws IOException {
        if (!beginCommit()) {
            rollBackAsRequested();
            return;
        }
        record(UpgradeState.PROBATION, "committing", "");
        if (!attempt.status().bundles().isEmpty()) {
            activate();
        }
        BundleSwap present = swap;
        if (present != null) {
            present.keep();
            present.remove(notReplaced);
        }
        completeCommit();
    }

    /** The one moment from which on the next start has the new set. */
    private void activate() throws IOException {
        if (attempt.keyId().isEmpty()) {
            environment.sets().restoreLastGood();
            environment.sets().delete(trial);
        } else {
            environment.sets().commit(trial);
        }
    }

    /** Does what follows on the set's becoming active; may be repeated. */
    void completeCommit() {
        synchronized (this) {
            committing = true;
        }
        try {
            counters.committed(attempt);
            if (attempt.keys().isPresent()
                    && attempt.keys().get().serial() > environment.keys().serial()) {
                environment.keys().rotate(attempt.keys().get());
            }
            collect();
            end(UpgradeState.COMMITTED, "committed", "");
        } catch (IOException e) {
            LOG.error(
                    "upgrade not recorded as permanent yet id={}",
                    attempt.status().id(),
                    e);
            environment.worker().runAfter(RETRY, this::completeCommit);
        }
    }

    private void collect() {
        try {
            environment.sets().store().collect(environment.sets().needed());
        } catch (IOException e) {
            LOG.warn("unused jars are kept cause={}", e.toString());
        }
    }

    private void rollBack(String reason, String detail) throws IOException {
        stopObserving();
        attempt = attempt.because(reason, detail);
        record(UpgradeState.ROLLING_BACK, "rolling_back", detail);
        BundleSwap present = swap;
        if (present == null) {
            // the set was started with: only a start has the other one
            environment.sets().move(trial, SetFiles.Name.FAILED);
            environment.platform().restart("upgrade " + attempt.status().id() + " failed: " + reason);
            return;
        }
        afterRevert(present.revert());
    }

    private void afterRevert(SwapResult result) throws IOException {
        attempt = attempt.gap(result.gap());
        BundleSwap present = swap;
        if (!result.isDone()) {
            restart(result);
        } else if (present != null && present.handsOver()) {
            record(UpgradeState.ROLLING_BACK, HANDING_BACK, String.join("; ", result.notes()));
            present.handOver(this::notTakenBack);
        } else {
            endRolledBack();
        }
    }

    private void endRolledBack() throws IOException {
        environment.sets().move(trial, SetFiles.Name.FAILED);
        collect();
        end(UpgradeState.ROLLED_BACK, "rolled_back", "");
    }

    /** Neither set runs as a whole: a start has the active one. */
    private void restart(SwapResult result) throws IOException {
        attempt = attempt.because(result.reason(), result.detail());
        record(UpgradeState.ROLLING_BACK, "restarting", result.detail());
        environment.platform().restart("upgrade " + attempt.status().id() + " could not be rolled back");
    }

    /** The journal or a set could not be written: what runs is put back, the next start closes the record. */
    private void giveUp(IOException cause) {
        LOG.error("upgrade given up id={}", attempt.status().id(), cause);
        attempt = attempt.because("storage", "A file could not be written: " + cause.getMessage());
        BundleSwap present = swap;
        if (present != null && present.handsOver()) {
            // without the journal another version of this bundle cannot go on
            environment.platform().restart("upgrade " + attempt.status().id() + " could not be recorded");
            return;
        }
        boolean restored = present == null || present.revert().isDone();
        try {
            environment.sets().delete(SetFiles.Name.TRIAL);
        } catch (IOException e) {
            LOG.warn("set under trial is left cause={}", e.toString());
        }
        stopObserving();
        attempt = recorder.showOnly(
                attempt, restored ? UpgradeState.ROLLED_BACK : UpgradeState.FAILED, "given_up", "", ended);
    }

    private void end(UpgradeState state, String step, String detail) throws IOException {
        stopObserving();
        attempt = recorder.end(attempt, state, step, detail, ended);
    }

    /** Ends the observation; from any thread. */
    void stopObserving() {
        HealthGate gate = health;
        health = null;
        if (gate != null) {
            gate.close();
        }
    }

    private void record(UpgradeState state, String step, String detail) throws IOException {
        attempt = recorder.record(attempt, state, step, detail);
    }
}
