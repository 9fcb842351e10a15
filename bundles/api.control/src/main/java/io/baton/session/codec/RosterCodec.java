// SPDX-License-Identifier: Apache-2.0
package io.baton.session.codec;

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
public final class RosterCodec {

    /** Grows when a form written before cannot be read any more. */
    public static final int SCHEMA = 3;

    private RosterCodec() {}

    /** Everything, settings and epoch included. Token digests are in it, tokens are not: the roster has none. */
    public static Map<String, Object> write(Roster roster) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("epoch", roster.epoch());
        form.put("revision", roster.revision());
        form.put("sessions", roster.sessions().stream().map(SessionCodec::write).toList());
        form.put("control", control(roster.control()));
        form.put(
                "requests",
                roster.requests().stream()
                        .map(request -> List.of(
                                request.session().value(), request.since().toString()))
                        .toList());
        form.put("denials", roster.denials().stream().map(RosterCodec::denial).toList());
        form.put("emergencies", instants(roster.emergency().at()));
        form.put("streak", (long) roster.emergency().streak());
        CodecFields.putIfPresent(form, "lastPrimary", roster.lastPrimary());
        CodecFields.putIfPresent(form, "handedOver", roster.handedOver());
        form.put("settings", SettingsCodec.write(roster.settings()));
        return form;
    }

    /** The roster that was written. */
    public static Roster read(Map<?, ?> form) {
        return CodecFields.reading(
                "a roster",
                () -> read(
                        form, CodecFields.whole(form, "epoch"), SettingsCodec.read(CodecFields.map(form, "settings"))));
    }

    /** The roster that was written, under other settings and in another epoch. */
    public static Roster read(Map<?, ?> form, long epoch, Settings settings) {
        return CodecFields.reading("a roster", () -> {
            String last = CodecFields.textOrNull(form, "lastPrimary");
            return new Roster(
                    settings,
                    CodecFields.list(form, "sessions").stream()
                            .map(SessionCodec::read)
                            .toList(),
                    readControl(CodecFields.map(form, "control")),
                    CodecFields.list(form, "requests").stream()
                            .map(RosterCodec::readRequest)
                            .toList(),
                    CodecFields.list(form, "denials").stream()
                            .map(RosterCodec::readDenial)
                            .toList(),
                    new Emergency(
                            readInstants(CodecFields.list(form, "emergencies")), CodecFields.number(form, "streak")),
                    last == null ? null : new SessionId(last),
                    CodecFields.instantOrNull(form, "handedOver"),
                    epoch,
                    CodecFields.whole(form, "revision"));
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
            case Control.Vacant(Control.VacancyReason why) -> form.put("vacant", why.name());
        }
        return form;
    }

    private static Control readControl(Map<?, ?> form) {
        if (form.containsKey("held")) {
            return new Control.Held(new SessionId(CodecFields.text(form, "held")), CodecFields.instant(form, "since"));
        }
        if (form.containsKey("reserved")) {
            return new Control.Reserved(new SessionId(CodecFields.text(form, "reserved")));
        }
        return new Control.Vacant(Control.VacancyReason.valueOf(CodecFields.text(form, "vacant")));
    }

    private static ControlRequest readRequest(Object element) {
        List<?> form = (List<?>) element;
        return new ControlRequest(new SessionId((String) form.get(0)), Instant.parse((String) form.get(1)));
    }

    private static Map<String, Object> denial(Denial denial) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("subject", denial.subject());
        form.put("at", instants(denial.at()));
        CodecFields.putIfPresent(form, "coolingSince", denial.coolingSince());
        return form;
    }

    private static Denial readDenial(Object element) {
        Map<?, ?> form = CodecFields.map(element);
        return new Denial(
                CodecFields.text(form, "subject"),
                readInstants(CodecFields.list(form, "at")),
                CodecFields.instantOrNull(form, "coolingSince"));
    }

    private static List<String> instants(List<Instant> instants) {
        return instants.stream().map(Instant::toString).toList();
    }

    private static List<Instant> readInstants(List<?> form) {
        return form.stream().map(at -> Instant.parse((String) at)).toList();
    }
}
