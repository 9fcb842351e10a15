// SPDX-License-Identifier: Apache-2.0
package io.baton.runtime.tests;

import static org.junit.Assert.assertEquals;

import io.baton.session.Roster;
import io.baton.session.SessionCoordinator;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Test;
import org.osgi.framework.Bundle;

/**
 * Replaces each control bundle make-before-break, up and down again, while a viewer holds a key: the video has no gap,
 * and the key is neither lost nor stuck. Versions that fail are taken back without a user noticing.
 */
public class BesideSwapIT extends WatchedAppliance {
    private static final String HID_COMPONENT = "io.baton.hid.usb.QueuedHidOutput";
    private static final int KEY_A = 0x04;
    private static final int KEYS = 100;
    private static final int PACE_MILLIS = 10;

    @Test
    public void heldKeySurvivesTheSessionPolicyBeside() throws Exception {
        upAndDown("io.baton.policy.handover");
    }

    @Test
    public void heldKeySurvivesTheNicknamePolicyBeside() throws Exception {
        upAndDown("io.baton.nickname.unicode");
    }

    @Test
    public void heldKeySurvivesTheRateLimiterBeside() throws Exception {
        upAndDown("io.baton.ratelimit.tokenbucket");
    }

    @Test
    public void heldKeySurvivesTheHidOutputBeside() throws Exception {
        upAndDown("io.baton.hid.usb");
    }

    @Test
    public void heldKeySurvivesTheInputBeside() throws Exception {
        upAndDown("io.baton.input.hidrpc");
    }

    @Test
    public void heldKeySurvivesTheRpcBeside() throws Exception {
        upAndDown("io.baton.rpc.jsonrpc");
    }

    @Test
    public void heldKeySurvivesSignallingBeside() throws Exception {
        upAndDown("io.baton.signalling.websocket");
        awaitStatus(200, "/device/status");
    }

    @Test
    public void heldKeySurvivesThePageBeside() throws Exception {
        upAndDown("io.baton.web.ui");
        awaitStatus(200, "/");
    }

    @Test
    public void heldKeySurvivesTheCoordinatorInPlace() throws Exception {
        Roster before = await(SessionCoordinator.class).roster();
        upAndDown("io.baton.session.coordinator");
        Roster after = await(SessionCoordinator.class).roster();
        assertEquals(
                "control and epoch", before.control() + " " + before.epoch(), after.control() + " " + after.epoch());
    }

    @Test
    public void heldKeySurvivesTheJournalInPlace() throws Exception {
        upAndDown("io.baton.audit.journal");
    }

    @Test
    public void heldKeySurvivesTheAuthenticationInPlace() throws Exception {
        upAndDown("io.baton.auth.local");
    }

    @Test
    public void heldKeySurvivesASetOfInputRateLimiterAndHidOutput() throws Exception {
        List<String> names = List.of("io.baton.ratelimit.tokenbucket", "io.baton.input.hidrpc", "io.baton.hid.usb");
        Baseline before = baseline();
        try (StallMeter meter = new StallMeter()) {
            hold(before, KEY_A);
            UpgradeSwap swap = new UpgradeSwap(bundle("io.baton.upgrade.signed"));
            List<UpgradeSwap.Build> builds = new ArrayList<>();
            for (String name : names) {
                builds.add(UpgradeSwap.Build.of(active(name), NextVersion.of(active(name))));
            }
            assertEquals("DONE", swap.replace(builds));
            awaitKeepAlives(before);
            assertEquals("DONE", swap.revert());
            awaitKeepAlives(before);
            assertHeld(before, KEY_A, meter);
        }
        release(before);
    }

    @Test
    public void versionThatFailsToStartChangesNothing() throws Exception {
        refused(NextVersion.failing(active("io.baton.hid.usb"), HID_COMPONENT), "self_test");
    }

    @Test
    public void versionThatHangsInItsActivationChangesNothing() throws Exception {
        refused(NextVersion.hanging(active("io.baton.hid.usb"), HID_COMPONENT), "timeout");
    }

    /** Video is replaced by a restart only, and so is what its classes come from. */
    @Test
    public void bundlesThatWouldRefreshVideoAreRefused() throws Exception {
        Baseline before = baseline();
        UpgradeSwap swap = new UpgradeSwap(bundle("io.baton.upgrade.signed"));
        for (String name : List.of("io.baton.video.libav", "io.baton.peer.webrtc", "io.baton.api.media")) {
            Bundle bundle = active(name);
            assertEquals(
                    "UNCHANGED would_refresh",
                    swap.replace(List.of(UpgradeSwap.Build.of(bundle, NextVersion.of(bundle)))));
        }
        assertUndisturbed(before);
    }

    /** Each call of the new version throws until it is taken back; what was typed meanwhile arrives afterwards. */
    @Test
    public void keysTypedIntoAVersionThatThrowsArriveOnceAndInOrder() throws Exception {
        Baseline before = baseline();
        Bundle old = active("io.baton.hid.usb");
        UpgradeSwap swap = new UpgradeSwap(bundle("io.baton.upgrade.signed"));
        byte[] bad = NextVersion.throwing(old, HID_COMPONENT, "submit");
        viewer().start("type " + KEY_A + " " + KEYS + " " + PACE_MILLIS);
        awaitThat("some keys typed", () -> edgesSince(before).size() >= KEYS / 5);
        long began = System.nanoTime();
        String replaced = swap.replace(List.of(UpgradeSwap.Build.of(old, bad)));
        long received = messagesIn(before);
        long all = before.stats().messagesIn() + 2 * KEYS;
        awaitThat("it is called", () -> messagesIn(before) > received + 4 || messagesIn(before) >= all);
        String reverted = swap.revert();
        long delay = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        viewer().awaitDone("type");
        assertEquals("DONE DONE", replaced + " " + reverted);
        assertTyped(before, typed(KEY_A, KEYS), delay);
        assertUndisturbed(before);
    }

    @Test
    public void keysTypedThroughSwapsOfInputAndHidOutputArriveOnceAndInOrder() throws Exception {
        Baseline before = baseline();
        List<String> outcomes = new ArrayList<>();
        long stall;
        try (StallMeter meter = new StallMeter()) {
            viewer().start("type " + KEY_A + " " + KEYS + " " + PACE_MILLIS);
            for (String name : List.of("io.baton.hid.usb", "io.baton.input.hidrpc")) {
                long next = Math.min(messagesIn(before) + 20, before.stats().messagesIn() + 2 * KEYS);
                awaitThat("more keys typed", () -> messagesIn(before) >= next);
                UpgradeSwap swap = new UpgradeSwap(bundle("io.baton.upgrade.signed"));
                Bundle old = active(name);
                outcomes.add(swap.replace(List.of(UpgradeSwap.Build.of(old, NextVersion.of(old)))));
                swap.keep();
            }
            viewer().awaitDone("type");
            stall = meter.longestMillis();
        }
        assertEquals(List.of("DONE", "DONE"), outcomes);
        assertTyped(before, typed(KEY_A, KEYS), stall);
        assertUndisturbed(before);
    }

    /** A test that failed may hold the key still. */
    @After
    public void releaseKey() {
        if (hasViewer()) {
            viewer().run("release " + KEY_A);
            awaitThat("the key is up", this::noKeyIsDown);
        }
    }

    /** A next version takes over and is kept; a next one takes over and hands back. */
    private void upAndDown(String symbolicName) throws Exception {
        Baseline before = baseline();
        WeakReference<ClassLoader> first = loader(active(symbolicName));
        WeakReference<ClassLoader> reverted;
        try (StallMeter meter = new StallMeter()) {
            hold(before, KEY_A);
            UpgradeSwap swap = new UpgradeSwap(bundle("io.baton.upgrade.signed"));
            assertEquals("DONE", swap.replace(List.of(next(symbolicName))));
            awaitKeepAlives(before);
            swap.keep();
            assertEquals("DONE", swap.replace(List.of(next(symbolicName))));
            reverted = loader(active(symbolicName));
            awaitKeepAlives(before);
            assertEquals("DONE", swap.revert());
            awaitKeepAlives(before);
            assertHeld(before, KEY_A, meter);
        }
        release(before);
        assertCollected(symbolicName, first);
        assertCollected(symbolicName, reverted);
    }

    private UpgradeSwap.Build next(String symbolicName) throws Exception {
        Bundle present = active(symbolicName);
        return UpgradeSwap.Build.of(present, NextVersion.of(present));
    }

    private void refused(byte[] bad, String reason) throws Exception {
        Baseline before = baseline();
        Bundle old = active("io.baton.hid.usb");
        try (StallMeter meter = new StallMeter()) {
            hold(before, KEY_A);
            UpgradeSwap swap = new UpgradeSwap(bundle("io.baton.upgrade.signed"));
            assertEquals("UNCHANGED " + reason, swap.replace(List.of(UpgradeSwap.Build.of(old, bad))));
            assertEquals(
                    "the version that runs",
                    old.getVersion(),
                    active("io.baton.hid.usb").getVersion());
            awaitKeepAlives(before);
            assertHeld(before, KEY_A, meter);
        }
        release(before);
    }

    private void release(Baseline before) throws Exception {
        viewer().run("release " + KEY_A);
        awaitThat("the key is up", this::noKeyIsDown);
        assertEquals("down once, up once", List.of(down(KEY_A), up(KEY_A)), edgesSince(before));
        assertUndisturbed(before);
    }
}
