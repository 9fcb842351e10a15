// SPDX-License-Identifier: Apache-2.0
package io.baton.session.form;

import io.baton.peer.PeerId;
import io.baton.session.Connection;
import io.baton.session.Login;
import io.baton.session.Mark;
import io.baton.session.PendingReason;
import io.baton.session.Role;
import io.baton.session.Session;
import io.baton.session.SessionEdit;
import io.baton.session.SessionId;
import io.baton.session.TokenDigest;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A session and its login as JDK types. */
final class SessionForm {

    private SessionForm() {}

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
        Forms.putIfPresent(form, "lastInput", session.lastInput());
        form.put("pending", names(session.pending()));
        form.put("pendingSince", session.pendingSince().toString());
        form.put("connection", write(session.connection()));
        form.put("marks", names(session.marks()));
        form.put("denials", (long) session.denials());
        form.put("emergencies", (long) session.emergencies());
        Forms.putIfPresent(form, "warnedAt", session.warnedAt());
        return form;
    }

    static Session read(Object element) {
        Map<?, ?> form = Forms.map(element);
        Set<PendingReason> pending = Forms.list(form, "pending").stream()
                .map(reason -> PendingReason.valueOf((String) reason))
                .collect(Collectors.toSet());
        SessionEdit edit = new SessionEdit(
                        new SessionId(Forms.text(form, "id")),
                        readLogin(Forms.map(form, "login")),
                        new TokenDigest(Forms.text(form, "token")),
                        Forms.instant(form, "createdAt"))
                .source(Forms.text(form, "source"))
                .browser(Forms.text(form, "browser"))
                .nickname(Forms.text(form, "nickname"), Forms.text(form, "nicknameKey"))
                .active(Forms.instant(form, "lastActive"))
                .lastInput(Forms.instantOrNull(form, "lastInput"))
                .pending(pending, Forms.instant(form, "pendingSince"))
                .connection(readConnection(Forms.map(form, "connection")))
                .denials(Forms.number(form, "denials"))
                .emergencies(Forms.number(form, "emergencies"))
                .warnedAt(Forms.instantOrNull(form, "warnedAt"));
        Forms.list(form, "marks").forEach(mark -> edit.mark(Mark.valueOf((String) mark)));
        return edit.done();
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
                Forms.text(form, "user"),
                Role.valueOf(Forms.text(form, "role")),
                Login.Strength.valueOf(Forms.text(form, "strength")),
                Forms.text(form, "cookie"),
                Forms.truth(form, "idles"));
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
        Forms.putIfPresent(form, "lostAt", connection.lostAt());
        Forms.putIfPresent(form, "socketClosed", connection.socketClosed());
        return form;
    }

    private static Connection readConnection(Map<?, ?> form) {
        return new Connection(
                Connection.State.valueOf(Forms.text(form, "state")),
                form.containsKey("peer") ? new PeerId(Forms.whole(form, "peer")) : null,
                Forms.instant(form, "since"),
                Forms.instantOrNull(form, "lostAt"),
                Forms.number(form, "grade"),
                Forms.instantOrNull(form, "socketClosed"));
    }

    /** Sorted: equal sets have equal forms. */
    private static List<String> names(Collection<? extends Enum<?>> words) {
        return words.stream().<String>map(Enum::name).sorted().toList();
    }
}
