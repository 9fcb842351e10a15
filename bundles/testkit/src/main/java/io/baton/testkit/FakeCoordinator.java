// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import io.baton.session.Admission;
import io.baton.session.Command;
import io.baton.session.JoinRequest;
import io.baton.session.Login;
import io.baton.session.Mode;
import io.baton.session.Outcome;
import io.baton.session.Roster;
import io.baton.session.SessionCoordinator;
import io.baton.session.SessionId;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A desk whose roster and answers a test sets; it decides nothing and keeps what was submitted. */
public final class FakeCoordinator implements SessionCoordinator {

    private final List<Command> submitted = new CopyOnWriteArrayList<>();
    private final List<JoinRequest> knocks = new CopyOnWriteArrayList<>();
    private final List<SessionId> active = new CopyOnWriteArrayList<>();
    private final List<Login> attaching = new CopyOnWriteArrayList<>();
    private volatile Roster roster;
    private volatile Instant now = ManualClock.START;
    private volatile Outcome outcome = Outcome.done();
    private volatile Admission admission =
            new Admission.JoinAccepted(new SessionId("seated"), Mode.OBSERVER, "u-chrome-0000", "token");

    public FakeCoordinator(Roster roster) {
        this.roster = roster;
    }

    public void setRoster(Roster newRoster) {
        roster = newRoster;
    }

    /** What every later submit is answered. */
    public void setOutcome(Outcome newOutcome) {
        outcome = newOutcome;
    }

    /** What every later join and attach is answered. */
    public void setAdmission(Admission newAdmission) {
        admission = newAdmission;
    }

    /** The time by the desk's clock, at first {@link ManualClock#START}. */
    public void setNow(Instant newNow) {
        now = newNow;
    }

    public List<Command> submitted() {
        return List.copyOf(submitted);
    }

    /** Who was said to have done something, each time. */
    public List<SessionId> active() {
        return List.copyOf(active);
    }

    public List<JoinRequest> knocks() {
        return List.copyOf(knocks);
    }

    /** The logins that attached. */
    public List<Login> attaching() {
        return List.copyOf(attaching);
    }

    @Override
    public CompletionStage<Admission> join(JoinRequest knock) {
        knocks.add(knock);
        return CompletableFuture.completedFuture(admission);
    }

    @Override
    public CompletionStage<Admission> attach(Login login, String resumeToken) {
        attaching.add(login);
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
        return roster;
    }

    @Override
    public Instant now() {
        return now;
    }
}
