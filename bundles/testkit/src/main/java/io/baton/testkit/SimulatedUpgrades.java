// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import io.baton.session.Login;
import io.baton.upgrade.BundleChange;
import io.baton.upgrade.UpgradeException;
import io.baton.upgrade.UpgradePlan;
import io.baton.upgrade.UpgradeRefusal;
import io.baton.upgrade.UpgradeService;
import io.baton.upgrade.UpgradeState;
import io.baton.upgrade.UpgradeStatus;
import io.baton.upgrade.UpgradeStep;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An upgrade service that installs nothing: an upgrade goes from state to state when a test says so.
 *
 * <p>Threading. Any thread; one lock.
 */
public final class SimulatedUpgrades implements UpgradeService {

    private final InstantSource clock;
    private final List<UpgradeStatus> history = new ArrayList<>();
    private final List<byte[]> installed = new ArrayList<>();
    private Optional<UpgradeException> refusal = Optional.empty();
    private int next;

    public SimulatedUpgrades(InstantSource clock) {
        this.clock = clock;
    }

    /** Refuses what is installed from now on. */
    public synchronized void refuse(UpgradeRefusal reason, String message) {
        refusal = Optional.of(new UpgradeException(reason, message));
    }

    /** Accepts what is installed from now on. */
    public synchronized void accept() {
        refusal = Optional.empty();
    }

    /** The files that were handed over and accepted. */
    public synchronized List<byte[]> installed() {
        return List.copyOf(installed);
    }

    /** The login names of all attempts, oldest first. */
    public synchronized List<String> actors() {
        return history.stream().map(UpgradeStatus::actor).toList();
    }

    @Override
    public synchronized UpgradeStatus install(InputStream file, Login actor) throws UpgradeException {
        if (refusal.isPresent()) {
            throw refusal.get();
        }
        if (status().state().isRunning()) {
            throw new UpgradeException(UpgradeRefusal.BUSY, "Another upgrade runs.");
        }
        try {
            installed.add(file.readAllBytes());
        } catch (IOException e) {
            throw new UpgradeException(UpgradeRefusal.STORAGE, e.toString());
        }
        next++;
        UpgradeStatus begun = new UpgradeStatus(
                "u" + next,
                "simulated",
                UpgradeState.CHECKING,
                actor.user(),
                clock.instant(),
                List.of(step("verified")),
                List.of(new BundleChange("io.baton.web.ui", "1.0.0", "1.0.1", "", "")),
                Optional.empty(),
                Duration.ZERO,
                "",
                "");
        history.add(begun);
        return begun;
    }

    private UpgradeStep step(String name) {
        return new UpgradeStep(name, clock.instant(), "");
    }

    /** Has the attempt that runs enter a state, with a step of that name. */
    public synchronized UpgradeStatus enter(UpgradeState state, String reason, String detail) {
        UpgradeStatus last = history.removeLast();
        List<UpgradeStep> steps = new ArrayList<>(last.steps());
        steps.add(step(state.wireName()));
        UpgradeStatus changed = new UpgradeStatus(
                last.id(),
                last.name(),
                state,
                last.actor(),
                last.begun(),
                steps,
                last.bundles(),
                Optional.empty(),
                Duration.ZERO,
                reason,
                detail);
        history.add(changed);
        return changed;
    }

    public synchronized UpgradeStatus enter(UpgradeState state) {
        return enter(state, "", "");
    }

    @Override
    public synchronized UpgradeStatus status() {
        return history.isEmpty() ? UpgradeStatus.NONE : history.getLast();
    }

    @Override
    public synchronized List<UpgradeStatus> history(int max) {
        return history.reversed().stream().limit(max).toList();
    }

    @Override
    public UpgradePlan plan(InputStream file) {
        throw new UnsupportedOperationException();
    }

    @Override
    public UpgradeStatus rollBack(Login actor) {
        throw new UnsupportedOperationException();
    }
}
