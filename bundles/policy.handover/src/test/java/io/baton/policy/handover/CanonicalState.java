// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import io.baton.session.Connection;
import io.baton.session.Control;
import io.baton.session.ControlRequest;
import io.baton.session.Denial;
import io.baton.session.PendingReason;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionFlag;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The part of a roster that the rules can distinguish: sessions by their place in the order of joining, without tokens,
 * link numbers, epochs and revisions; times as whole units until their deadline; counters where they saturate. Values
 * that only trust depends on are left out: in these state spaces trust depends on the login alone. So is the time of
 * the last notification of a request: it limits notifications and nothing else.
 */
final class CanonicalState {

    private static final Duration RELOAD = Duration.ofSeconds(15);
    private static final Setting[] TURNED = {
        Setting.REQUIRE_APPROVAL,
        Setting.REQUIRE_NICKNAME,
        Setting.AUTO_PROMOTE,
        Setting.SHARED_ROLE,
        Setting.LEGACY_CONTROL,
        Setting.MAX_SESSIONS
    };

    private final Roster roster;
    private final Instant now;
    private final StringBuilder key = new StringBuilder(64);

    private CanonicalState(Roster roster, Instant now) {
        this.roster = roster;
        this.now = now;
    }

    static String of(Roster roster, Instant now) {
        CanonicalState state = new CanonicalState(roster, now);
        roster.sessions().forEach(state::session);
        state.control();
        state.rest();
        return state.key.toString();
    }

    private void session(Session session) {
        key.append(session.user()).append(session.role());
        key.append(session.is(SessionFlag.LEGACY) ? 'l' : '.');
        key.append(session.is(SessionFlag.VIDEO_ONLY) ? 'o' : '.');
        key.append(session.nicknameKey().isEmpty() ? '-' : 'n');
        key.append(session.is(SessionFlag.YIELDED) ? 'y' : '.');
        key.append(session.is(SessionFlag.EXCLUDED) && SuccessorSelection.exclusionRuns(roster, now) ? 'x' : '.');
        connection(session);
        if (!session.admitted()) {
            session.pending().stream().sorted().forEach(this::append);
            left(session.pendingSince(), time(Setting.PENDING_TIMEOUT));
            key.append(session.is(SessionFlag.ANNOUNCED) ? 'a' : '.');
            key.append(session.is(SessionFlag.APPROVED) ? 'v' : '.');
        }
        if (time(Setting.SESSION_TIMEOUT).compareTo(Duration.ofHours(1)) < 0) {
            left(session.lastActive(), time(Setting.SESSION_TIMEOUT));
            left(session.warnedAt(), Deadlines.lead(roster.settings()));
        }
        key.append(';');
    }

    private void append(PendingReason reason) {
        key.append(reason);
    }

    private void connection(Session session) {
        Connection connection = session.connection();
        key.append(connection.state());
        if (connection.state() != Connection.State.UP) {
            key.append(session.is(SessionFlag.SEEN) ? 's' : '.');
        }
        if (connection.state() == Connection.State.ACCEPTED || connection.state() == Connection.State.ANSWERED) {
            left(connection.since(), time(Setting.SEAT_TIMEOUT));
        }
        left(connection.lostAt(), time(Setting.RECONNECT_GRACE).plus(time(Setting.SEAT_TIMEOUT)));
        left(connection.socketClosed(), RELOAD);
        key.append(connection.offer() == null ? '.' : 'o');
        key.append(session.previousToken() == null ? '.' : 'p');
    }

    private void control() {
        switch (roster.control()) {
            case Control.Held(var holder, Instant since) -> {
                key.append('h').append(place(holder));
                if (roster.session(holder).orElseThrow().is(SessionFlag.TOOK_OVER)) {
                    left(since, LegacyControlRules.DAMPING);
                }
                if (!time(Setting.PRIMARY_TIMEOUT).isZero()) {
                    Instant input = roster.session(holder).orElseThrow().lastInput();
                    left(input != null && input.isAfter(since) ? input : since, time(Setting.PRIMARY_TIMEOUT));
                }
            }
            case Control.Reserved(var owner) -> key.append('r').append(place(owner));
            case Control.Vacant(Control.VacancyReason why) -> key.append('v').append(why);
        }
        for (ControlRequest request : roster.requests()) {
            key.append('q').append(place(request.session()));
            left(request.since(), time(Setting.REQUEST_TIMEOUT));
        }
    }

    private void rest() {
        key.append('|');
        left(roster.handedOver(), time(Setting.TRANSFER_EXCLUSION));
        Duration window = time(Setting.EMERGENCY_WINDOW);
        roster.emergency().at().stream()
                .filter(at -> now.isBefore(at.plus(window)))
                .forEach(at -> left(at, window));
        key.append('s')
                .append(Math.min(roster.emergency().streak(), roster.settings().get(Setting.EMERGENCY_CONSECUTIVE)));
        roster.denials().stream()
                .filter(denial -> !denial.subject().equals("user:root"))
                .sorted((one, other) -> one.subject().compareTo(other.subject()))
                .forEach(this::denial);
        for (Setting setting : TURNED) {
            key.append(roster.settings().get(setting));
        }
    }

    private void denial(Denial denial) {
        Instant since = denial.coolingSince();
        if (since != null && now.isBefore(since.plus(time(Setting.DENIAL_COOLDOWN)))) {
            key.append(denial.subject());
            left(since, time(Setting.DENIAL_COOLDOWN));
        }
    }

    private int place(SessionId id) {
        for (int i = 0; i < roster.sessions().size(); i++) {
            if (roster.sessions().get(i).id().equals(id)) {
                return i;
            }
        }
        throw new IllegalStateException("unknown session: " + id);
    }

    private Duration time(Setting setting) {
        return roster.settings().time(setting);
    }

    /** In units, rounded up, never below none. */
    private void left(@Nullable Instant from, Duration timeout) {
        if (from == null) {
            key.append('_');
            return;
        }
        long millis = Duration.between(now, from.plus(timeout)).toMillis();
        long unit = StateSpace.UNIT.toMillis();
        key.append((char) ('A' + Math.max(0, (millis + unit - 1) / unit)));
    }
}
