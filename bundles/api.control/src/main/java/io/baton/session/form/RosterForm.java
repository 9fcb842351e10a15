// SPDX-License-Identifier: Apache-2.0
package io.baton.session.form;

import io.baton.session.Control;
import io.baton.session.ControlRequest;
import io.baton.session.Denial;
import io.baton.session.Emergency;
import io.baton.session.Roster;
import io.baton.session.SessionId;
import io.baton.session.Settings;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The roster as JDK types. Equal rosters have equal forms, also after a way through JSON.
 *
 * <p>Threading. Pure; any thread.
 *
 * <p>Errors. Reading throws {@link IllegalArgumentException} for anything that is not such a form.
 */
public final class RosterForm {

    /** Grows when a form written before cannot be read any more. */
    public static final int SCHEMA = 3;

    private RosterForm() {}

    /** Everything, settings and epoch included. Token digests are in it, tokens are not: the roster has none. */
    public static Map<String, Object> write(Roster roster) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("epoch", roster.epoch());
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
        form.put("streak", (long) roster.emergency().streak());
        Forms.putIfPresent(form, "lastPrimary", roster.lastPrimary());
        Forms.putIfPresent(form, "handedOver", roster.handedOver());
        form.put("settings", SettingsForm.write(roster.settings()));
        return form;
    }

    /** The roster that was written. */
    public static Roster read(Map<?, ?> form) {
        return Forms.reading(
                "a roster",
                () -> read(form, Forms.whole(form, "epoch"), SettingsForm.read(Forms.map(form, "settings"))));
    }

    /** The roster that was written, under other settings and in another epoch. */
    public static Roster read(Map<?, ?> form, long epoch, Settings settings) {
        return Forms.reading("a roster", () -> {
            String last = Forms.textOrNull(form, "lastPrimary");
            return new Roster(
                    settings,
                    Forms.list(form, "sessions").stream().map(SessionForm::read).toList(),
                    readControl(Forms.map(form, "control")),
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
                    Forms.whole(form, "revision"));
        });
    }

    private static Map<String, Object> control(Control control) {
        Map<String, Object> form = new LinkedHashMap<>();
        switch (control) {
            case Control.Held(SessionId session, Instant since) -> {
                form.put("held", session.value());
                form.put("since", since.toString());
            }
            case Control.Reserved(SessionId session) -> form.put("reserved", session.value());
            case Control.Vacant(Control.Why why) -> form.put("vacant", why.name());
        }
        return form;
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
        Map<String, Object> form = new LinkedHashMap<>();
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
