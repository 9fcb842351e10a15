// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import static io.baton.upgrade.signed.EngineFixture.NAME;
import static io.baton.upgrade.signed.EngineFixture.file;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.shared.sets.SetFiles;
import io.baton.upgrade.UpgradeException;
import io.baton.upgrade.UpgradePlan;
import io.baton.upgrade.UpgradeRefusal;
import io.baton.upgrade.UpgradeState;
import io.baton.upgrade.signed.UpgradeManifest.KeyList;
import io.baton.upgrade.signed.swap.SwapResult;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UpgradeEngineTest {

    private static final String ADDED = "io.baton.rpc.extra";
    private static final String POLICY = "io.baton.policy.handover";

    private final EngineFixture device;

    UpgradeEngineTest(@TempDir Path directory) throws IOException {
        device = new EngineFixture(directory);
    }

    @Test
    void goodUpgradeIsCommittedAfterProbationAndBooted() throws Exception {
        device.install(file("0.1.1", 1));
        device.work(1);
        assertEquals(UpgradeState.PROBATION, device.upgrades().status().state());
        assertTrue(device.sets.exists(SetFiles.Name.TRIAL), "under trial");
        assertFalse(device.sets.exists(SetFiles.Name.ACTIVE), "not permanent yet");
        device.work(59);
        assertEquals(UpgradeState.PROBATION, device.upgrades().status().state());
        device.workToEnd();
        assertEquals(UpgradeState.COMMITTED, device.upgrades().status().state());
        assertEquals(
                List.of("verified", "stored", "trial", "swapping", "swapped", "probation", "committing", "committed"),
                device.steps());
        assertEquals(12, device.upgrades().status().gap().toMillis());
        device.restart();
        assertEquals("0.1.1", device.runs(NAME));
        assertEquals(UpgradeState.COMMITTED, device.upgrades().status().state());
    }

    @Test
    void observationEndsWithTheAttempt() throws Exception {
        commit(file("0.1.1", 1));
        assertEquals(0, device.platform.observed, "committed");
        device.install(file("0.1.2", 2));
        device.work(2);
        assertEquals(1, device.platform.observed, "in probation");
        device.upgrades().rollBack("ada");
        device.workToEnd();
        assertEquals(0, device.platform.observed, "rolled back");
        device.platform.swapOutcome = SwapResult.Outcome.UNCHANGED;
        device.install(file("0.1.3", 3));
        device.workToEnd();
        assertEquals(0, device.platform.observed, "not replaced");
    }

    /** As when the network has told the time, or an operator has set it back. */
    @Test
    void stepOfTheTimeOfDayDoesNotChangeTheProbation() throws Exception {
        int counter = 0;
        for (Duration step : List.of(Duration.ofHours(1), Duration.ofHours(-1))) {
            counter++;
            device.install(file("0.1." + counter, counter));
            device.work(2);
            device.now = device.now.plus(step);
            device.work((int) EngineFixture.PROBATION.toSeconds() - 2);
            assertEquals(UpgradeState.PROBATION, device.upgrades().status().state(), "a second before the end");
            device.work(1);
            assertEquals(UpgradeState.COMMITTED, device.upgrades().status().state(), "at the end");
        }
    }

    @Test
    void problemInProbationRollsBack() throws Exception {
        device.install(file("0.1.1", 1));
        device.work(10);
        device.platform.problem = Optional.of(new HealthGate.Problem("errors", "6 errors in 10 s"));
        device.workToEnd();
        assertEquals(UpgradeState.ROLLED_BACK, device.upgrades().status().state());
        assertEquals("errors", device.upgrades().status().reason());
        assertEquals("0.1.0", device.runs(NAME));
        device.restart();
        assertEquals("0.1.0", device.runs(NAME));
        device.platform.problem = Optional.empty();
        device.install(file("0.1.1", 1));
        device.workToEnd();
        assertEquals(
                UpgradeState.COMMITTED,
                device.upgrades().status().state(),
                "a rolled back upgrade has not raised the counter");
    }

    @Test
    void bundleThatDoesNotStartIsRolledBack() throws Exception {
        device.platform.swapOutcome = SwapResult.Outcome.UNCHANGED;
        device.install(file("0.1.1", 1));
        device.workToEnd();
        assertEquals(UpgradeState.ROLLED_BACK, device.upgrades().status().state());
        assertEquals("start_failed", device.upgrades().status().reason());
        assertFalse(device.sets.exists(SetFiles.Name.TRIAL), "under trial");
    }

    @Test
    void swapThatCannotBePutBackRestartsTheDevice() throws Exception {
        device.platform.swapOutcome = SwapResult.Outcome.BROKEN;
        device.install(file("0.1.1", 1));
        device.workToEnd();
        assertEquals(List.of("replace", "restart"), device.platform.events);
        device.restart();
        assertEquals(UpgradeState.ROLLED_BACK, device.upgrades().status().state());
        assertEquals("start_failed", device.upgrades().status().reason());
        assertEquals("0.1.0", device.runs(NAME));
    }

    @Test
    void administratorRollsBackInProbation() throws Exception {
        device.install(file("0.1.1", 1));
        device.work(5);
        device.upgrades().rollBack("ada");
        device.workToEnd();
        assertEquals(UpgradeState.ROLLED_BACK, device.upgrades().status().state());
        assertEquals("requested", device.upgrades().status().reason());
        assertEquals("0.1.0", device.runs(NAME));
    }

    @Test
    void administratorRollsBackToTheLastGoodSetLater() throws Exception {
        commit(file("0.1.1", 1));
        commit(file("0.1.2", 2));
        device.upgrades().rollBack("ada");
        device.workToEnd();
        assertEquals(UpgradeState.COMMITTED, device.upgrades().status().state());
        assertEquals("0.1.1", device.runs(NAME));
        device.restart();
        assertEquals("0.1.1", device.runs(NAME));
        assertEquals(UpgradeRefusal.NOTHING_TO_ROLL_BACK, rollBackRefusal());
    }

    @Test
    void rollBackToWhatShippedRunsTheShippedBundle() throws Exception {
        commit(file("0.1.1", 1));
        device.upgrades().rollBack("ada");
        device.workToEnd();
        assertEquals("0.1.0", device.runs(NAME));
        device.restart();
        assertEquals("0.1.0", device.runs(NAME));
    }

    @Test
    void rollBackUninstallsABundleThatTheSetHadAdded() throws Exception {
        commit(UpgradeFixture.file(ADDED, "1.0.0", 1, EngineFixture.KEY));
        assertEquals("1.0.0", device.runs(ADDED));
        device.upgrades().rollBack("ada");
        device.workToEnd();
        assertEquals(UpgradeState.COMMITTED, device.upgrades().status().state());
        assertEquals("", device.runs(ADDED));
        assertEquals(
                List.of("1.0.0 -> "),
                device.upgrades().status().bundles().stream()
                        .map(change -> change.fromVersion() + " -> " + change.toVersion())
                        .toList());
        device.restart();
        assertEquals("", device.runs(ADDED));
    }

    @Test
    void bundleThatATrialHadAddedIsUninstalledWhenTheTrialIsAbandoned() throws Exception {
        device.install(UpgradeFixture.file(ADDED, "1.0.0", 1, EngineFixture.KEY));
        device.work(5);
        assertEquals("1.0.0", device.runs(ADDED));
        device.restartBundle();
        device.workToEnd();
        assertEquals("interrupted", device.upgrades().status().reason());
        assertEquals("", device.runs(ADDED));
    }

    @Test
    void rollBackBelowTheSecurityFloorIsRefused() throws Exception {
        commit(file("0.1.1", 1));
        commit(signed(
                new UpgradeManifest("fix", "baton", 2, 0, 2, List.of(bundle("0.1.2")), Optional.empty()), "0.1.2"));
        assertEquals(UpgradeRefusal.SECURITY_FLOOR, rollBackRefusal());
    }

    @Test
    void olderUpgradeIsRefusedUnlessASignedPermitAllowsIt() throws Exception {
        commit(file("0.1.5", 5));
        assertEquals(UpgradeRefusal.DOWNGRADE, refusal(file("0.1.4", 4)));
        assertEquals(UpgradeRefusal.DOWNGRADE, refusal(file("0.1.6", 5)));
        byte[] narrow = signed(permitted(4, 4), "0.1.4");
        assertEquals(UpgradeRefusal.DOWNGRADE, refusal(narrow));
        commit(signed(permitted(4, 5), "0.1.4"));
        assertEquals("0.1.4", device.runs(NAME));
    }

    @Test
    void permitDoesNotLowerTheSecurityFloor() throws Exception {
        commit(signed(
                new UpgradeManifest("fix", "baton", 5, 0, 5, List.of(bundle("0.1.5")), Optional.empty()), "0.1.5"));
        assertEquals(UpgradeRefusal.SECURITY_FLOOR, refusal(signed(permitted(4, 5), "0.1.4")));
    }

    @Test
    void eachStateOfTheDeviceThatForbidsAnUpgradeHasItsRefusal() throws Exception {
        assertEquals(UpgradeRefusal.ALREADY_INSTALLED, refusal(file("0.1.0", 1)));
        assertEquals(
                UpgradeRefusal.NOT_UPGRADABLE,
                refusal(UpgradeFixture.file("io.baton.peer.webrtc", "0.1.1", 1, EngineFixture.KEY)));
        assertEquals(
                UpgradeRefusal.NOT_UPGRADABLE,
                refusal(UpgradeFixture.file("org.apache.felix.scr", "2.0.0", 1, EngineFixture.KEY)));
        assertEquals(
                UpgradeRefusal.WRONG_PRODUCT,
                refusal(signed(
                        new UpgradeManifest("x", "toaster", 1, 0, 0, List.of(bundle("0.1.1")), Optional.empty()),
                        "0.1.1")));
        device.platform.refusal = UpgradeRefusal.WOULD_REFRESH;
        assertEquals(UpgradeRefusal.WOULD_REFRESH, refusal(file("0.1.1", 1)));
        assertEquals(UpgradeState.REFUSED, device.upgrades().status().state());
        assertEquals(List.of(), device.platform.events, "nothing was replaced");
        assertFalse(Files.exists(device.data.resolve("sets/store")), "nothing was stored");
        assertFalse(Files.exists(device.data.resolve("upgrade/incoming")), "nothing is left");
    }

    @Test
    void secondUpgradeIsRefusedWhileOneRuns() throws Exception {
        device.install(file("0.1.1", 1));
        device.work(3);
        UpgradeException refused = assertThrows(UpgradeException.class, () -> device.install(file("0.1.2", 2)));
        assertEquals(UpgradeRefusal.BUSY, refused.reason());
        device.workToEnd();
        commit(file("0.1.2", 2));
    }

    @Test
    void nextUpgradeMayBeginAsSoonAsTheEndOfOneIsTold() throws Exception {
        Set<UpgradeState> ends = EnumSet.noneOf(UpgradeState.class);
        device.whenPublished = status -> {
            if (!status.state().isRunning()) {
                ends.add(status.state());
                assertDoesNotThrow(() -> device.upgrades().plan(new ByteArrayInputStream(file("0.1.9", 9))));
            }
        };
        commit(file("0.1.1", 1));
        refusal(file("0.1.1", 2));
        device.install(file("0.1.2", 2));
        device.work(2);
        device.upgrades().rollBack("ada");
        device.workToEnd();
        device.install(UpgradeFixture.file("io.baton.upgrade.signed", "0.1.1", 3, EngineFixture.KEY));
        device.upgrades().rollBack("ada");
        device.platform.swapOutcome = SwapResult.Outcome.UNCHANGED;
        device.upgrades().rollBack("ada");
        device.workToEnd();
        assertEquals(
                Set.of(
                        UpgradeState.COMMITTED,
                        UpgradeState.REFUSED,
                        UpgradeState.ROLLED_BACK,
                        UpgradeState.STAGED,
                        UpgradeState.FAILED),
                ends);
    }

    @Test
    void rollBackThatComesTooLateForProbationIsRefusedAndNotPromised() throws Exception {
        List<UpgradeRefusal> refusals = new ArrayList<>();
        device.whenPublished = status -> {
            if (status.steps().getLast().name().equals("committing")) {
                refusals.add(assertThrows(
                                UpgradeException.class, () -> device.upgrades().rollBack("ada"))
                        .reason());
            }
        };
        commit(file("0.1.1", 1));
        assertEquals(List.of(UpgradeRefusal.BUSY), refusals);
    }

    @Test
    void planChangesNothing() throws Exception {
        UpgradePlan plan = device.upgrades().plan(new ByteArrayInputStream(file("0.1.1", 1)));
        assertEquals("0.1.0", plan.bundles().getFirst().fromVersion());
        assertEquals("0.1.1", plan.bundles().getFirst().toVersion());
        assertEquals(60, plan.probationSeconds());
        assertFalse(plan.staged());
        assertEquals(Set.of(plan.bundles().getFirst().symbolicName()), plan.inPlace());
        assertEquals(UpgradeState.IDLE, device.upgrades().status().state());
        assertFalse(Files.exists(device.data.resolve("sets")), "nothing was stored");
    }

    @Test
    void setIsOneAttemptAndOneSet() throws Exception {
        byte[] first = UpgradeFixture.jar(NAME, "0.2.0");
        byte[] second = UpgradeFixture.jar(POLICY, "0.2.0");
        UpgradeManifest manifest = UpgradeFixture.manifest(
                1, UpgradeFixture.bundle(NAME, "0.2.0", first), UpgradeFixture.bundle(POLICY, "0.2.0", second));
        commit(UpgradeFixture.zip(
                UpgradeFixture.entries(manifest, Map.of(NAME, first, POLICY, second), EngineFixture.KEY)));
        device.restart();
        assertEquals("0.2.0", device.runs(NAME));
        assertEquals("0.2.0", device.runs(POLICY));
        assertEquals(1, device.upgrades().history(10).size());
    }

    @Test
    void upgradeOfTheUpgradingBundleIsInForceFromTheNextStart() throws Exception {
        byte[] own = UpgradeFixture.file("io.baton.upgrade.signed", "0.1.1", 1, EngineFixture.KEY);
        assertEquals(UpgradeState.STAGED, device.install(own).state());
        assertEquals("0.1.0", device.runs("io.baton.upgrade.signed"));
        device.restart();
        assertEquals("0.1.1", device.runs("io.baton.upgrade.signed"));
        device.workToEnd();
        assertEquals(UpgradeState.COMMITTED, device.upgrades().status().state());
        device.restart();
        assertEquals("0.1.1", device.runs("io.baton.upgrade.signed"));
    }

    @Test
    void stagedUpgradeThatEndsInProbationIsNotStartedAgain() throws Exception {
        device.install(UpgradeFixture.file("io.baton.upgrade.signed", "0.1.1", 1, EngineFixture.KEY));
        device.restart();
        device.work(10);
        device.restart();
        assertEquals("0.1.0", device.runs("io.baton.upgrade.signed"));
        assertEquals(UpgradeState.ROLLED_BACK, device.upgrades().status().state());
        assertEquals("process_ended", device.upgrades().status().reason());
    }

    @Test
    void keysRotateAtCommit() throws Exception {
        KeyPair next = UpgradeFixture.keys();
        KeyList list = new KeyList(
                1, List.of(Base64.getEncoder().encodeToString(next.getPublic().getEncoded())));
        UpgradeManifest manifest = new UpgradeManifest("keys", "baton", 1, 0, 0, List.of(), Optional.of(list));
        commit(UpgradeFixture.zip(UpgradeFixture.entries(manifest, Map.of(), EngineFixture.KEY)));
        Files.delete(device.data.resolve("upgrade/keys/test.pub"));
        assertEquals(UpgradeRefusal.UNKNOWN_KEY, refusal(file("0.1.1", 2)));
        commit(UpgradeFixture.file(NAME, "0.1.1", 2, next));
        assertEquals("0.1.1", device.runs(NAME));
    }

    @Test
    void processThatEndsAfterAnyStepBootsOneWholeSetAndTheRecordSaysWhich() throws Exception {
        int steps = 8;
        for (int step = 1; step <= steps; step++) {
            device.published.clear();
            device.killAfter = step;
            String version = "0.2." + step;
            kill(file(version, 100L + step));
            assertConsistent(version, "killed after step " + step, step == steps);
        }
    }

    @Test
    void processThatEndsBetweenTheSetAndItsRecordIsCommitted() throws Exception {
        device.platform.whileKeeping = () -> {
            throw new EngineFixture.Killed();
        };
        kill(file("0.1.1", 7));
        device.platform.whileKeeping = () -> {};
        assertConsistent("0.1.1", "killed after the rename", true);
        assertEquals(UpgradeRefusal.DOWNGRADE, refusal(file("0.1.2", 6)), "the counter was raised by the next start");
    }

    @Test
    void bundleThatIsRestartedDuringTheTrialPutsTheActiveSetBack() throws Exception {
        device.install(file("0.1.1", 1));
        device.work(5);
        device.restartBundle();
        device.workToEnd();
        assertEquals(UpgradeState.ROLLED_BACK, device.upgrades().status().state());
        assertEquals("interrupted", device.upgrades().status().reason());
        assertEquals("0.1.0", device.runs(NAME));
        assertFalse(device.sets.exists(SetFiles.Name.TRIAL), "under trial");
    }

    @Test
    void lineThatACrashCutOffIsIgnored() throws Exception {
        commit(file("0.1.1", 1));
        Path journal = device.data.resolve("upgrade/journal.jsonl");
        Files.writeString(journal, Files.readString(journal) + "{\"id\":\"2\",\"name\":\"cut");
        device.restart();
        assertEquals(UpgradeState.COMMITTED, device.upgrades().status().state());
        assertEquals(1, device.upgrades().history(10).size());
        commit(file("0.1.2", 2));
    }

    @Test
    void unusedJarsAreDeleted() throws Exception {
        for (int version = 1; version <= 5; version++) {
            commit(file("0.3." + version, version));
        }
        try (var jars = Files.list(device.data.resolve("sets/store"))) {
            assertEquals(2, jars.count(), "the active and the last good one");
        }
    }

    private void assertConsistent(String version, String when, boolean committed) throws Exception {
        device.restart();
        device.workToEnd();
        assertEquals(
                committed ? UpgradeState.COMMITTED : UpgradeState.ROLLED_BACK,
                device.upgrades().status().state(),
                when);
        assertEquals(
                committed ? "" : "process_ended", device.upgrades().status().reason(), when);
        assertEquals(committed ? version : "0.1.0", device.runs(NAME), when);
        assertEquals(committed, device.sets.exists(SetFiles.Name.ACTIVE), when);
        assertFalse(device.sets.exists(SetFiles.Name.TRIAL), when);
    }

    private void kill(byte[] file) {
        assertThrows(EngineFixture.Killed.class, () -> {
            device.install(file);
            device.workToEnd();
        });
    }

    private void commit(byte[] file) throws UpgradeException {
        device.install(file);
        device.workToEnd();
        assertEquals(
                UpgradeState.COMMITTED,
                device.upgrades().status().state(),
                device.upgrades().status().detail());
    }

    private UpgradeRefusal refusal(byte[] file) {
        return assertThrows(UpgradeException.class, () -> device.install(file)).reason();
    }

    private UpgradeRefusal rollBackRefusal() {
        return assertThrows(UpgradeException.class, () -> device.upgrades().rollBack("ada"))
                .reason();
    }

    private static UpgradeManifest permitted(long counter, long from) {
        return new UpgradeManifest(
                "permitted", "baton", counter, from, 0, List.of(bundle("0.1." + counter)), Optional.empty());
    }

    private static UpgradeManifest.NewBundle bundle(String version) {
        return UpgradeFixture.bundle(NAME, version, UpgradeFixture.jar(NAME, version));
    }

    private static byte[] signed(UpgradeManifest manifest, String version) {
        return UpgradeFixture.zip(
                UpgradeFixture.entries(manifest, Map.of(NAME, UpgradeFixture.jar(NAME, version)), EngineFixture.KEY));
    }
}
