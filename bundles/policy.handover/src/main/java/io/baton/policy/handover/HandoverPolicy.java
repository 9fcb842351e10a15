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
 * One controls, who asks waits, who watches watches: each command has its rule, and each rule a class by its concern.
 *
 * <p>Threading. No state; any thread.
 */
@Component
public final class HandoverPolicy implements SessionPolicy {

    @Override
    public Decision decide(Roster roster, Command command, Instant now) {
        return switch (command) {
            case Command.Join join -> Joining.decide(roster, join, now);
            case Command.Attach attach -> Resuming.attach(roster, attach, now);
            case Command.SocketClosed closed -> Resuming.socketClosed(roster, closed, now);
            case Command.Answered answered -> Links.answered(roster, answered, now);
            case Command.Linked linked -> Links.linked(roster, linked, now);
            case Command.LinkLost lost -> Links.lost(roster, lost, now);
            case Command.LinkFailed failed -> Links.failed(roster, failed, now);
            case Command.RequestPrimary request -> Requests.ask(roster, request, now);
            case Command.CancelRequest cancel -> Requests.cancel(roster, cancel, now);
            case Command.ApproveRequest approve -> Requests.approve(roster, approve, now);
            case Command.DenyRequest deny -> Requests.deny(roster, deny, now);
            case Command.Transfer transfer -> HandingOver.transfer(roster, transfer, now);
            case Command.Release release -> HandingOver.release(roster, release, now);
            case Command.Claim claim -> HandingOver.claim(roster, claim, now);
            case Command.ApproveSession approve -> Admitting.approve(roster, approve, now);
            case Command.DenySession deny -> Admitting.deny(roster, deny, now);
            case Command.RequestApproval request -> Admitting.ask(roster, request, now);
            case Command.Rename rename -> Admitting.rename(roster, rename, now);
            case Command.Configure configure -> Admitting.configure(roster, configure, now);
            case Command.Kick kick -> Accounts.kick(roster, kick, now);
            case Command.Logout logout -> Accounts.logout(roster, logout, now);
            case Command.AccountChanged changed -> Accounts.changed(roster, changed, now);
            case Command.SessionAlive alive -> alive(roster, alive, now);
            case Command.Tick tick -> Clockwork.tick(roster, tick, now);
        };
    }

    @Override
    public Optional<Instant> nextDeadline(Roster roster) {
        return Deadlines.next(roster);
    }

    @Override
    public Optional<TrustScore> trust(Roster roster, SessionId session, Instant now) {
        return roster.session(session).map(found -> Trust.score(roster, found, now));
    }

    private static Decision alive(Roster roster, Command.SessionAlive alive, Instant now) {
        return Refusals.of(roster, alive.actor(), Right.PRESENT)
                .orElseGet(() -> new Draft(roster, now)
                        .edit(alive.actor(), it -> it.active(now))
                        .decision(Cause.RESUMED));
    }
}
