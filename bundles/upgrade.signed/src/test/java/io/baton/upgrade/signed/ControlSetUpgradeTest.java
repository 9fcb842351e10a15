// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.shared.sets.SetFiles;
import io.baton.upgrade.UpgradeException;
import io.baton.upgrade.UpgradeRefusal;
import io.baton.upgrade.UpgradeState;
import io.baton.upgrade.signed.swap.ControlSetSwap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An upgrade of {@code api.control}, which one version of this bundle begins and another one ends. */
final class ControlSetUpgradeTest {

    private static final String API = ControlSetSwap.API;
    private static final String UPGRADE = "io.baton.upgrade.signed";

    private final EngineFixture device;

    ControlSetUpgradeTest(@TempDir Path directory) throws IOException {
        device = new EngineFixture(directory);
    }

    @BeforeEach
    void addApi() throws IOException {
        device.platform.running.put(API, "0.1.0");
        device.platform.shipped.put(API, Files.write(device.data.resolve("api.jar"), UpgradeFixture.jar(API, "0.1.0")));
        device.platform.usersOfControl = List.of(EngineFixture.NAME, UPGRADE);
        device.platform.startOfSuccessor = () -> {
            try {
                device.restartBundle();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    private static byte[] file() {
        return UpgradeFixture.file(API, "0.2.0", 1, EngineFixture.KEY);
    }

    @Test
    void successorCommitsTheSetAfterTheProbation() throws Exception {
        device.install(file());
        device.work(2);
        assertEquals(UpgradeState.PROBATION, device.upgrades().status().state());
        assertFalse(device.sets.exists(SetFiles.Name.ACTIVE), "not permanent yet");
        device.workToEnd();
        assertEquals(UpgradeState.COMMITTED, device.upgrades().status().state());
        assertEquals(
                List.of(
                        "verified",
                        "stored",
                        "trial",
                        "swapping",
                        "handing_over",
                        "swapped",
                        "probation",
                        "committing",
                        "committed"),
                device.steps());
        assertEquals(12, device.upgrades().status().gap().toMillis());
        device.restart();
        assertEquals("0.2.0", device.runs(API));
    }

    @Test
    void bundlesThatUseTheApiAreReplacedByThemselves() throws Exception {
        device.install(file());
        device.workToEnd();
        assertEquals(
                List.of(
                        "replace",
                        API + " 0.2.0",
                        EngineFixture.NAME + " 0.1.0",
                        UPGRADE + " 0.1.0",
                        "handOver",
                        "keep"),
                device.platform.events);
        assertEquals(
                List.of(API),
                device.upgrades().status().bundles().stream()
                        .map(change -> change.symbolicName())
                        .toList(),
                "the set has what has changed");
    }

    @Test
    void mediaBundleThatUsesTheApiIsNotRestarted() {
        device.platform.usersOfControl = List.of("io.baton.peer.webrtc");
        UpgradeException refused = assertThrows(UpgradeException.class, () -> device.install(file()));
        assertEquals(UpgradeRefusal.WOULD_REFRESH, refused.reason());
        assertEquals(List.of(), device.platform.events);
    }

    @Test
    void problemInProbationPutsThePreviousSetBack() throws Exception {
        device.install(file());
        device.work(10);
        device.platform.problem = Optional.of(new HealthGate.Problem("errors", "6 errors in 10 s"));
        device.workToEnd();
        assertEquals("rolled_back errors", outcome());
        assertEquals("0.1.0", device.runs(API));
        assertEquals(
                List.of("revert", "handOver", "keep"),
                device.platform.events.subList(
                        device.platform.events.indexOf("revert"), device.platform.events.size()));
        assertTrue(device.sets.exists(SetFiles.Name.FAILED));
        assertFalse(device.sets.exists(SetFiles.Name.TRIAL));
        device.platform.problem = Optional.empty();
        device.install(file());
        device.workToEnd();
        assertEquals("committed ", outcome(), "the next attempt");
    }

    @Test
    void successorThatDoesNotStartIsRolledBack() throws Exception {
        device.platform.successorStarts = false;
        device.install(file());
        device.workToEnd();
        assertEquals("rolled_back start_failed", outcome());
        assertEquals(
                List.of("verified", "stored", "trial", "swapping", "handing_over", "handing_back", "rolled_back"),
                device.steps());
        assertEquals("0.1.0", device.runs(API));
    }

    @Test
    void endOfTheProcessInsteadOfTheHandOverRollsBack() throws Exception {
        device.platform.startOfSuccessor = () -> {};
        device.install(file());
        device.work(1);
        device.restart();
        assertEquals("rolled_back process_ended", outcome());
        assertEquals("0.1.0", device.runs(API));
    }

    @Test
    void restartOfTheSuccessorInProbationPutsThePreviousSetBack() throws Exception {
        device.install(file());
        device.work(10);
        device.restartBundle();
        device.workToEnd();
        assertEquals("rolled_back interrupted", outcome());
        assertEquals("0.1.0", device.runs(API));
    }

    @Test
    void lastGoodSetIsRestoredTheSameWay() throws Exception {
        device.install(file());
        device.workToEnd();
        device.upgrades().rollBack(EngineFixture.ACTOR);
        device.workToEnd();
        assertEquals("committed ", outcome());
        assertEquals("0.1.0", device.runs(API));
        assertEquals(
                List.of("requested", "restoring", "handing_over", "swapped", "committing", "committed"),
                device.steps());
        device.restart();
        assertEquals("0.1.0", device.runs(API));
    }

    private String outcome() {
        return device.upgrades().status().state().wireName() + " "
                + device.upgrades().status().reason();
    }
}
