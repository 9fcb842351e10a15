// SPDX-License-Identifier: Apache-2.0
package io.baton.runtime.tests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.baton.nickname.NicknamePolicy;
import io.baton.session.Command;
import io.baton.session.Login;
import io.baton.session.Mode;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.SessionCoordinator;
import io.baton.session.SessionId;
import io.baton.upgrade.UpgradeException;
import io.baton.upgrade.UpgradeRefusal;
import io.baton.upgrade.UpgradeService;
import io.baton.upgrade.UpgradeState;
import io.baton.upgrade.UpgradeStatus;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.osgi.framework.Bundle;

/**
 * Upgrades one bundle by signed files while a viewer holds a key: a good one becomes permanent, a bad one is refused or
 * rolled back with its reason. After each the media side is undisturbed, the key is down as before, one session has
 * control, and the chain of the audit is whole.
 */
public class UpgradeIT extends WatchedAppliance {
    private static final int KEY_A = 0x04;
    private static final int KEYS = 500;
    private static final int PACE_MILLIS = 20;
    private static final int COMMANDS = 10;
    private static final String NICKNAMES = "io.baton.nickname.unicode";
    private static final String POLICY = "io.baton.policy.handover";
    private static final String HID = "io.baton.hid.usb";
    private static final String HID_COMPONENT = HID + ".QueuedHidOutput";
    private static final Login ADMIN = Login.unauthenticated(Role.ADMIN);

    private KeyPair key = SignedUpgrade.keys();

    public UpgradeIT() throws Exception {}

    @Override
    protected Map<String, String> configs() {
        return Map.of("io.baton.upgrade.signed", "{ \"probationSeconds:Integer\": 10 }");
    }

    @Before
    public void trustKey() throws Exception {
        key = SignedUpgrade.keys();
        Path keys = Files.createDirectories(Path.of(context.getProperty("baton.data"), "upgrade", "keys"));
        Files.writeString(keys.resolve("test.pub"), SignedUpgrade.pem(key));
    }

    @Test
    public void goodUpgradeBecomesPermanentWhileAKeyIsHeld() throws Exception {
        String version = NextVersion.next(active(NICKNAMES).getVersion());
        byte[] jar = SignedUpgrade.jar(NextVersion.of(active(NICKNAMES)), version, Map.of());
        byte[] file = SignedUpgrade.of(NICKNAMES, version, jar, 1, key);
        whileAKeyIsHeld(() -> assertEnds(install(file), UpgradeState.COMMITTED, ""));
        assertEquals(version, active(NICKNAMES).getVersion().toString());
        await(NicknamePolicy.class);
    }

    @Test
    public void upgradeByAForeignKeyChangesNothing() throws Exception {
        Bundle hid = active(HID);
        byte[] foreign =
                SignedUpgrade.of(HID, NextVersion.next(hid.getVersion()), NextVersion.of(hid), 5, SignedUpgrade.keys());
        refused(HID, foreign, UpgradeRefusal.UNKNOWN_KEY);
    }

    @Test
    public void upgradeOfVideoIsRefused() throws Exception {
        // of any content: it is not read
        byte[] jar = NextVersion.of(active(NICKNAMES));
        for (String name : List.of("io.baton.video.libav", "io.baton.peer.webrtc", "io.baton.api.media")) {
            refused(name, signed(name, jar), UpgradeRefusal.NOT_UPGRADABLE);
        }
    }

    @Test
    public void upgradeThatDoesNotStartIsRolledBack() throws Exception {
        Map<String, String> broken = Map.of("Bundle-Activator", "no.such.Activator");
        Bundle present = active(NICKNAMES);
        byte[] jar = SignedUpgrade.jar(NextVersion.of(present), NextVersion.next(present.getVersion()), broken);
        rolledBack(NICKNAMES, signed(NICKNAMES, jar), "start_failed");
    }

    @Test
    public void hidOutputThatFailsToActivateIsRolledBack() throws Exception {
        rolledBack(HID, signed(HID, NextVersion.failing(active(HID), HID_COMPONENT)), "self_test");
    }

    @Test
    public void hidOutputThatHangsInItsActivationIsRolledBack() throws Exception {
        rolledBack(HID, signed(HID, NextVersion.hanging(active(HID), HID_COMPONENT)), "timeout");
    }

    @Test
    public void buildThatLeaksThreadsIsRolledBack() throws Exception {
        Bundle present = active(NICKNAMES);
        try {
            rolledBack(NICKNAMES, signed(NICKNAMES, NextVersion.activatedBy(present, ThreadLeak.class)), "threads");
        } finally {
            ThreadLeak.end();
        }
    }

    /** Every command of a session fails while it runs; the session that has control keeps it. */
    @Test
    public void policyThatThrowsUnderLoadIsRolledBack() throws Exception {
        byte[] bad = signed(POLICY, NextVersion.throwing(active(POLICY), POLICY + ".HandoverPolicy", "decide"));
        Bundle present = active(POLICY);
        SessionId caller = session(viewer()).id();
        whileAKeyIsHeld(() -> {
            begin(bad);
            awaitThat("it is under probation", () -> status().state() == UpgradeState.PROBATION);
            for (int command = 0; command < COMMANDS; command++) {
                var unused = await(SessionCoordinator.class).submit(new Command.SessionAlive(caller));
            }
            assertEnds(ended(), UpgradeState.ROLLED_BACK, "errors");
        });
        assertEquals(present.getVersion(), active(POLICY).getVersion());
    }

    /** What is typed into it may be lost; nothing arrives twice, out of order, or stays down. */
    @Test
    public void hidOutputThatThrowsUnderLoadIsRolledBackAndLeavesNoKeyDown() throws Exception {
        byte[] bad = signed(HID, NextVersion.throwing(active(HID), HID_COMPONENT, "submit"));
        Bundle present = active(HID);
        awaitThat("no key is down", this::noKeyIsDown);
        Baseline before = baseline();
        viewer().start("type " + KEY_A + " " + KEYS + " " + PACE_MILLIS);
        begin(bad);
        assertEnds(ended(), UpgradeState.ROLLED_BACK, "input_lost");
        viewer().awaitDone("type");
        assertEquals(present.getVersion(), active(HID).getVersion());
        awaitThat("no key is down", this::noKeyIsDown);
        assertInOrder(typed(KEY_A, KEYS), edgesSince(before));
        whileAKeyIsHeld(() -> {});
        assertUndisturbed(before);
    }

    /** What happens during an upgrade. */
    private interface Work {
        void run() throws Exception;
    }

    /** Does the work while a key is down, and asserts what no upgrade may change. */
    private void whileAKeyIsHeld(Work work) throws Exception {
        awaitThat("no key is down", this::noKeyIsDown);
        Baseline before = baseline();
        try (StallMeter meter = new StallMeter()) {
            hold(before, KEY_A);
            work.run();
            awaitKeepAlives(before);
            assertHeld(before, KEY_A, meter);
        }
        viewer().run("release " + KEY_A);
        awaitThat("the key is up", this::noKeyIsDown);
        assertEquals("down once, up once", List.of(down(KEY_A), up(KEY_A)), edgesSince(before));
        assertUndisturbed(before);
        Roster roster = await(SessionCoordinator.class).roster();
        assertEquals(
                "sessions with control",
                1,
                roster.sessions().stream()
                        .filter(session -> roster.mode(session) == Mode.PRIMARY)
                        .count());
        // an entry may be half written when it is read
        awaitThat("the chain of the audit is whole", this::isAuditWhole);
    }

    private boolean isAuditWhole() {
        try {
            ToolProvider audit = (ToolProvider) active("io.baton.audit.journal")
                    .loadClass("io.baton.audit.journal.AuditTool")
                    .getConstructor()
                    .newInstance();
            PrintWriter out = new PrintWriter(new StringWriter());
            return audit.run(
                            out,
                            out,
                            "verify",
                            Path.of(context.getProperty("baton.data"), "audit").toString())
                    == 0;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no tool of the audit", e);
        }
    }

    private byte[] signed(String name, byte[] jar) throws Exception {
        return SignedUpgrade.of(name, NextVersion.next(active(name).getVersion()), jar, 100, key);
    }

    private void refused(String name, byte[] file, UpgradeRefusal reason) throws Exception {
        Bundle present = active(name);
        long modified = present.getLastModified();
        whileAKeyIsHeld(() -> {
            UpgradeException refused = assertThrows(UpgradeException.class, () -> begin(file));
            assertEquals(refused.getMessage(), reason, refused.reason());
        });
        assertEquals("the same bundle runs", present, active(name));
        assertEquals("not touched", modified, present.getLastModified());
    }

    private void rolledBack(String name, byte[] file, String reason) throws Exception {
        Bundle present = active(name);
        whileAKeyIsHeld(() -> assertEnds(install(file), UpgradeState.ROLLED_BACK, reason));
        assertEquals("the version that runs", present.getVersion(), active(name).getVersion());
    }

    private static void assertEnds(UpgradeStatus end, UpgradeState state, String reason) {
        assertEquals(end.toString(), state + " " + reason, end.state() + " " + end.reason());
    }

    private UpgradeStatus install(byte[] file) throws Exception {
        begin(file);
        return ended();
    }

    private void begin(byte[] file) throws UpgradeException, InterruptedException {
        UpgradeStatus begun = await(UpgradeService.class).install(new ByteArrayInputStream(file), ADMIN);
        assertTrue(begun.toString(), begun.state().isRunning());
    }

    private UpgradeStatus ended() {
        awaitThat("the upgrade has ended", () -> !status().state().isRunning());
        return status();
    }

    private UpgradeStatus status() {
        try {
            return await(UpgradeService.class).status();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A test that failed may hold the key still. */
    @After
    public void releaseKey() {
        if (hasViewer()) {
            viewer().run("release " + KEY_A);
            awaitThat("the key is up", this::noKeyIsDown);
        }
    }
}
