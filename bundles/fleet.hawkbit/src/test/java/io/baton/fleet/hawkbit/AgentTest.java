// SPDX-License-Identifier: Apache-2.0
package io.baton.fleet.hawkbit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.session.Login;
import io.baton.session.Role;
import io.baton.testkit.DdiAction;
import io.baton.testkit.DdiServer;
import io.baton.upgrade.UpgradeRefusal;
import io.baton.upgrade.UpgradeState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the agent does of each kind of action, over real sockets. */
final class AgentTest {
    private static final byte[] FILE =
            "a signed upgrade, as far as the agent knows".getBytes(StandardCharsets.US_ASCII);

    private final AgentFixture device;

    AgentTest(@TempDir Path directory) throws IOException {
        device = new AgentFixture(directory.resolve("fleet"));
    }

    @AfterEach
    void stop() {
        device.close();
    }

    @Test
    void attributesAreSentWhenTheServerWantsThem() throws Exception {
        device.poll();
        assertEquals(Map.of("product", "baton"), device.server.attributes(AgentFixture.ID));
        assertEquals("merge", device.server.attributeMode(AgentFixture.ID));
        assertEquals("", device.agent.problem());
    }

    @Test
    void intervalIsThatOfTheServerLessATenthAtMost() throws Exception {
        device.server.sleep("00:10:00");
        assertEquals(Duration.ofMinutes(9), device.poll());
    }

    @Test
    void upgradeIsReportedAsSuccessOnceItIsPermanent() throws Exception {
        DdiAction action = assigned();
        device.poll();
        assertArrayEquals(FILE, device.upgrades.installed().getFirst());
        assertEquals(List.of("hawkbit/" + action.id()), device.upgrades.actors());
        device.upgrades.enter(UpgradeState.PROBATION);
        device.agent.tick();
        assertEquals("RUNNING", device.server.status(action));
        device.upgrades.enter(UpgradeState.COMMITTED);
        device.agent.tick();
        assertEquals("FINISHED", device.server.status(action));
        List<String> feedback = device.server.feedback(action);
        assertEquals(
                List.of(
                        "download none",
                        "downloaded none",
                        "proceeding none",
                        "proceeding none",
                        "proceeding none",
                        "proceeding none",
                        "closed success"),
                feedback.stream().map(AgentTest::words).toList());
        assertTrue(feedback.getLast().contains("io.baton.web.ui 1.0.1"), feedback.getLast());
        assertTrue(device.store().current().isEmpty());
    }

    @Test
    void rollBackIsReportedAsFailureWithItsReason() throws Exception {
        DdiAction action = assigned();
        device.poll();
        device.upgrades.enter(UpgradeState.ROLLED_BACK, "health", "The video has no frames.");
        device.agent.tick();
        assertEquals("ERROR", device.server.status(action));
        assertEquals(
                "closed failure [Rolled back (health). The video has no frames.]",
                device.server.feedback(action).getLast());
    }

    @Test
    void refusalIsReportedAsFailureWithItsReason() throws Exception {
        device.upgrades.refuse(UpgradeRefusal.UNKNOWN_KEY, "No pinned key has this id.");
        DdiAction action = assigned();
        device.poll();
        assertEquals("ERROR", device.server.status(action));
        assertEquals(
                "closed failure [Refused (unknown_key). No pinned key has this id.]",
                device.server.feedback(action).getLast());
        assertFalse(Files.exists(device.download()));
    }

    @Test
    void stagedUpgradeStaysOpenUntilTheNextStartHasCommittedIt() throws Exception {
        DdiAction action = assigned();
        device.poll();
        device.upgrades.enter(UpgradeState.STAGED);
        device.agent.tick();
        assertEquals("RUNNING", device.server.status(action));
        assertEquals("scheduled none", words(device.server.feedback(action).getLast()));
        device.restart();
        device.upgrades.enter(UpgradeState.COMMITTED);
        device.poll();
        assertEquals("FINISHED", device.server.status(action));
    }

    @Test
    void downloadThatWasCutOffGoesOnWhereItEnded() throws Exception {
        device.server.cutNextDownloadAfter(10);
        DdiAction action = assigned();
        device.poll();
        assertTrue(device.upgrades.installed().isEmpty());
        assertEquals(10, Files.size(device.download()));
        device.restart();
        device.poll();
        assertArrayEquals(FILE, device.upgrades.installed().getFirst());
        assertEquals(List.of("", "bytes=10-"), device.server.ranges());
        assertEquals("RUNNING", device.server.status(action));
    }

    @Test
    void downloadThatNeverEndsIsTriedLessAndLessOften() throws Exception {
        assigned();
        for (int seconds = 5; seconds <= 40; seconds *= 2) {
            device.server.cutNextDownloadAfter(1);
            assertEquals(Duration.ofSeconds(seconds), device.poll());
        }
    }

    @Test
    void wrongDigestIsTriedOnceMoreAndNeverInstalled() throws Exception {
        DdiAction action = assigned();
        device.server.announce(action, "0".repeat(64), FILE.length);
        device.poll();
        assertEquals("RUNNING", device.server.status(action));
        device.poll();
        assertEquals("ERROR", device.server.status(action));
        assertTrue(device.server.feedback(action).getLast().contains("SHA-256"));
        assertTrue(device.upgrades.installed().isEmpty());
        assertFalse(Files.exists(device.download()));
    }

    @Test
    void moreBytesThanAnnouncedAreNotKept() throws Exception {
        DdiAction action = assigned();
        device.server.announce(action, "0".repeat(64), FILE.length - 1);
        device.poll();
        assertTrue(device.agent.problem().contains("more bytes"), device.agent.problem());
        assertTrue(device.upgrades.installed().isEmpty());
    }

    @Test
    void cancellationBeforeTheHandOverEndsTheAction() throws Exception {
        DdiAction action = assigned();
        device.server.maintenanceWindow(action, "unavailable");
        device.poll();
        assertTrue(Files.exists(device.download()));
        device.server.cancel(action);
        device.poll();
        assertEquals("CANCELED", device.server.status(action));
        assertEquals(
                "cancel closed success", words(device.server.feedback(action).getLast(), 3));
        assertFalse(Files.exists(device.download()));
        device.poll();
        assertTrue(device.upgrades.installed().isEmpty());
    }

    @Test
    void cancellationAfterTheHandOverIsRejectedAndTheResultFollows() throws Exception {
        DdiAction action = assigned();
        device.poll();
        device.server.cancel(action);
        device.poll();
        assertEquals(
                "cancel rejected none", words(device.server.feedback(action).getLast(), 3));
        assertEquals("RUNNING", device.server.status(action));
        device.upgrades.enter(UpgradeState.COMMITTED);
        device.agent.tick();
        assertEquals("FINISHED", device.server.status(action));
    }

    @Test
    void actionThatTheServerClosedByForceIsForgotten() throws Exception {
        DdiAction action = assigned();
        device.server.maintenanceWindow(action, "unavailable");
        device.poll();
        device.server.forceQuit(action);
        device.poll();
        assertTrue(device.store().current().isEmpty());
        assertFalse(Files.exists(device.download()));
    }

    @Test
    void outsideOfTheMaintenanceWindowItIsDownloadedAndWaits() throws Exception {
        DdiAction action = assigned();
        device.server.maintenanceWindow(action, "unavailable");
        device.poll();
        device.poll();
        assertEquals(
                List.of("download none", "downloaded none", "scheduled none"),
                device.server.feedback(action).stream().map(AgentTest::words).toList());
        assertTrue(device.server.feedback(action).getLast().contains("maintenance window"));
        assertTrue(device.upgrades.installed().isEmpty());
        device.server.maintenanceWindow(action, "available");
        device.poll();
        assertArrayEquals(FILE, device.upgrades.installed().getFirst());
        assertEquals(List.of(""), device.server.ranges(), "downloaded once");
    }

    @Test
    void maintenanceWindowAloneKeepsItFromBeingInstalled() throws Exception {
        DdiAction action = assigned();
        device.server.maintenanceWindow(action, "unavailable");
        device.server.handling(action, "forced", "forced");
        device.poll();
        assertTrue(Files.exists(device.download()));
        assertTrue(device.upgrades.installed().isEmpty());
    }

    @Test
    void downloadToBeSkippedWaits() throws Exception {
        DdiAction action = assigned();
        device.server.handling(action, "skip", "skip");
        device.poll();
        assertEquals(List.of(), device.server.ranges());
        device.server.handling(action, "attempt", "attempt");
        device.poll();
        assertEquals(1, device.upgrades.installed().size());
    }

    @Test
    void confirmationIsLeftToTheServerUnlessItIsAutomatic() throws Exception {
        DdiAction action = assigned();
        device.server.needConfirmation(action);
        device.poll();
        assertTrue(device.server.confirmationPending(action));
        device.settings = AgentFixture.settings(device.server.address(), AgentFixture.TOKEN, true);
        device.restart();
        device.poll();
        assertFalse(device.server.confirmationPending(action));
        assertEquals(List.of("confirmation confirmed"), device.server.feedback(action));
        device.poll();
        assertEquals(1, device.upgrades.installed().size());
    }

    @Test
    void withoutAnUpgradeServiceTheActionIsRejectedAndThenFails() throws Exception {
        device.service = null;
        DdiAction action = assigned();
        device.poll();
        assertEquals("rejected none", words(device.server.feedback(action).getLast()));
        for (int poll = 1; poll < Rollout.POLLS_WITHOUT_SERVICE; poll++) {
            assertEquals("RUNNING", device.server.status(action));
            device.poll();
        }
        assertEquals("ERROR", device.server.status(action));
        assertTrue(device.server.feedback(action).getLast().contains("upgrade.signed does not run"));
        assertEquals(List.of(), device.server.ranges());
    }

    @Test
    void serviceThatComesInTimeInstalls() throws Exception {
        device.service = null;
        assigned();
        device.poll();
        device.service = device.upgrades;
        device.poll();
        assertEquals(1, device.upgrades.installed().size());
    }

    @Test
    void actionWaitsForAnUpgradeOfAnAdministrator() throws Exception {
        device.upgrades.install(InputStream.nullInputStream(), Login.unauthenticated(Role.ADMIN));
        DdiAction action = assigned();
        device.poll();
        assertEquals("scheduled none", words(device.server.feedback(action).getLast()));
        device.upgrades.enter(UpgradeState.COMMITTED);
        device.poll();
        assertArrayEquals(FILE, device.upgrades.installed().getLast());
        assertEquals("RUNNING", device.server.status(action));
    }

    @Test
    void restartDuringTheUpgradeReportsItsResult() throws Exception {
        DdiAction action = assigned();
        device.poll();
        device.restart();
        device.upgrades.enter(UpgradeState.ROLLED_BACK, "process_ended", "The process ended in probation.");
        device.poll();
        assertEquals("ERROR", device.server.status(action));
        List<String> feedback = device.server.feedback(action);
        assertEquals("resumed none", words(feedback.get(feedback.size() - 2)));
        assertEquals(1, device.upgrades.installed().size());
    }

    @Test
    void resultThatTheServerDidNotTakeIsSentAfterARestart() throws Exception {
        DdiAction action = assigned();
        device.poll();
        device.upgrades.enter(UpgradeState.COMMITTED);
        device.server.failFeedback("closed");
        device.agent.tick();
        assertEquals("RUNNING", device.server.status(action));
        device.restart();
        device.service = null;
        device.poll();
        assertEquals("FINISHED", device.server.status(action));
        assertTrue(device.store().current().isEmpty());
    }

    @Test
    void processThatEndedBeforeTheHandOverBeginsAgain() throws Exception {
        DdiAction action = assigned();
        device.store().write(ActionRecord.pending(action.id()).installing(""));
        device.restart();
        device.poll();
        assertArrayEquals(FILE, device.upgrades.installed().getFirst());
    }

    @Test
    void earlierAttemptOfTheSameIdIsNotTakenForThisOne() throws Exception {
        DdiAction action = assigned();
        device.upgrades.install(InputStream.nullInputStream(), login("hawkbit/" + action.id()));
        String earlier = device.upgrades.enter(UpgradeState.COMMITTED).id();
        device.store().write(ActionRecord.pending(action.id()).installing(earlier));
        device.restart();
        device.poll();
        assertEquals("RUNNING", device.server.status(action));
        assertEquals(2, device.upgrades.installed().size());
    }

    private static Login login(String user) {
        return new Login(user, Role.ADMIN, Login.Strength.NONE, "", false);
    }

    @Test
    void errorsMakeTheWaitsLongerUntilTheServerAnswers() throws Exception {
        device.server.failNext(3);
        assertEquals(Duration.ofSeconds(5), device.poll());
        assertEquals(Duration.ofSeconds(10), device.poll());
        assertEquals(Duration.ofSeconds(20), device.poll());
        assertTrue(device.agent.problem().contains("503"), device.agent.problem());
        assertEquals("fleet.hawkbit polls=0 failures=3", device.agent.gauge());
        device.poll();
        assertEquals("", device.agent.problem());
        assertEquals("fleet.hawkbit polls=1 failures=0", device.agent.gauge());
    }

    @Test
    void wakingDuringTheWaitAfterAnErrorSendsNothing() throws Exception {
        device.server.failNext(1);
        device.poll();
        long before = device.server.requests();
        device.agent.tick();
        assertEquals(before, device.server.requests());
    }

    @Test
    void refusedTokenIsNamedWithoutTheToken() throws Exception {
        device.server.authorization("GatewayToken another");
        device.poll();
        assertTrue(device.agent.problem().contains("refuses the token"), device.agent.problem());
        assertFalse(device.agent.problem().contains("s3cret"));
        assertFalse(device.settings.toString().contains("s3cret"));
    }

    @Test
    void linkToAnotherServerIsNotFollowed() throws Exception {
        try (DdiServer other = DdiServer.start()) {
            device.server.foreignLinks(other.address().toString());
            assigned();
            device.poll();
            assertEquals(0, other.requests());
            assertTrue(device.agent.problem().contains("not the configured server"), device.agent.problem());
        }
    }

    @Test
    void distributionOfSeveralFilesIsRefused() throws Exception {
        DdiAction action = assigned();
        device.server.addFiles(action, 1);
        device.poll();
        assertEquals("ERROR", device.server.status(action));
        assertTrue(device.server.feedback(action).getLast().contains("has 2 files"));
    }

    @Test
    void fileBeyondTheLimitIsRefusedBeforeTheDownload() throws Exception {
        DdiAction action = device.server.assign(AgentFixture.ID, new byte[1025]);
        device.poll();
        assertEquals("ERROR", device.server.status(action));
        assertTrue(device.server.feedback(action).getLast().contains("1025 bytes"));
        assertEquals(List.of(), device.server.ranges());
    }

    @Test
    void serverThatIsNotThereIsNamed() throws Exception {
        device.server.close();
        device.poll();
        assertTrue(device.agent.problem().contains("127.0.0.1"), device.agent.problem());
    }

    private DdiAction assigned() {
        return device.server.assign(AgentFixture.ID, FILE);
    }

    private static String words(String feedback) {
        return words(feedback, 2);
    }

    private static String words(String feedback, int count) {
        return String.join(" ", List.of(feedback.split(" ", -1)).subList(0, count));
    }
}
