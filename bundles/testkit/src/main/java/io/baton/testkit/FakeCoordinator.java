// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import io.baton.session.Admission;
import io.baton.session.Command;
import io.baton.session.JoinRequest;
import io.baton.session.Login;
import io.baton.session.Mode;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Roster;
import io.baton.session.SessionCoordinator;
import io.baton.session.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A coordinator whose roster and answers a test sets. It decides nothing and records what was submitted; its answers
 * keep to {@link SessionCoordinatorContract}.
 */
public final class FakeCoordinator implements SessionCoordinator {

    private final List<Command> submitted = new CopyOnWriteArrayList<>();
    private final List<JoinRequest> joinRequests = new CopyOnWriteArrayList<>();
    private final List<SessionId> active = new CopyOnWriteArrayList<>();
    private final List<Login> attachedLogins = new CopyOnWriteArrayList<>();
    private final AtomicInteger rosterReads = new AtomicInteger();
    private volatile Roster roster;
    private volatile Instant now = ManualClock.START;
    private volatile Duration wallOffset = Duration.ZERO;
    private volatile Outcome outcome = Outcome.done();
    private volatile Admission admission =
            new Admission.JoinAccepted(new SessionId("seated"), Mode.OBSERVER, "Amber Otter", "token");

    public FakeCoordinator(Roster roster) {
        this.roster = roster;
    }

    public void setRoster(Roster newRoster) {
        roster = newRoster;
    }

    /** Sets the answer to every later submit. */
    public void setOutcome(Outcome newOutcome) {
        outcome = newOutcome;
    }

    /** Sets the answer to every later join and attach. */
    public void setAdmission(Admission newAdmission) {
        admission = newAdmission;
    }

    /** Refuses every later call for one reason, as a coordinator without a policy or with a full queue does. */
    public void refuseAll(Reason reason) {
        Outcome.Refused refused = Outcome.refused(reason, "Try again.", Duration.ofSeconds(1));
        outcome = refused;
        admission = new Admission.JoinRejected(refused);
    }

    /** The time of the coordinator's clock; {@link ManualClock#START} unless set. */
    public void setNow(Instant newNow) {
        now = newNow;
    }

    /** Sets the difference between the time of day and the coordinator's clock; zero unless set. */
    public void setWallOffset(Duration newOffset) {
        wallOffset = newOffset;
    }

    /** How often {@link #roster} was called. */
    public int rosterReads() {
        return rosterReads.get();
    }

    public List<Command> submitted() {
        return List.copyOf(submitted);
    }

    /** The sessions reported active, once per report. */
    public List<SessionId> active() {
        return List.copyOf(active);
    }

    public List<JoinRequest> joinRequests() {
        return List.copyOf(joinRequests);
    }

    /** The logins of all attach calls. */
    public List<Login> attachedLogins() {
        return List.copyOf(attachedLogins);
    }

    @Override
    public CompletionStage<Admission> join(JoinRequest request) {
        joinRequests.add(request);
        return CompletableFuture.completedFuture(admission);
    }

    @Override
    public CompletionStage<Admission> attach(Login login, String resumeToken) {
        attachedLogins.add(login);
        return CompletableFuture.completedFuture(admission);
    }

    @Override
    public CompletionStage<Outcome> submit(Command command) {
        submitted.add(command);
        return CompletableFuture.completedFuture(outcome);
    }

    @Override
    public void active(SessionId session) {
        active.add(session);
    }

    @Override
    public Roster roster() {
        rosterReads.incrementAndGet();
        return roster;
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public Instant wallTime(Instant instant) {
        return instant.plus(wallOffset);
    }
}
