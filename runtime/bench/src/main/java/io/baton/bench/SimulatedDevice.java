// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import io.baton.session.Login;
import io.baton.testkit.SimulatedUpgrades;
import io.baton.upgrade.UpgradeException;
import io.baton.upgrade.UpgradePlan;
import io.baton.upgrade.UpgradeService;
import io.baton.upgrade.UpgradeState;
import io.baton.upgrade.UpgradeStatus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The upgrade service of a simulated device: the upgrade takes a moment, and fails if the file says so. */
final class SimulatedDevice implements UpgradeService {
    static final int UPGRADE_MILLIS = 500;

    private static final int PERCENT = 100;

    private final SimulatedUpgrades upgrades = new SimulatedUpgrades(InstantSource.system());
    private final ScheduledExecutorService timer;
    private final Random random;
    private volatile Runnable listener = () -> {};

    SimulatedDevice(ScheduledExecutorService timer, long seed) {
        this.timer = timer;
        random = new Random(seed);
    }

    /** Is run at each change of the upgrade. */
    void listener(Runnable changed) {
        listener = changed;
    }

    @Override
    public UpgradeStatus install(InputStream file, Login actor) throws UpgradeException {
        byte[] content;
        try {
            content = file.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        boolean fails = random.nextInt(PERCENT) < content[0];
        // only the first bytes are kept
        UpgradeStatus begun = upgrades.install(new ByteArrayInputStream(content, 0, 1), actor);
        enter(UpgradeState.INSTALLING, UPGRADE_MILLIS / 4, "", "");
        enter(UpgradeState.PROBATION, UPGRADE_MILLIS / 2, "", "");
        if (fails) {
            enter(UpgradeState.ROLLED_BACK, UPGRADE_MILLIS, "health", "Simulated: a check failed.");
        } else {
            enter(UpgradeState.COMMITTED, UPGRADE_MILLIS, "", "");
        }
        return begun;
    }

    private void enter(UpgradeState state, int millis, String reason, String detail) {
        var unused = timer.schedule(
                () -> {
                    upgrades.enter(state, reason, detail);
                    listener.run();
                },
                millis,
                TimeUnit.MILLISECONDS);
    }

    @Override
    public UpgradeStatus status() {
        return upgrades.status();
    }

    @Override
    public List<UpgradeStatus> history(int max) {
        return upgrades.history(max);
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
