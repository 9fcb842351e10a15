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
 * Encodes the roster as JDK types. Equal rosters have equal encodings, also after a round trip through JSON.
 *
 * <p>Threading. Pure; any thread.
 *
 * <p>Errors. Reading throws {@link IllegalArgumentException} for anything that is not such an encoding.
 */
public final class RosterCodec {

    /** Version of the encoding. */
    public static final int SCHEMA = 4;

    private static final int OLDEST_READABLE = 3;

    private RosterCodec() {}

    /** Returns whether a roster written in this version is read; what it lacks has its default. */
    public static boolean isReadable(int schema) {
        return schema >= OLDEST_READABLE && schema <= SCHEMA;
    }

    /** Everything, settings and epoch included. Token digests are in it, tokens are not: the roster has none. */
    public static Map<String, Object> write(Roster roster) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("epoch", roster.epoch());
        fields.put("revision", roster.revision());
        fields.put(
                "sessions", roster.sessions().stream().map(SessionCodec::write).toList());
        fields.put("control", control(roster.control()));
        fields.put(
                "requests",
                roster.requests().stream()
                        .map(request -> List.of(
                                request.session().value(), request.since().toString()))
                        .toList());
        fields.put("denials", roster.denials().stream().map(RosterCodec::denial).toList());
        fields.put("emergencies", instants(roster.emergency().at()));
        fields.put("streak", (long) roster.emergency().streak());
        CodecFields.putIfPresent(fields, "lastPrimary", roster.lastPrimary());
        CodecFields.putIfPresent(fields, "handedOver", roster.handedOver());
        fields.put("settings", SettingsCodec.write(roster.settings()));
        return fields;
    }

    /** The roster that was written. */
    public static Roster read(Map<?, ?> fields) {
        return CodecFields.reading(
                "a roster",
                () -> read(
                        fields,
                        CodecFields.whole(fields, "epoch"),
                        SettingsCodec.read(CodecFields.map(fields, "settings"))));
    }

    /** The roster that was written, under other settings and in another epoch. */
    public static Roster read(Map<?, ?> fields, long epoch, Settings settings) {
        return CodecFields.reading("a roster", () -> {
            String last = CodecFields.textOrNull(fields, "lastPrimary");
            return new Roster(
                    settings,
                    CodecFields.list(fields, "sessions").stream()
                            .map(SessionCodec::read)
                            .toList(),
                    readControl(CodecFields.map(fields, "control")),
                    CodecFields.list(fields, "requests").stream()
                            .map(RosterCodec::readRequest)
                            .toList(),
                    CodecFields.list(fields, "denials").stream()
                            .map(RosterCodec::readDenial)
                            .toList(),
                    new Emergency(
                            readInstants(CodecFields.list(fields, "emergencies")),
                            CodecFields.number(fields, "streak")),
                    last == null ? null : new SessionId(last),
                    CodecFields.instantOrNull(fields, "handedOver"),
                    epoch,
                    CodecFields.whole(fields, "revision"));
        });
    }

    private static Map<String, Object> control(Control control) {
        Map<String, Object> fields = new LinkedHashMap<>();
        switch (control) {
            case Control.Held(SessionId session, Instant since) -> {
                fields.put("held", session.value());
                fields.put("since", since.toString());
            }
            case Control.Reserved(SessionId session) -> fields.put("reserved", session.value());
            case Control.Vacant(Control.VacancyReason why) -> fields.put("vacant", why.name());
        }
        return fields;
    }

    private static Control readControl(Map<?, ?> fields) {
        if (fields.containsKey("held")) {
            return new Control.Held(
                    new SessionId(CodecFields.text(fields, "held")), CodecFields.instant(fields, "since"));
        }
        if (fields.containsKey("reserved")) {
            return new Control.Reserved(new SessionId(CodecFields.text(fields, "reserved")));
        }
        return new Control.Vacant(Control.VacancyReason.valueOf(CodecFields.text(fields, "vacant")));
    }

    private static ControlRequest readRequest(Object element) {
        List<?> pair = (List<?>) element;
        return new ControlRequest(new SessionId((String) pair.get(0)), Instant.parse((String) pair.get(1)));
    }

    private static Map<String, Object> denial(Denial denial) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("subject", denial.subject());
        fields.put("at", instants(denial.at()));
        CodecFields.putIfPresent(fields, "coolingSince", denial.coolingSince());
        return fields;
    }

    private static Denial readDenial(Object element) {
        Map<?, ?> fields = CodecFields.map(element);
        return new Denial(
                CodecFields.text(fields, "subject"),
                readInstants(CodecFields.list(fields, "at")),
                CodecFields.instantOrNull(fields, "coolingSince"));
    }

    private static List<String> instants(List<Instant> instants) {
        return instants.stream().map(Instant::toString).toList();
    }

    private static List<Instant> readInstants(List<?> texts) {
        return texts.stream().map(at -> Instant.parse((String) at)).toList();
    }
}
