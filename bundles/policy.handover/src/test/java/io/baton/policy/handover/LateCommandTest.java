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

/** A command that was valid when it was sent changes nothing if the roster changed before it is decided. */
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
    private record Late(String name, RosterFixture fixture, Command command, List<Command> meanwhile) {

        @Override
        public String toString() {
            return command.getClass().getSimpleName() + ", " + name;
        }
    }

    /** Ann is primary, bob is queued, cid is an administrator and observer, eve waits for approval. */
    private static RosterFixture annBobCidEve() {
        return new RosterFixture(Settings.DEFAULTS.with(Setting.REQUIRE_APPROVAL, true))
                .operator("ann")
                .joins("bob", account("bob", Role.ADMIN))
                .does(new Command.AccountChanged("bob", Role.OPERATOR))
                .requests("bob")
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
                "it is a viewer by now",
                new Command.RequestPrimary(CID),
                new Command.AccountChanged("cid", Role.VIEWER));
        late(all, "it has control", new Command.CancelRequest(BOB), new Command.ApproveRequest(ANN, BOB));
        late(all, "denied", new Command.CancelRequest(BOB), new Command.DenyRequest(ANN, BOB));
        late(all, "the requester left", new Command.ApproveRequest(ANN, BOB), BOB_LEAVES);
        late(all, "the requester is in grace", new Command.ApproveRequest(ANN, BOB), lost("bob"));
        late(all, "the request was cancelled", new Command.ApproveRequest(ANN, BOB), new Command.CancelRequest(BOB));
        late(all, "control was lost", new Command.ApproveRequest(ANN, BOB), ANN_LOSES_CONTROL);
        late(all, "control was released", new Command.ApproveRequest(ANN, BOB), new Command.Release(ANN));
        late(all, "the request was cancelled", new Command.DenyRequest(ANN, BOB), new Command.CancelRequest(BOB));
        late(all, "control was lost", new Command.DenyRequest(ANN, BOB), ANN_LOSES_CONTROL);
        late(all, "the target left", new Command.Transfer(ANN, null, BOB), BOB_LEAVES);
        late(all, "the target is in grace", new Command.Transfer(ANN, null, BOB), lost("bob"));
        late(all, "to a viewer", new Command.Transfer(ANN, null, CID), new Command.AccountChanged("cid", Role.VIEWER));
        late(all, "control was lost", new Command.Transfer(ANN, null, BOB), ANN_LOSES_CONTROL);
        late(all, "control moved", new Command.Transfer(CID, ANN, CID), new Command.ApproveRequest(ANN, BOB));
        late(all, "no administrator any more", new Command.Transfer(CID, ANN, CID), CID_IS_DEMOTED);
        late(all, "control was lost", new Command.Release(ANN), ANN_LOSES_CONTROL);
        late(all, "the newcomer left", new Command.ApproveSession(ANN, EVE), EVE_LEAVES);
        late(all, "the newcomer is in grace", new Command.ApproveSession(ANN, EVE), lost("eve"));
        late(all, "it is admitted", new Command.ApproveSession(ANN, EVE), EVE_IS_ADMITTED);
        late(all, "it is denied", new Command.ApproveSession(ANN, EVE), new Command.DenySession(CID, EVE));
        late(all, "control was lost", new Command.ApproveSession(ANN, EVE), ANN_LOSES_CONTROL);
        late(all, "no administrator any more", new Command.ApproveSession(CID, EVE), CID_IS_DEMOTED);
        late(all, "it is admitted", new Command.DenySession(ANN, EVE), EVE_IS_ADMITTED);
        late(all, "control was lost", new Command.DenySession(ANN, EVE), ANN_LOSES_CONTROL);
        late(all, "approved", new Command.RequestApproval(EVE), EVE_IS_ADMITTED);
        late(all, "denied", new Command.RequestApproval(EVE), new Command.DenySession(ANN, EVE));
        late(
                all,
                "the name is taken",
                new Command.Rename(EVE, EVE, "Max", "max"),
                new Command.Rename(BOB, BOB, "Max", "max"));
        late(all, "no administrator any more", new Command.Rename(CID, BOB, "Max", "max"), CID_IS_DEMOTED);
        late(all, "the session left", new Command.Rename(CID, BOB, "Max", "max"), BOB_LEAVES);
        late(all, "its link is lost", new Command.Rename(EVE, EVE, "Max", "max"), lost("eve"));
        late(all, "the session left", new Command.Kick(CID, BOB), BOB_LEAVES);
        late(all, "no administrator any more", new Command.Kick(CID, BOB), CID_IS_DEMOTED);
        late(all, "it was kicked", new Command.Logout(BOB), new Command.Kick(CID, BOB));
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
            RosterFixture fixture = annBobCidEve();
            fixture.does(fixture.join("dan", account("dan", Role.ADMIN)))
                    .does(new Command.Answered(id("dan"), new PeerId(5)));
            all.add(new Late("not awaited", fixture, new Command.LinkFailed(id("dan"), new PeerId(5)), List.of(late)));
        }
        for (Command late : List.of(new Command.Transfer(CID, null, BOB), CID_IS_DEMOTED, lost("cid"))) {
            all.add(new Late("not due", annBobCidEve().loses("ann"), new Command.Claim(CID), List.of(late)));
        }
        RosterFixture fixture = annBobCidEve();
        TokenDigest token = fixture.session("bob").token();
        Command.Attach attach = new Command.Attach(fixture.session("bob").login(), token, TokenDigest.of("next"));
        all.add(new Late("its link is lost", fixture, attach, List.of(lost("bob"))));
        all.add(new Late("it was kicked", annBobCidEve(), attach, List.of(new Command.Kick(CID, BOB))));
        all.add(new Late(
                "another socket has it", annBobCidEve(), new Command.SocketClosed(BOB, token), List.of(attach)));
        all.add(new Late(
                "it was kicked",
                annBobCidEve(),
                annBobCidEve().resume("x", "bob", account("bob", Role.OPERATOR)),
                List.of(new Command.Kick(CID, BOB))));
        all.add(new Late(
                "gone",
                annBobCidEve(),
                new Command.Tick(Map.of(BOB, new ActivitySample(null, fixture.now(), 9))),
                List.of(BOB_LEAVES)));
        late(all, "no session has the account", new Command.AccountChanged("bob", Role.VIEWER), BOB_LEAVES);
        return all.stream();
    }

    private static void late(List<Late> all, String name, Command command, Command... meanwhile) {
        all.add(new Late(name, annBobCidEve(), command, List.of(meanwhile)));
    }

    /** Links are numbered in the order of joining. */
    private static Command lost(String name) {
        return new Command.LinkLost(
                new PeerId(1 + List.of("ann", "bob", "cid", "eve").indexOf(name)));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void lateCommandChangesNothing(Late late) {
        RosterFixture fixture = late.fixture();
        for (Command command : late.meanwhile()) {
            fixture.does(command);
        }
        Roster before = fixture.roster();
        fixture.does(late.command());
        assertSame(before, fixture.roster());
    }

    /** Otherwise the command would be refused for another reason than the one in the name. */
    @ParameterizedTest
    @MethodSource("commands")
    void sameCommandInTimeIsDone(Late late) {
        RosterFixture fixture = late.fixture().does(late.command());
        assertTrue(fixture.outcome().isDone(), late.toString());
    }

    @Test
    void everyKindOfCommandIsTested() {
        Set<Class<?>> kinds = new HashSet<>();
        commands().forEach(late -> kinds.add(late.command().getClass()));
        assertEquals(new HashSet<>(Arrays.asList(Command.class.getPermittedSubclasses())), kinds);
    }
}
