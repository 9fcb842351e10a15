// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import static io.baton.policy.handover.RosterFixture.account;
import static io.baton.policy.handover.RosterFixture.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.PeerId;
import io.baton.session.ActivitySample;
import io.baton.session.Command;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import io.baton.session.Settings;
import io.baton.session.TokenDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Between the moment somebody decides and the moment the command is decided the house may change: then nothing happens.
 */
class LateCommandTest {

    private static final SessionId ANN = id("ann");
    private static final SessionId BOB = id("bob");
    private static final SessionId CID = id("cid");
    private static final SessionId EVE = id("eve");

    /**
     * A command that comes too late.
     *
     * @param meanwhile what happens before it is decided
     */
    private record Late(String name, RosterFixture scene, Command command, List<Command> meanwhile) {

        @Override
        public String toString() {
            return command.getClass().getSimpleName() + ", " + name;
        }
    }

    /** Ann has control, bob has asked for it, cid is an administrator who watches, eve waits for approval. */
    private static RosterFixture house() {
        return new RosterFixture(Settings.DEFAULTS.with(Setting.REQUIRE_APPROVAL, true))
                .operator("ann")
                .comes("bob", account("bob", Role.ADMIN))
                .does(new Command.AccountChanged("bob", Role.OPERATOR))
                .asks("bob")
                .admin("cid")
                .operator("eve");
    }

    private static final Command ANN_LOSES_CONTROL = new Command.Transfer(CID, null, CID);
    private static final Command CID_IS_DEMOTED = new Command.AccountChanged("cid", Role.OPERATOR);
    private static final Command BOB_LEAVES = new Command.Logout(BOB);
    private static final Command EVE_LEAVES = new Command.Logout(EVE);
    private static final Command EVE_IS_ADMITTED = new Command.ApproveSession(CID, EVE);

    private static Stream<Late> commands() {
        List<Late> all = new ArrayList<>();
        late(all, "its link is lost", new Command.RequestPrimary(CID), lost("cid"));
        late(all, "logged out elsewhere", new Command.RequestPrimary(CID), new Command.Logout(CID));
        late(
                all,
                "may only view by now",
                new Command.RequestPrimary(CID),
                new Command.AccountChanged("cid", Role.VIEWER));
        late(all, "given control", new Command.CancelRequest(BOB), new Command.ApproveRequest(ANN, BOB));
        late(all, "denied", new Command.CancelRequest(BOB), new Command.DenyRequest(ANN, BOB));
        late(all, "who asked left", new Command.ApproveRequest(ANN, BOB), BOB_LEAVES);
        late(all, "who asked is in grace", new Command.ApproveRequest(ANN, BOB), lost("bob"));
        late(all, "who asked took it back", new Command.ApproveRequest(ANN, BOB), new Command.CancelRequest(BOB));
        late(all, "control was lost", new Command.ApproveRequest(ANN, BOB), ANN_LOSES_CONTROL);
        late(all, "control was given up", new Command.ApproveRequest(ANN, BOB), new Command.Release(ANN));
        late(all, "who asked took it back", new Command.DenyRequest(ANN, BOB), new Command.CancelRequest(BOB));
        late(all, "control was lost", new Command.DenyRequest(ANN, BOB), ANN_LOSES_CONTROL);
        late(all, "to one who left", new Command.Transfer(ANN, null, BOB), BOB_LEAVES);
        late(all, "to one in grace", new Command.Transfer(ANN, null, BOB), lost("bob"));
        late(
                all,
                "to one who may only view",
                new Command.Transfer(ANN, null, CID),
                new Command.AccountChanged("cid", Role.VIEWER));
        late(all, "control was lost", new Command.Transfer(ANN, null, BOB), ANN_LOSES_CONTROL);
        late(all, "control moved", new Command.Transfer(CID, ANN, CID), new Command.ApproveRequest(ANN, BOB));
        late(all, "no administrator any more", new Command.Transfer(CID, ANN, CID), CID_IS_DEMOTED);
        late(all, "control was lost", new Command.Release(ANN), ANN_LOSES_CONTROL);
        late(all, "the newcomer left", new Command.ApproveSession(ANN, EVE), EVE_LEAVES);
        late(all, "the newcomer is in grace", new Command.ApproveSession(ANN, EVE), lost("eve"));
        late(all, "somebody else did", new Command.ApproveSession(ANN, EVE), EVE_IS_ADMITTED);
        late(all, "somebody denied", new Command.ApproveSession(ANN, EVE), new Command.DenySession(CID, EVE));
        late(all, "control was lost", new Command.ApproveSession(ANN, EVE), ANN_LOSES_CONTROL);
        late(all, "no administrator any more", new Command.ApproveSession(CID, EVE), CID_IS_DEMOTED);
        late(all, "somebody approved", new Command.DenySession(ANN, EVE), EVE_IS_ADMITTED);
        late(all, "control was lost", new Command.DenySession(ANN, EVE), ANN_LOSES_CONTROL);
        late(all, "approved", new Command.RequestApproval(EVE), EVE_IS_ADMITTED);
        late(all, "denied", new Command.RequestApproval(EVE), new Command.DenySession(ANN, EVE));
        late(
                all,
                "the name is taken",
                new Command.Rename(EVE, EVE, "Max", "max"),
                new Command.Rename(BOB, BOB, "Max", "max"));
        late(all, "no administrator any more", new Command.Rename(CID, BOB, "Max", "max"), CID_IS_DEMOTED);
        late(all, "whoever it is left", new Command.Rename(CID, BOB, "Max", "max"), BOB_LEAVES);
        late(all, "its link is lost", new Command.Rename(EVE, EVE, "Max", "max"), lost("eve"));
        late(all, "whoever it is left", new Command.Kick(CID, BOB), BOB_LEAVES);
        late(all, "no administrator any more", new Command.Kick(CID, BOB), CID_IS_DEMOTED);
        late(all, "sent away", new Command.Logout(BOB), new Command.Kick(CID, BOB));
        late(all, "its link is lost", new Command.SessionAlive(BOB), lost("bob"));
        late(all, "no administrator any more", new Command.Configure(CID, Settings.DEFAULTS, Map.of()), CID_IS_DEMOTED);
        late(all, "the session is gone", new Command.Answered(BOB, new PeerId(99)), BOB_LEAVES);
        late(all, "the session is in grace", new Command.Answered(BOB, new PeerId(99)), lost("bob"));
        late(
                all,
                "another link took its place",
                new Command.Linked(new PeerId(2)),
                new Command.Answered(BOB, new PeerId(99)));
        late(all, "another link took its place", lost("bob"), new Command.Answered(BOB, new PeerId(99)));
        for (Command late : List.of(new Command.Linked(new PeerId(5)), new Command.Logout(id("dan")))) {
            RosterFixture scene = house();
            scene.does(scene.join("dan", account("dan", Role.ADMIN)))
                    .does(new Command.Answered(id("dan"), new PeerId(5)));
            all.add(new Late("not awaited", scene, new Command.LinkFailed(id("dan"), new PeerId(5)), List.of(late)));
        }
        for (Command late : List.of(new Command.Transfer(CID, null, BOB), CID_IS_DEMOTED, lost("cid"))) {
            all.add(new Late("not due", house().loses("ann"), new Command.Claim(CID), List.of(late)));
        }
        RosterFixture scene = house();
        TokenDigest token = scene.session("bob").token();
        Command.Attach attach = new Command.Attach(scene.session("bob").login(), token, TokenDigest.of("next"));
        all.add(new Late("its link is lost", scene, attach, List.of(lost("bob"))));
        all.add(new Late("sent away", house(), attach, List.of(new Command.Kick(CID, BOB))));
        all.add(new Late("another socket has it", house(), new Command.SocketClosed(BOB, token), List.of(attach)));
        all.add(new Late(
                "sent away",
                house(),
                house().resume("x", "bob", account("bob", Role.OPERATOR)),
                List.of(new Command.Kick(CID, BOB))));
        all.add(new Late(
                "gone",
                house(),
                new Command.Tick(Map.of(BOB, new ActivitySample(null, scene.now(), 9))),
                List.of(BOB_LEAVES)));
        late(all, "nobody has it", new Command.AccountChanged("bob", Role.VIEWER), BOB_LEAVES);
        return all.stream();
    }

    private static void late(List<Late> all, String name, Command command, Command... meanwhile) {
        all.add(new Late(name, house(), command, List.of(meanwhile)));
    }

    /** LinkRules are numbered in the order people came in. */
    private static Command lost(String name) {
        return new Command.LinkLost(
                new PeerId(1 + List.of("ann", "bob", "cid", "eve").indexOf(name)));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void changesNothing(Late late) {
        RosterFixture scene = late.scene();
        for (Command command : late.meanwhile()) {
            scene.does(command);
        }
        Roster before = scene.roster();
        scene.does(late.command());
        assertSame(before, scene.roster());
    }

    /** Else the command would be late for another reason than the one that is named. */
    @ParameterizedTest
    @MethodSource("commands")
    void wouldHaveBeenDoneInTime(Late late) {
        RosterFixture scene = late.scene().does(late.command());
        assertTrue(scene.outcome().isDone(), late.toString());
    }

    @Test
    void everyKindOfCommandIsLateOnce() {
        Set<Class<?>> kinds = new HashSet<>();
        commands().forEach(late -> kinds.add(late.command().getClass()));
        assertEquals(new HashSet<>(Arrays.asList(Command.class.getPermittedSubclasses())), kinds);
    }
}
