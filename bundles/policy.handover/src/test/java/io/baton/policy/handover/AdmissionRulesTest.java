// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import static io.baton.policy.handover.RosterFixture.account;
import static io.baton.policy.handover.RosterFixture.id;
import static io.baton.policy.handover.RosterFixture.shared;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.baton.session.Command;
import io.baton.session.Control;
import io.baton.session.Effect;
import io.baton.session.Login;
import io.baton.session.Mode;
import io.baton.session.Reason;
import io.baton.session.Role;
import io.baton.session.SessionFlag;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import io.baton.session.Settings;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Pending sessions, nicknames and settings at their edges. */
class AdmissionRulesTest {

    private static final SessionId ANN = id("ann");
    private static final SessionId EVE = id("eve");
    private static final Settings APPROVAL = Settings.DEFAULTS.with(Setting.REQUIRE_APPROVAL, true);
    private static final Settings NICKNAME = Settings.DEFAULTS.with(Setting.REQUIRE_NICKNAME, true);
    private static final Settings BOTH = APPROVAL.with(Setting.REQUIRE_NICKNAME, true);

    private static RosterFixture nameless(RosterFixture fixture, String name) {
        return fixture.does(fixture.join(name, "", account(name, Role.OPERATOR), null, null, false))
                .connects(name);
    }

    private static Command configure(Settings settings, String session, String name) {
        return new Command.Configure(null, settings, Map.of(id(session), new Command.Configure.Name(name, name)));
    }

    @Test
    void sessionThatJoinsWithoutHandOverIsNotExcluded() {
        RosterFixture fixture = new RosterFixture().operator("ann").operator("bob");
        assertFalse(fixture.session("bob").is(SessionFlag.EXCLUDED));
    }

    @Test
    void admissionInGraceGivesNoControl() {
        nameless(new RosterFixture(NICKNAME), "eve")
                .loses("eve")
                .configures(Setting.REQUIRE_NICKNAME, 0)
                .hasMode("eve", Mode.OBSERVER)
                .isVacant(Control.VacancyReason.NO_CANDIDATE);
    }

    @Test
    void newcomerWithoutLinkTakesVacantControl() {
        RosterFixture fixture = new RosterFixture().viewer("vic");
        fixture.does(fixture.join("ann", account("ann", Role.OPERATOR))).isHeldBy("ann");
    }

    @Test
    void approvalLeavesMissingNickname() {
        RosterFixture fixture =
                nameless(new RosterFixture(BOTH).operator("ann"), "eve").does(new Command.Logout(ANN));
        fixture.does(new Command.ApproveSession(SessionId.CONSOLE, EVE))
                .hasMode("eve", Mode.PENDING)
                .isVacant(Control.VacancyReason.EMPTY);
    }

    @Test
    void sessionThatNeedsOnlyANicknameCannotBeApproved() {
        RosterFixture fixture = nameless(new RosterFixture(NICKNAME).operator("ann"), "eve");
        fixture.refused(new Command.ApproveSession(ANN, EVE)).refused(new Command.RequestApproval(EVE));
    }

    @Test
    void nicknameComesBeforeTheRequestForApproval() {
        RosterFixture fixture = nameless(new RosterFixture(BOTH).operator("ann"), "eve");
        fixture.refused(new Command.RequestApproval(EVE)).isNotNotified("ann", Effect.NewSessionPending.class);
        assertFalse(fixture.session("eve").is(SessionFlag.ANNOUNCED));
        Instant since = fixture.session("eve").pendingSince();
        fixture.seconds(5).does(new Command.SessionAlive(EVE));
        assertEquals(since, fixture.session("eve").pendingSince());
    }

    @Test
    void missingApproverIsToldOnlyWhenThereIsNone() {
        RosterFixture fixture = new RosterFixture(APPROVAL).operator("ann").operator("eve");
        fixture.isNotNotified("eve", Effect.NoApprover.class).seconds(6).does(new Command.RequestApproval(EVE));
        fixture.isNotified("ann", Effect.NewSessionPending.class).isNotNotified("eve", Effect.NoApprover.class);
        fixture.loses("ann").isNotified("eve", Effect.NoApprover.class).seconds(1);
        fixture.does(new Command.SessionAlive(EVE)).isNotNotified("eve", Effect.NoApprover.class);
    }

    @Test
    void pendingSessionWithAdministratorsRoleIsNoApprover() {
        RosterFixture fixture = new RosterFixture(APPROVAL).operator("ann").joins("x", shared("c"));
        fixture.operator("eve")
                .isNotified("ann", Effect.NewSessionPending.class)
                .isNotNotified("x", Effect.NewSessionPending.class);
    }

    @Test
    void emptyNicknameIsRefused() {
        RosterFixture fixture = new RosterFixture().operator("ann");
        fixture.refused(Reason.BAD_VALUE, new Command.Rename(ANN, ANN, "", ""));
        fixture.refused(Reason.BAD_VALUE, new Command.Rename(ANN, ANN, "x", ""));
        fixture.refused(Reason.BAD_VALUE, new Command.Rename(ANN, ANN, "", "x"));
    }

    @Test
    void ownNicknameMayBeWrittenAnew() {
        RosterFixture fixture = new RosterFixture().operator("ann").does(new Command.Rename(ANN, ANN, "Ann", "ann"));
        assertEquals("Ann", fixture.session("ann").nickname());
    }

    @Test
    void namesOfSettingsAreGivenOnlyWhenTheyBecomeRequired() {
        RosterFixture fixture = nameless(new RosterFixture(), "ann").does(configure(Settings.DEFAULTS, "ann", "u-1"));
        assertEquals("", fixture.session("ann").nickname());
        fixture = nameless(new RosterFixture(NICKNAME), "eve").does(configure(NICKNAME, "eve", "u-1"));
        assertEquals("", fixture.session("eve").nickname());
        fixture.hasMode("eve", Mode.PENDING);
    }

    @Test
    void namesOfSettingsReplaceNoNameAndTakeNoName() {
        RosterFixture fixture = new RosterFixture().operator("ann").does(configure(NICKNAME, "ann", "u-1"));
        assertEquals("ann", fixture.session("ann").nickname());
        fixture = nameless(new RosterFixture().operator("ann"), "eve").does(configure(NICKNAME, "eve", "ann"));
        assertEquals("", fixture.session("eve").nickname());
        fixture = nameless(nameless(new RosterFixture(), "ann"), "eve").does(configure(NICKNAME, "eve", "u-1"));
        assertEquals("", fixture.session("ann").nickname());
        assertEquals("u-1", fixture.session("eve").nickname());
    }

    @Test
    void otherSettingsAdmitNoSession() {
        nameless(new RosterFixture(NICKNAME), "eve")
                .configures(Setting.MAX_SESSIONS, 5)
                .hasMode("eve", Mode.PENDING);
        new RosterFixture(APPROVAL)
                .operator("ann")
                .operator("eve")
                .configures(Setting.MAX_SESSIONS, 5)
                .hasMode("eve", Mode.PENDING);
    }

    @Test
    void otherSettingsAdmitNoSessionThatIsAlone() {
        new RosterFixture(APPROVAL)
                .operator("ann")
                .operator("eve")
                .does(new Command.Logout(ANN))
                .configures(Setting.MAX_SESSIONS, 5)
                .hasMode("eve", Mode.PENDING);
    }

    @Test
    void sessionIsAdmittedWhenNicknameIsNoLongerRequired() {
        nameless(new RosterFixture(NICKNAME).operator("ann"), "eve")
                .configures(Setting.REQUIRE_NICKNAME, 0)
                .hasMode("eve", Mode.OBSERVER);
    }

    @Test
    void newRoleThatMayControlKeepsControlAndRequest() {
        RosterFixture fixture =
                new RosterFixture().operator("ann").operator("bob").admin("cid").requests("bob");
        fixture.does(new Command.AccountChanged("ann", Role.ADMIN))
                .isHeldBy("ann")
                .hasNoEffect(Effect.ControlPassed.class);
        fixture.does(new Command.AccountChanged("bob", Role.ADMIN)).hasMode("bob", Mode.QUEUED);
        fixture.does(new Command.AccountChanged("bob", Role.VIEWER))
                .isHeldBy("ann")
                .hasMode("bob", Mode.OBSERVER);
        fixture.loses("ann")
                .does(new Command.AccountChanged("cid", Role.VIEWER))
                .isReservedFor("ann");
    }

    @Test
    void loginByTokenKeepsItsRoleWhateverTheSharedRole() {
        RosterFixture fixture = new RosterFixture(Settings.DEFAULTS.with(Setting.SHARED_ROLE, 0)).operator("ann");
        fixture.joins("bot", new Login("bot", Role.VIEWER, Login.Strength.NONE, "", false));
        assertEquals(Role.VIEWER, fixture.session("bot").role());
    }
}
