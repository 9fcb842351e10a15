// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.PeerId;
import io.baton.session.Admission;
import io.baton.session.Command;
import io.baton.session.Effect;
import io.baton.session.JoinRequest;
import io.baton.session.Login;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.RosterListener;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import io.baton.session.Settings;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The target's screen is locked between two users, and only then. */
class ScreenLockTest {

    private static final String LOCK = "Keyboard[modifiers=8, keys=15]";

    private final CopyOnWriteArrayList<Effect.Audited> audited = new CopyOnWriteArrayList<>();
    private CoordinatorFixture fixture = fixture("winL");

    private CoordinatorFixture fixture(String chord) {
        Settings settings = Settings.DEFAULTS.with(
                Setting.LOCK_CHORD, Setting.LOCK_CHORD.choices().indexOf(chord));
        CoordinatorFixture made = new CoordinatorFixture(Roster.empty(settings));
        made.listeners.add(new RosterListener() {
            @Override
            public void changed(Roster before, Roster after, List<Effect> effects) {
                made.calls.add("notified " + after.epoch());
                for (Effect effect : effects) {
                    if (effect instanceof Effect.Audited entry && entry.action().equals("screen_lock")) {
                        audited.add(entry);
                    }
                }
            }
        });
        return made;
    }

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    @Test
    void screenIsLockedBeforeTheNextUserHasAFencingToken() throws Exception {
        fixture.open();
        SessionId ann = session("ann");
        SessionId bob = session("bob");
        forget();
        transfer(ann, bob);
        assertEquals(
                List.of("epoch 2 " + LOCK, "token peer-1 0", "token peer-2 2", "discard peer-1", "notified 2"),
                fixture.calls.lines());
        assertEquals("typed", audited.getFirst().reason());
        assertEquals(bob, audited.getFirst().target());
    }

    @Test
    void screenIsNotLockedBetweenSessionsOfTheSameUser() throws Exception {
        fixture.open();
        SessionId first = session("ann");
        SessionId second = session("ann");
        forget();
        transfer(first, second);
        assertEquals(List.of("epoch 2"), epochs());
        assertEquals(List.of(), audited);
    }

    @Test
    void screenIsLockedOnceWhenControlWasVacantBetweenTwoUsers() throws Exception {
        fixture.open();
        SessionId ann = session("ann");
        fixture.coordinator.submit(new Command.Release(ann));
        fixture.settle();
        forget();
        submit(new Command.RequestPrimary(ann));
        assertEquals(List.of("epoch 3"), epochs(), "the user that had it last");
        submit(new Command.Release(ann));
        SessionId bob = session("bob");
        fixture.settle();
        assertTrue(bob.equals(fixture.coordinator.roster().primary()));
        assertEquals(List.of("epoch 3", "epoch 4", "epoch 5 " + LOCK), epochs());
    }

    @Test
    void firstUserAfterTheStartOfTheDeviceCountsAsAnother() throws Exception {
        fixture.open();
        session("ann");
        assertEquals(List.of("epoch 1 " + LOCK), epochs());
    }

    @Test
    void userOfARosterThatWasHandedOverIsKnown() throws Exception {
        fixture.open();
        SessionId ann = session("ann");
        SessionId second = session("ann");
        Roster roster = fixture.coordinator.roster();
        assertEquals(false, new ScreenLock(roster).passed(new Effect.ControlPassed(ann, second, 2), roster));
        SessionId bob = session("bob");
        Roster later = fixture.coordinator.roster();
        assertEquals(true, new ScreenLock(roster).passed(new Effect.ControlPassed(ann, bob, 2), later));
    }

    @Test
    void nothingIsTypedWhileTheSettingIsOff() throws Exception {
        fixture = fixture("off");
        fixture.open();
        SessionId ann = session("ann");
        SessionId bob = session("bob");
        transfer(ann, bob);
        assertEquals(List.of("epoch 1", "epoch 2"), epochs());
        assertEquals(List.of(), audited);
    }

    @Test
    void chordIsKeptForAnOutputThatIsAbsentAtTheHandOver() throws Exception {
        fixture.open();
        SessionId ann = session("ann");
        SessionId bob = session("bob");
        fixture.hid = null;
        forget();
        transfer(ann, bob);
        assertEquals("not_confirmed", audited.getFirst().reason());
        fixture.recordedHid.setEpoch(2);
        fixture.hid = fixture.recordedHid;
        fixture.settle();
        fixture.settle();
        assertEquals(List.of("epoch 2 " + LOCK), epochs());
    }

    private void forget() throws Exception {
        fixture.settle();
        fixture.calls.clear();
        audited.clear();
    }

    private List<String> epochs() {
        return fixture.calls.lines().stream()
                .filter(line -> line.startsWith("epoch "))
                .toList();
    }

    private void transfer(SessionId from, SessionId to) throws Exception {
        submit(new Command.Transfer(from, from, to));
    }

    private void submit(Command command) throws Exception {
        assertTrue(CoordinatorFixture.await(fixture.coordinator.submit(command)).isDone());
        fixture.settle();
    }

    private SessionId session(String user) throws Exception {
        Admission admission = CoordinatorFixture.await(fixture.coordinator.join(new JoinRequest(
                new Login(user, Role.ADMIN, Login.Strength.OWN_ACCOUNT, "", false),
                "192.0.2.1",
                "Mozilla/5.0 Chrome/140.0 Safari/537.36",
                "",
                null,
                null,
                false)));
        SessionId id = assertInstanceOf(Admission.JoinAccepted.class, admission).session();
        PeerId link = fixture.recordedPeers.add();
        CoordinatorFixture.await(fixture.coordinator.submit(new Command.Answered(id, link)));
        fixture.recordedPeers.link(link);
        fixture.settle();
        return id;
    }
}
