// SPDX-License-Identifier: Apache-2.0
package io.baton.session.codec;

import io.baton.peer.PeerId;
import io.baton.session.Connection;
import io.baton.session.Login;
import io.baton.session.PendingReason;
import io.baton.session.Role;
import io.baton.session.Session;
import io.baton.session.SessionBuilder;
import io.baton.session.SessionFlag;
import io.baton.session.SessionId;
import io.baton.session.TokenDigest;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Encodes a session and its login as JDK types. */
final class SessionCodec {

    private SessionCodec() {}

    static Map<String, Object> write(Session session) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", session.id().value());
        fields.put("login", login(session.login()));
        fields.put("source", session.source());
        fields.put("browser", session.browser());
        fields.put("nickname", session.nickname());
        fields.put("nicknameKey", session.nicknameKey());
        fields.put("token", session.token().hex());
        TokenDigest previous = session.previousToken();
        CodecFields.putIfPresent(fields, "previousToken", previous == null ? null : previous.hex());
        fields.put("createdAt", session.createdAt().toString());
        fields.put("lastActive", session.lastActive().toString());
        CodecFields.putIfPresent(fields, "lastInput", session.lastInput());
        fields.put("pending", names(session.pending()));
        fields.put("pendingSince", session.pendingSince().toString());
        fields.put("connection", write(session.connection()));
        fields.put("flags", names(session.flags()));
        fields.put("denials", (long) session.denials());
        fields.put("emergencies", (long) session.emergencies());
        CodecFields.putIfPresent(fields, "warnedAt", session.warnedAt());
        CodecFields.putIfPresent(fields, "promptedAt", session.promptedAt());
        return fields;
    }

    static Session read(Object element) {
        Map<?, ?> fields = CodecFields.map(element);
        Set<PendingReason> pending = CodecFields.list(fields, "pending").stream()
                .map(reason -> PendingReason.valueOf((String) reason))
                .collect(Collectors.toSet());
        SessionBuilder edit = new SessionBuilder(
                        new SessionId(CodecFields.text(fields, "id")),
                        readLogin(CodecFields.map(fields, "login")),
                        new TokenDigest(CodecFields.text(fields, "token")),
                        CodecFields.instant(fields, "createdAt"))
                .previousToken(CodecFields.digestOrNull(fields, "previousToken"))
                .source(CodecFields.text(fields, "source"))
                .browser(CodecFields.text(fields, "browser"))
                .nickname(CodecFields.text(fields, "nickname"), CodecFields.text(fields, "nicknameKey"))
                .active(CodecFields.instant(fields, "lastActive"))
                .lastInput(CodecFields.instantOrNull(fields, "lastInput"))
                .pending(pending, CodecFields.instant(fields, "pendingSince"))
                .connection(readConnection(CodecFields.map(fields, "connection")))
                .denials(CodecFields.number(fields, "denials"))
                .emergencies(CodecFields.number(fields, "emergencies"))
                .warnedAt(CodecFields.instantOrNull(fields, "warnedAt"))
                .promptedAt(CodecFields.instantOrNull(fields, "promptedAt"));
        CodecFields.list(fields, "flags").forEach(flag -> edit.withFlag(SessionFlag.valueOf((String) flag)));
        return edit.build();
    }

    static Map<String, Object> login(Login login) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("user", login.user());
        fields.put("role", login.role().name());
        fields.put("strength", login.strength().name());
        fields.put("cookie", login.cookie());
        fields.put("idles", login.idles());
        return fields;
    }

    static Login readLogin(Map<?, ?> fields) {
        return new Login(
                CodecFields.text(fields, "user"),
                Role.valueOf(CodecFields.text(fields, "role")),
                Login.Strength.valueOf(CodecFields.text(fields, "strength")),
                CodecFields.text(fields, "cookie"),
                CodecFields.truth(fields, "idles"));
    }

    private static Map<String, Object> write(Connection connection) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("state", connection.state().name());
        fields.put("since", connection.since().toString());
        fields.put("grade", (long) connection.grade());
        PeerId peer = connection.peer();
        if (peer != null) {
            fields.put("peer", peer.number());
        }
        CodecFields.putIfPresent(fields, "lostAt", connection.lostAt());
        CodecFields.putIfPresent(fields, "socketClosed", connection.socketClosed());
        TokenDigest offer = connection.offer();
        CodecFields.putIfPresent(fields, "offer", offer == null ? null : offer.hex());
        return fields;
    }

    private static Connection readConnection(Map<?, ?> fields) {
        return new Connection(
                readState(CodecFields.text(fields, "state")),
                fields.containsKey("peer") ? new PeerId(CodecFields.whole(fields, "peer")) : null,
                CodecFields.instant(fields, "since"),
                CodecFields.instantOrNull(fields, "lostAt"),
                CodecFields.number(fields, "grade"),
                CodecFields.instantOrNull(fields, "socketClosed"),
                CodecFields.digestOrNull(fields, "offer"));
    }

    /** {@code SEATED} is the former name of a state. */
    private static Connection.State readState(String name) {
        return name.equals("SEATED") ? Connection.State.ACCEPTED : Connection.State.valueOf(name);
    }

    /** Sorted: equal sets have equal encodings. */
    private static List<String> names(Collection<? extends Enum<?>> constants) {
        return constants.stream().<String>map(Enum::name).sorted().toList();
    }
}
