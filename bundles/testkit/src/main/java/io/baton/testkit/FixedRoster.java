// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import io.baton.peer.PeerId;
import io.baton.session.PendingReason;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionId;
import io.baton.session.Settings;
import io.baton.session.TokenDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Builds rosters for tests: {@code new FixedRoster().primary("ann", 1).observer("bob", 2).build()}. The name is the id,
 * the nickname and the resume token; link 0 is none.
 */
public final class FixedRoster {

    private final List<Session> sessions = new ArrayList<>();
    private final List<SessionId> queue = new ArrayList<>();
    private Settings settings = Settings.DEFAULTS;
    private @Nullable SessionId primary;
    private long epoch = 1;
    private long revision = 1;

    /** An administrator in control, linked. */
    public FixedRoster primary(String name, long link) {
        primary = new SessionId(name);
        return add(session(name, link));
    }

    /** An administrator who sees, linked. */
    public FixedRoster observer(String name, long link) {
        return add(session(name, link));
    }

    /** An administrator who has asked for control, linked. */
    public FixedRoster queued(String name, long link) {
        queue.add(new SessionId(name));
        return add(session(name, link));
    }

    /** Somebody who may only view, linked. */
    public FixedRoster viewer(String name, long link) {
        return add(session(name, link, Role.VIEWER, Set.of()));
    }

    /** Somebody waiting for admission, linked. */
    public FixedRoster pending(String name, long link) {
        return add(session(name, link, Role.OPERATOR, Set.of(PendingReason.APPROVAL)));
    }

    public FixedRoster add(Session session) {
        sessions.add(session);
        return this;
    }

    public FixedRoster settings(Settings newSettings) {
        settings = newSettings;
        return this;
    }

    public FixedRoster epoch(long newEpoch) {
        epoch = newEpoch;
        return this;
    }

    public FixedRoster revision(long newRevision) {
        revision = newRevision;
        return this;
    }

    public Roster build() {
        return new Roster(settings, sessions, primary, queue, epoch, revision);
    }

    /** A linked administrator, or one without a link when {@code link} is 0. */
    public static Session session(String name, long link) {
        return session(name, link, Role.ADMIN, Set.of());
    }

    public static Session session(String name, long link, Role role, Set<PendingReason> pending) {
        Instant start = ManualClock.START;
        PeerId peer = link == 0 ? null : new PeerId(link);
        return new Session(
                new SessionId(name),
                "",
                role,
                "192.0.2.1",
                name,
                name.toLowerCase(Locale.ROOT),
                "chrome",
                start,
                start,
                pending,
                TokenDigest.of(name),
                peer,
                peer != null,
                start);
    }
}
