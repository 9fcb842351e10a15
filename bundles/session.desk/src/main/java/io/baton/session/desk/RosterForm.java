// SPDX-License-Identifier: Apache-2.0
package io.baton.session.desk;

import io.baton.session.Control;
import io.baton.session.ControlRequest;
import io.baton.session.Denial;
import io.baton.session.Emergency;
import io.baton.session.Roster;
import io.baton.session.SessionId;
import io.baton.session.Settings;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The roster as JDK types, for the shelf. Settings stay behind: the successor has its configuration. */
final class RosterForm {

    static final String ROLE = "session.desk";
    static final int SCHEMA = 2;
    private static final String CLOCK = "clock";

    private RosterForm() {}

    static Map<String, Object> write(Roster roster, Instant now) {
        Map<String, Object> form = new HashMap<>();
        form.put(CLOCK, now.toString());
        form.put("revision", roster.revision());
        form.put("sessions", roster.sessions().stream().map(SessionForm::write).toList());
        form.put("control", control(roster.control()));
        form.put(
                "requests",
                roster.requests().stream()
                        .map(request -> List.of(
                                request.session().value(), request.since().toString()))
                        .toList());
        form.put("denials", roster.denials().stream().map(RosterForm::denial).toList());
        form.put("emergencies", instants(roster.emergency().at()));
        form.put("streak", roster.emergency().streak());
        Forms.putIfPresent(form, "lastPrimary", roster.lastPrimary());
        Forms.putIfPresent(form, "handedOver", roster.handedOver());
        return form;
    }

    /** What the writer's clock said; its successor's goes on from there. */
    static Instant clock(Map<String, Object> form) {
        return Forms.instant(form, CLOCK);
    }

    /**
     * Reads a roster back.
     *
     * @throws IllegalArgumentException for a form that is not of this schema
     */
    static Roster read(Map<String, Object> form, long epoch, Settings settings) {
        try {
            String last = (String) form.get("lastPrimary");
            return new Roster(
                    settings,
                    Forms.list(form, "sessions").stream().map(SessionForm::read).toList(),
                    readControl(Forms.map(Forms.value(form, "control"))),
                    Forms.list(form, "requests").stream()
                            .map(RosterForm::readRequest)
                            .toList(),
                    Forms.list(form, "denials").stream()
                            .map(RosterForm::readDenial)
                            .toList(),
                    new Emergency(readInstants(Forms.list(form, "emergencies")), Forms.number(form, "streak")),
                    last == null ? null : new SessionId(last),
                    Forms.instantOrNull(form, "handedOver"),
                    epoch,
                    (Long) Forms.value(form, "revision"));
        } catch (ClassCastException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("not a roster of schema " + SCHEMA, e);
        }
    }

    private static Map<String, Object> control(Control control) {
        return switch (control) {
            case Control.Held(SessionId session, Instant since) ->
                Map.of("held", session.value(), "since", since.toString());
            case Control.Reserved(SessionId session) -> Map.of("reserved", session.value());
            case Control.Vacant(Control.Why why) -> Map.of("vacant", why.name());
        };
    }

    private static Control readControl(Map<?, ?> form) {
        if (form.containsKey("held")) {
            return new Control.Held(new SessionId(Forms.text(form, "held")), Forms.instant(form, "since"));
        }
        if (form.containsKey("reserved")) {
            return new Control.Reserved(new SessionId(Forms.text(form, "reserved")));
        }
        return new Control.Vacant(Control.Why.valueOf(Forms.text(form, "vacant")));
    }

    private static ControlRequest readRequest(Object element) {
        List<?> form = (List<?>) element;
        return new ControlRequest(new SessionId((String) form.get(0)), Instant.parse((String) form.get(1)));
    }

    private static Map<String, Object> denial(Denial denial) {
        Map<String, Object> form = new HashMap<>();
        form.put("subject", denial.subject());
        form.put("at", instants(denial.at()));
        Forms.putIfPresent(form, "coolingSince", denial.coolingSince());
        return form;
    }

    private static Denial readDenial(Object element) {
        Map<?, ?> form = Forms.map(element);
        return new Denial(
                Forms.text(form, "subject"),
                readInstants(Forms.list(form, "at")),
                Forms.instantOrNull(form, "coolingSince"));
    }

    private static List<String> instants(List<Instant> instants) {
        return instants.stream().map(Instant::toString).toList();
    }

    private static List<Instant> readInstants(List<?> form) {
        return form.stream().map(at -> Instant.parse((String) at)).toList();
    }
}
