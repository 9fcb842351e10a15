// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import io.baton.session.Control;
import io.baton.session.ControlRequest;
import io.baton.session.Denial;
import io.baton.session.Emergency;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionBuilder;
import io.baton.session.SessionId;
import io.baton.session.SessionTable;
import io.baton.session.Settings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Builds the successor of a roster. {@link #build} may be called at any point; its result is kept until the next
 * change.
 *
 * <p>Threading. One thread.
 */
final class RosterBuilder {

    private final Roster before;
    private SessionTable sessions;
    private List<ControlRequest> requests;
    private Settings settings;
    private Control control;
    private List<Denial> denials;
    private Emergency emergency;
    private @Nullable Instant handedOver;
    private long epoch;
    private long revision;
    private @Nullable Roster built;

    RosterBuilder(Roster before) {
        this.before = before;
        this.settings = before.settings();
        this.sessions = SessionTable.of(before.sessions());
        this.requests = before.requests();
        this.control = before.control();
        this.denials = before.denials();
        this.emergency = before.emergency();
        this.handedOver = before.handedOver();
        this.epoch = before.epoch();
        this.revision = before.revision();
        this.built = before;
    }

    Roster before() {
        return before;
    }

    Settings settings() {
        return settings;
    }

    Control control() {
        return control;
    }

    Emergency emergency() {
        return emergency;
    }

    List<ControlRequest> requests() {
        return requests;
    }

    List<Session> sessions() {
        return sessions;
    }

    Optional<Session> session(SessionId id) {
        return Optional.ofNullable(sessions.find(id));
    }

    void settings(Settings newSettings) {
        settings = newSettings;
        changed();
    }

    void control(Control newControl) {
        control = newControl;
        changed();
    }

    void denials(List<Denial> newDenials) {
        denials = newDenials;
        changed();
    }

    void emergency(Emergency newEmergency) {
        if (!newEmergency.equals(emergency)) {
            emergency = newEmergency;
            changed();
        }
    }

    void handedOver(Instant at) {
        handedOver = at;
        changed();
    }

    /** Counts the revision up, and the epoch if control passed. */
    void count(boolean passed) {
        revision++;
        epoch += passed ? 1 : 0;
        changed();
    }

    void add(Session session) {
        sessions = sessions.plus(session);
        changed();
    }

    void edit(SessionId id, UnaryOperator<SessionBuilder> edit) {
        int place = sessions.place(id);
        if (place >= 0) {
            sessions =
                    sessions.with(place, edit.apply(sessions.get(place).edit()).build());
            changed();
        }
    }

    /** Edits every session; an unchanged session is returned as it is. */
    void each(UnaryOperator<Session> edit) {
        SessionTable edited = sessions.map(edit);
        if (!edited.equals(sessions)) {
            sessions = edited;
            changed();
        }
    }

    /** Removes a session, its request included; control is left to the caller. */
    void remove(SessionId id) {
        withdraw(id);
        sessions = sessions.minus(id);
        changed();
    }

    void enqueue(ControlRequest request) {
        List<ControlRequest> more = new ArrayList<>(requests);
        more.add(request);
        requests = List.copyOf(more);
        changed();
    }

    void withdraw(SessionId id) {
        for (ControlRequest request : requests) {
            if (request.session().equals(id)) {
                List<ControlRequest> rest = new ArrayList<>(requests);
                rest.remove(request);
                requests = List.copyOf(rest);
                changed();
                return;
            }
        }
    }

    /** Returns the roster with the changes so far. */
    Roster build() {
        Roster present = built;
        if (present == null) {
            SessionId from = before.primary();
            SessionId last = from != null && !from.equals(control.holder()) ? from : before.lastPrimary();
            present = new Roster(
                    settings,
                    sessions,
                    control,
                    requests,
                    denials,
                    emergency,
                    last != null && sessions.place(last) >= 0 ? last : null,
                    handedOver,
                    epoch,
                    revision);
            built = present;
        }
        return present;
    }

    private void changed() {
        built = null;
    }
}
