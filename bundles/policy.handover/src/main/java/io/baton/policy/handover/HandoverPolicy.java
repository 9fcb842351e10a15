// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import io.baton.policy.Decision;
import io.baton.policy.SessionPolicy;
import io.baton.rpc.Right;
import io.baton.session.Cause;
import io.baton.session.Command;
import io.baton.session.Roster;
import io.baton.session.SessionId;
import io.baton.session.TrustScore;
import java.time.Instant;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/**
 * One session has control, requests wait in a queue, other sessions observe. Each command has its rule, and each
 * concern a class.
 *
 * <p>Threading. No state; any thread.
 */
@Component
public final class HandoverPolicy implements SessionPolicy {

    @Override
    public Decision decide(Roster roster, Command command, Instant now) {
        return switch (command) {
            case Command.Join join -> JoinRules.decide(roster, join, now);
            case Command.Attach attach -> ResumeRules.attach(roster, attach, now);
            case Command.SocketClosed closed -> ResumeRules.socketClosed(roster, closed, now);
            case Command.Answered answered -> LinkRules.answered(roster, answered, now);
            case Command.Linked linked -> LinkRules.linked(roster, linked, now);
            case Command.LinkLost lost -> LinkRules.lost(roster, lost, now);
            case Command.LinkFailed failed -> LinkRules.failed(roster, failed, now);
            case Command.RequestPrimary request -> RequestRules.ask(roster, request, now);
            case Command.CancelRequest cancel -> RequestRules.cancel(roster, cancel, now);
            case Command.ApproveRequest approve -> RequestRules.approve(roster, approve, now);
            case Command.DenyRequest deny -> RequestRules.deny(roster, deny, now);
            case Command.Transfer transfer -> TransferRules.transfer(roster, transfer, now);
            case Command.Release release -> TransferRules.release(roster, release, now);
            case Command.Claim claim -> TransferRules.claim(roster, claim, now);
            case Command.ApproveSession approve -> AdmissionRules.approve(roster, approve, now);
            case Command.DenySession deny -> AdmissionRules.deny(roster, deny, now);
            case Command.RequestApproval request -> AdmissionRules.ask(roster, request, now);
            case Command.Rename rename -> AdmissionRules.rename(roster, rename, now);
            case Command.Configure configure -> AdmissionRules.configure(roster, configure, now);
            case Command.Kick kick -> AccountRules.kick(roster, kick, now);
            case Command.Logout logout -> AccountRules.logout(roster, logout, now);
            case Command.AccountChanged changed -> AccountRules.changed(roster, changed, now);
            case Command.SessionAlive alive -> alive(roster, alive, now);
            case Command.Tick tick -> TickRules.tick(roster, tick, now);
        };
    }

    @Override
    public Optional<Instant> nextDeadline(Roster roster) {
        return Deadlines.next(roster);
    }

    @Override
    public Optional<TrustScore> trust(Roster roster, SessionId session, Instant now) {
        return roster.session(session).map(found -> TrustScoring.score(roster, found, now));
    }

    private static Decision alive(Roster roster, Command.SessionAlive alive, Instant now) {
        return Refusals.of(roster, alive.actor(), Right.PRESENT)
                .orElseGet(() -> new RosterTransaction(roster, now)
                        .edit(alive.actor(), it -> it.active(now))
                        .decision(Cause.RESUMED));
    }
}
