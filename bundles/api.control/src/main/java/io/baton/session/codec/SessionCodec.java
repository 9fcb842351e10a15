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

/** A session and its login as JDK types. */
final class SessionCodec {

    private SessionCodec() {}

    static Map<String, Object> write(Session session) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("id", session.id().value());
        form.put("login", login(session.login()));
        form.put("source", session.source());
        form.put("browser", session.browser());
        form.put("nickname", session.nickname());
        form.put("nicknameKey", session.nicknameKey());
        form.put("token", session.token().hex());
        form.put("createdAt", session.createdAt().toString());
        form.put("lastActive", session.lastActive().toString());
        CodecFields.putIfPresent(form, "lastInput", session.lastInput());
        form.put("pending", names(session.pending()));
        form.put("pendingSince", session.pendingSince().toString());
        form.put("connection", write(session.connection()));
        form.put("flags", names(session.flags()));
        form.put("denials", (long) session.denials());
        form.put("emergencies", (long) session.emergencies());
        CodecFields.putIfPresent(form, "warnedAt", session.warnedAt());
        return form;
    }

    static Session read(Object element) {
        Map<?, ?> form = CodecFields.map(element);
        Set<PendingReason> pending = CodecFields.list(form, "pending").stream()
                .map(reason -> PendingReason.valueOf((String) reason))
                .collect(Collectors.toSet());
        SessionBuilder edit = new SessionBuilder(
                        new SessionId(CodecFields.text(form, "id")),
                        readLogin(CodecFields.map(form, "login")),
                        new TokenDigest(CodecFields.text(form, "token")),
                        CodecFields.instant(form, "createdAt"))
                .source(CodecFields.text(form, "source"))
                .browser(CodecFields.text(form, "browser"))
                .nickname(CodecFields.text(form, "nickname"), CodecFields.text(form, "nicknameKey"))
                .active(CodecFields.instant(form, "lastActive"))
                .lastInput(CodecFields.instantOrNull(form, "lastInput"))
                .pending(pending, CodecFields.instant(form, "pendingSince"))
                .connection(readConnection(CodecFields.map(form, "connection")))
                .denials(CodecFields.number(form, "denials"))
                .emergencies(CodecFields.number(form, "emergencies"))
                .warnedAt(CodecFields.instantOrNull(form, "warnedAt"));
        CodecFields.list(form, "flags").forEach(flag -> edit.withFlag(SessionFlag.valueOf((String) flag)));
        return edit.build();
    }

    static Map<String, Object> login(Login login) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("user", login.user());
        form.put("role", login.role().name());
        form.put("strength", login.strength().name());
        form.put("cookie", login.cookie());
        form.put("idles", login.idles());
        return form;
    }

    static Login readLogin(Map<?, ?> form) {
        return new Login(
                CodecFields.text(form, "user"),
                Role.valueOf(CodecFields.text(form, "role")),
                Login.Strength.valueOf(CodecFields.text(form, "strength")),
                CodecFields.text(form, "cookie"),
                CodecFields.truth(form, "idles"));
    }

    private static Map<String, Object> write(Connection connection) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("state", connection.state().name());
        form.put("since", connection.since().toString());
        form.put("grade", (long) connection.grade());
        PeerId peer = connection.peer();
        if (peer != null) {
            form.put("peer", peer.number());
        }
        CodecFields.putIfPresent(form, "lostAt", connection.lostAt());
        CodecFields.putIfPresent(form, "socketClosed", connection.socketClosed());
        return form;
    }

    private static Connection readConnection(Map<?, ?> form) {
        return new Connection(
                Connection.State.valueOf(CodecFields.text(form, "state")),
                form.containsKey("peer") ? new PeerId(CodecFields.whole(form, "peer")) : null,
                CodecFields.instant(form, "since"),
                CodecFields.instantOrNull(form, "lostAt"),
                CodecFields.number(form, "grade"),
                CodecFields.instantOrNull(form, "socketClosed"));
    }

    /** Sorted: equal sets have equal forms. */
    private static List<String> names(Collection<? extends Enum<?>> words) {
        return words.stream().<String>map(Enum::name).sorted().toList();
    }
}
