// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import static io.baton.policy.handover.RosterFixture.account;
import static io.baton.policy.handover.RosterFixture.id;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.baton.session.Cause;
import io.baton.session.Command;
import io.baton.session.Control;
import io.baton.session.Effect;
import io.baton.session.LegacyControl;
import io.baton.session.Mode;
import io.baton.session.Reason;
import io.baton.session.Role;
import io.baton.session.Setting;
import io.baton.session.Settings;
import org.junit.jupiter.api.Test;

/** A client whose offer has no data channel watches: it never has control, and keeps no other session out. */
class VideoOnlyTest {

    private static final Settings APPROVAL = Settings.DEFAULTS.with(Setting.REQUIRE_APPROVAL, true);

    @Test
    void onlySessionIsObserverAndControlStaysVacant() {
        new RosterFixture()
                .display("wall")
                .hasMode("wall", Mode.OBSERVER)
                .isVacant(Control.VacancyReason.NO_CANDIDATE)
                .seconds(60)
                .isVacant(Control.VacancyReason.NO_CANDIDATE);
    }

    @Test
    void newcomerHasControlBesideIt() {
        new RosterFixture(Settings.DEFAULTS.with(Setting.AUTO_PROMOTE, false))
                .display("wall")
                .operator("ann")
                .isHeldBy("ann");
    }

    @Test
    void newcomerNeedsNoApprovalBesideIt() {
        new RosterFixture(APPROVAL).display("wall").operator("ann").isHeldBy("ann");
    }

    @Test
    void itIsNotNotifiedOfNewcomers() {
        RosterFixture fixture = new RosterFixture(APPROVAL).operator("ann").display("wall");
        fixture.hasMode("wall", Mode.OBSERVER);
        fixture.operator("bob")
                .isNotified("ann", Effect.NewSessionPending.class)
                .isNotNotified("wall", Effect.NewSessionPending.class);
    }

    @Test
    void itIsNotTheSuccessor() {
        new RosterFixture()
                .operator("ann")
                .display("wall")
                .does(new Command.Release(id("ann")))
                .isVacant(Control.VacancyReason.NO_CANDIDATE);
    }

    @Test
    void itReceivesNoControlByTransferRequestOrClaim() {
        RosterFixture fixture = new RosterFixture().admin("ann").display("wall");
        fixture.refused(Reason.NOT_ALLOWED, new Command.Transfer(id("ann"), null, id("wall")));
        fixture.refused(Reason.NOT_ALLOWED, new Command.RequestPrimary(id("wall")));
        fixture.does(new Command.Release(id("ann")));
        fixture.refused(Reason.NOT_ALLOWED, new Command.RequestPrimary(id("wall")));
        fixture.refused(Reason.NOT_ALLOWED, new Command.Claim(id("wall")));
    }

    @Test
    void itTakesNoControlOverFromALegacyClient() {
        for (int setting = 0; setting < LegacyControl.values().length; setting++) {
            RosterFixture fixture = RosterFixture.with(Setting.LEGACY_CONTROL, setting);
            fixture.does(fixture.legacy("old", account("ann", Role.OPERATOR))).connects("old");
            fixture.does(RosterFixture.videoOnly(fixture.legacy("card", account("ann", Role.OPERATOR))))
                    .connects("card")
                    .isHeldBy("old")
                    .hasMode("card", Mode.OBSERVER);
        }
    }

    @Test
    void primaryThatComesBackWithoutDataChannelLosesControl() {
        RosterFixture fixture = new RosterFixture().operator("ann").operator("bob");
        Command.Join offer = RosterFixture.videoOnly(fixture.resume("fresh", "ann", account("ann", Role.OPERATOR)));
        fixture.does(offer).isHeldBy("bob").hasEffect(new Effect.ModeChanged(id("ann"), Mode.OBSERVER, Cause.RESUMED));
        assertFalse(fixture.session("ann").mayControl());
    }

    @Test
    void reservedControlIsNotRestoredWithoutDataChannel() {
        RosterFixture fixture = new RosterFixture().operator("ann").loses("ann").isReservedFor("ann");
        fixture.does(RosterFixture.videoOnly(fixture.resume("fresh", "ann", account("ann", Role.OPERATOR))))
                .isVacant(Control.VacancyReason.NO_CANDIDATE);
    }

    @Test
    void sessionThatComesBackWithDataChannelHasControlAgain() {
        RosterFixture fixture = new RosterFixture().display("ann").loses("ann");
        fixture.does(fixture.resume("fresh", "ann", account("ann", Role.ADMIN)))
                .connects("ann")
                .isHeldBy("ann");
    }
}
