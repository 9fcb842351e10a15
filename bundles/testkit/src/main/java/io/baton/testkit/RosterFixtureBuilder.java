// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import io.baton.peer.PeerId;
import io.baton.session.Connection;
import io.baton.session.Control;
import io.baton.session.ControlRequest;
import io.baton.session.Emergency;
import io.baton.session.Login;
import io.baton.session.PendingReason;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionBuilder;
import io.baton.session.SessionFlag;
import io.baton.session.SessionId;
import io.baton.session.Settings;
import io.baton.session.TokenDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Builds rosters for tests: {@code new RosterFixtureBuilder().primary("ann", 1).observer("bob", 2).build()}. The name
 * is the id, the nickname and the resume token; link 0 is none.
 */
public final class RosterFixtureBuilder {

    private final List<Session> sessions = new ArrayList<>();
    private final List<ControlRequest> requests = new ArrayList<>();
    private Settings settings = Settings.DEFAULTS;
    private Control control = new Control.Vacant(Control.VacancyReason.NO_CANDIDATE);
    private long epoch = 1;
    private long revision = 1;

    /** An administrator in control, linked. */
    public RosterFixtureBuilder primary(String name, long link) {
        control = new Control.Held(new SessionId(name), ManualClock.START);
        return add(session(name, link));
    }

    /** Adds an observing administrator, linked. */
    public RosterFixtureBuilder observer(String name, long link) {
        return add(session(name, link));
    }

    /** Adds a queued administrator, linked. */
    public RosterFixtureBuilder queued(String name, long link) {
        return queued(session(name, link));
    }

    /** Adds a queued session. */
    public RosterFixtureBuilder queued(Session session) {
        requests.add(new ControlRequest(session.id(), ManualClock.START));
        return add(session);
    }

    /** Adds a session that may only view, linked. */
    public RosterFixtureBuilder viewer(String name, long link) {
        return add(session(name, link, Role.VIEWER, Set.of()));
    }

    /** Adds a pending session, linked. */
    public RosterFixtureBuilder pending(String name, long link) {
        return add(session(name, link, Role.OPERATOR, Set.of(PendingReason.APPROVAL)));
    }

    /** Adds an administrator whose link was lost at the start, with control reserved. */
    public RosterFixtureBuilder reserved(String name) {
        control = new Control.Reserved(new SessionId(name));
        return add(lost(name));
    }

    public RosterFixtureBuilder control(Control newControl) {
        control = newControl;
        return this;
    }

    public RosterFixtureBuilder add(Session session) {
        sessions.add(session);
        return this;
    }

    public RosterFixtureBuilder settings(Settings newSettings) {
        settings = newSettings;
        return this;
    }

    public RosterFixtureBuilder epoch(long newEpoch) {
        epoch = newEpoch;
        return this;
    }

    public RosterFixtureBuilder revision(long newRevision) {
        revision = newRevision;
        return this;
    }

    public Roster build() {
        return new Roster(
                settings, sessions, control, requests, List.of(), Emergency.NONE, null, null, epoch, revision);
    }

    /** A linked administrator, or one without a link when {@code link} is 0. */
    public static Session session(String name, long link) {
        return session(name, link, Role.ADMIN, Set.of());
    }

    public static Session session(String name, long link, Role role, Set<PendingReason> pending) {
        Instant start = ManualClock.START;
        SessionBuilder edit = new SessionBuilder(
                        new SessionId(name), Login.unauthenticated(role), TokenDigest.of(name), start)
                .source("192.0.2.1")
                .browser("chrome")
                .nickname(name, name.toLowerCase(Locale.ROOT))
                .pending(pending, start);
        if (link != 0) {
            edit.connection(Connection.accepted(TokenDigest.of(name), start)
                            .answered(new PeerId(link), start)
                            .up(start))
                    .withFlag(SessionFlag.SEEN);
        }
        return edit.build();
    }

    /** An administrator whose link was lost at the start. */
    public static Session lost(String name) {
        Instant start = ManualClock.START;
        return session(name, 0)
                .edit()
                .connection(Connection.accepted(TokenDigest.of(name), start).lost(start))
                .withFlag(SessionFlag.SEEN)
                .build();
    }
}
