// SPDX-License-Identifier: Apache-2.0
package io.baton.runtime.tests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import io.baton.hid.HidOutput;
import io.baton.input.InputMonitor;
import io.baton.policy.SessionPolicy;
import io.baton.session.Admission;
import io.baton.session.Command;
import io.baton.session.JoinRequest;
import io.baton.session.Login;
import io.baton.session.Mode;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionCoordinator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.Test;
import org.osgi.framework.Bundle;

/** Sessions stay usable while a control bundle is absent or updated repeatedly. */
public class ControlAwayIT extends WatchedAppliance {
    private static final int KEY_A = 0x04;
    private static final int KEY_B = 0x05;
    private static final int KEYS = 200;
    private static final int PACE_MILLIS = 10;
    private static final int UPDATES = 5;
    private static final long TIMEOUT_SECONDS = 120;

    @Test
    public void typedKeysSurviveUpdatesOfTheHidOutput() throws Exception {
        typeThroughUpdates("io.baton.hid.usb", HidOutput.class);
    }

    @Test
    public void typedKeysSurviveUpdatesOfTheInput() throws Exception {
        typeThroughUpdates("io.baton.input.hidrpc", InputMonitor.class);
    }

    private void typeThroughUpdates(String symbolicName, Class<?> role) throws Exception {
        Baseline before = baseline();
        long first = messagesIn(before);
        long longest = 0;
        long stall;
        try (StallMeter meter = new StallMeter()) {
            viewer().start("type " + KEY_A + " " + KEYS + " " + PACE_MILLIS);
            for (int update = 1; update <= UPDATES; update++) {
                int messages = update * 2 * KEYS / (UPDATES + 1);
                awaitThat("so many keys typed", () -> messagesIn(before) >= first + messages);
                longest = Math.max(longest, updateInPlace(symbolicName, role));
            }
            viewer().awaitDone("type");
            stall = meter.longestMillis();
        }
        System.out.printf("typing through %d updates of %s, longest gap %d ms%n", UPDATES, symbolicName, longest);
        assertTyped(before, typed(KEY_A, KEYS), longest + stall);
        assertUndisturbed(before);
    }

    @Test
    public void handOverWithoutHidOutputWritesNothingOfThePreviousPrimary() throws Exception {
        PionViewer old = viewer();
        PionViewer next = join();
        Session successor = session(next);
        assertEquals(Mode.OBSERVER, mode(next));
        Baseline before = baseline();
        hold(before, KEY_A);
        Bundle output = bundle("io.baton.hid.usb");
        output.stop();
        long received = messagesIn(before);
        old.run("type " + (KEY_B + 1) + " 5 2");
        awaitThat("the old holder's keys arrived", () -> messagesIn(before) >= received + 10);
        old.run("leave");
        SessionCoordinator coordinator = await(SessionCoordinator.class);
        awaitThat("control is reserved", () -> coordinator.roster().primary() == null);
        assertEquals(Outcome.done(), get(coordinator.submit(new Command.Claim(successor.id()))));
        awaitThat(
                "control passed on",
                () -> successor.id().equals(coordinator.roster().primary()));
        output.start();
        await(HidOutput.class);
        setViewer(next);
        old.close();
        next.run("hold " + KEY_B);
        awaitThat("the new holder's key is down", () -> edgesSince(before).contains(down(KEY_B)));
        next.run("release " + KEY_B);
        awaitThat("the new holder's key is up", () -> edgesSince(before).contains(up(KEY_B)));
        assertEquals(List.of(down(KEY_A), up(KEY_A), down(KEY_B), up(KEY_B)), edgesSince(before));
    }

    /** The peer service discards what waits longer than 500 ms, and with it perhaps the release of the key. */
    @Test
    public void heldKeyIsReleasedWhenTheInputIsAbsentLongerThanMessagesWait() throws Exception {
        Baseline before = baseline();
        hold(before, KEY_A);
        Bundle input = bundle("io.baton.input.hidrpc");
        input.stop();
        try {
            awaitThat("the key is up", () -> edgesSince(before).equals(List.of(down(KEY_A), up(KEY_A))));
            viewer().run("release " + KEY_A);
        } finally {
            input.start();
        }
        await(InputMonitor.class);
        viewer().run("hold " + KEY_B);
        awaitThat("the next key is down", () -> edgesSince(before).contains(down(KEY_B)));
        viewer().run("release " + KEY_B);
        awaitThat("the next key is up", () -> edgesSince(before).contains(up(KEY_B)));
        assertEquals(List.of(down(KEY_A), up(KEY_A), down(KEY_B), up(KEY_B)), edgesSince(before));
        assertUndisturbed(before);
    }

    @Test
    public void commandsWithoutPolicyAreRefusedAfterWaiting() throws Exception {
        SessionCoordinator coordinator = await(SessionCoordinator.class);
        Session session = session(viewer());
        Bundle policy = bundle("io.baton.policy.handover");
        policy.stop();
        Roster before = coordinator.roster();
        Outcome renamed;
        Admission admission;
        try {
            CompletionStage<Outcome> rename =
                    coordinator.submit(new Command.Rename(session.id(), session.id(), "Refused", "refused"));
            CompletionStage<Admission> join = coordinator.join(joinRequest());
            renamed = get(rename);
            admission = get(join);
            assertEquals("the roster", before, coordinator.roster());
            Baseline baseline = baseline();
            hold(baseline, KEY_A);
            viewer().run("release " + KEY_A);
            awaitThat("the key is up", this::noKeyIsDown);
        } finally {
            policy.start();
        }
        assertEquals(Reason.TEMPORARILY_UNAVAILABLE, reason(renamed));
        assertEquals(
                Reason.TEMPORARILY_UNAVAILABLE,
                ((Admission.JoinRejected) admission).refusal().reason());
    }

    @Test
    public void waitingCommandsAreDecidedByTheNextPolicy() throws Exception {
        SessionCoordinator coordinator = await(SessionCoordinator.class);
        Session session = session(viewer());
        Bundle policy = bundle("io.baton.policy.handover");
        policy.stop();
        CompletableFuture<Outcome> rename;
        try {
            rename = coordinator
                    .submit(new Command.Rename(session.id(), session.id(), "Waited", "waited"))
                    .toCompletableFuture();
            assertFalse("waits for a policy", rename.isDone());
        } finally {
            policy.start();
        }
        await(SessionPolicy.class);
        assertEquals(Outcome.done(), get(rename));
        assertEquals("Waited", session(viewer()).nickname());
    }

    private static JoinRequest joinRequest() {
        return new JoinRequest(Login.unauthenticated(Role.ADMIN), "192.0.2.1", "test", "", null, null, false);
    }

    private static Reason reason(Outcome outcome) {
        return ((Outcome.Refused) outcome).reason();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
}
