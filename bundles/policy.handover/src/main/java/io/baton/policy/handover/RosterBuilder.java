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
    private final List<Session> sessions;
    private final List<ControlRequest> requests;
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
        this.sessions = new ArrayList<>(before.sessions());
        this.requests = new ArrayList<>(before.requests());
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
        return built == null ? List.copyOf(sessions) : built.sessions();
    }

    Optional<Session> session(SessionId id) {
        int place = place(id);
        return place < 0 ? Optional.empty() : Optional.of(sessions.get(place));
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
        emergency = newEmergency;
        changed();
    }

    void handedOver(Instant at) {
        handedOver = at;
        changed();
    }

    /** Counts the epoch up. */
    void nextEpoch() {
        epoch++;
        changed();
    }

    /** Counts the revision up. */
    void nextRevision() {
        revision++;
        changed();
    }

    void add(Session session) {
        sessions.add(session);
        changed();
    }

    void edit(SessionId id, UnaryOperator<SessionBuilder> edit) {
        int place = place(id);
        if (place >= 0) {
            sessions.set(place, edit.apply(sessions.get(place).edit()).build());
            changed();
        }
    }

    /** Edits every session; an unchanged session is returned as it is. */
    void each(UnaryOperator<Session> edit) {
        sessions.replaceAll(edit);
        changed();
    }

    /** Removes a session, its request included; control is left to the caller. */
    void remove(SessionId id) {
        withdraw(id);
        sessions.removeIf(session -> session.id().equals(id));
        changed();
    }

    void enqueue(ControlRequest request) {
        requests.add(request);
        changed();
    }

    void withdraw(SessionId id) {
        requests.removeIf(request -> request.session().equals(id));
        changed();
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
                    last != null && place(last) >= 0 ? last : null,
                    handedOver,
                    epoch,
                    revision);
            built = present;
        }
        return present;
    }

    private int place(SessionId id) {
        for (int i = 0; i < sessions.size(); i++) {
            if (sessions.get(i).id().equals(id)) {
                return i;
            }
        }
        return -1;
    }

    private void changed() {
        built = null;
    }
}
