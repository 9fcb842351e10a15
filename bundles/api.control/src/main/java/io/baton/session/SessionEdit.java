// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a session, or another one that differs in a few things: {@code session.edit().nickname("Ann", "ann").done()}.
 *
 * <p>Threading. One thread.
 */
public final class SessionEdit {

    private final SessionId id;
    private final Instant createdAt;
    private Login login;
    private String source;
    private String browser;
    private String nickname;
    private String nicknameKey;
    private TokenDigest token;
    private Instant lastActive;
    private @Nullable Instant lastInput;
    private Set<PendingReason> pending;
    private Instant pendingSince;
    private Connection connection;
    private Set<Mark> marks;
    private int denials;
    private int emergencies;
    private @Nullable Instant warnedAt;

    /** Somebody who takes a seat: no name yet, admitted, waiting for a link. */
    public SessionEdit(SessionId id, Login login, TokenDigest token, Instant now) {
        this.id = id;
        this.createdAt = now;
        this.login = login;
        this.source = "";
        this.browser = "";
        this.nickname = "";
        this.nicknameKey = "";
        this.token = token;
        this.lastActive = now;
        this.pending = Set.of();
        this.pendingSince = now;
        this.connection = Connection.seated(now);
        this.marks = Set.of();
    }

    SessionEdit(Session from) {
        this.id = from.id();
        this.createdAt = from.createdAt();
        this.login = from.login();
        this.source = from.source();
        this.browser = from.browser();
        this.nickname = from.nickname();
        this.nicknameKey = from.nicknameKey();
        this.token = from.token();
        this.lastActive = from.lastActive();
        this.lastInput = from.lastInput();
        this.pending = from.pending();
        this.pendingSince = from.pendingSince();
        this.connection = from.connection();
        this.marks = from.marks();
        this.denials = from.denials();
        this.emergencies = from.emergencies();
        this.warnedAt = from.warnedAt();
    }

    public Session done() {
        return new Session(
                id,
                login,
                source,
                browser,
                nickname,
                nicknameKey,
                token,
                createdAt,
                lastActive,
                lastInput,
                pending,
                pendingSince,
                connection,
                marks,
                denials,
                emergencies,
                warnedAt);
    }

    public SessionEdit login(Login value) {
        login = value;
        return this;
    }

    public SessionEdit source(String value) {
        source = value;
        return this;
    }

    public SessionEdit browser(String value) {
        browser = value;
        return this;
    }

    public SessionEdit nickname(String name, String key) {
        nickname = name;
        nicknameKey = key;
        return this;
    }

    public SessionEdit token(TokenDigest value) {
        token = value;
        return this;
    }

    /** It did something a person does: it will not expire for a while. */
    public SessionEdit active(Instant at) {
        if (at.isAfter(lastActive)) {
            lastActive = at;
            warnedAt = null;
        }
        return this;
    }

    public SessionEdit lastInput(@Nullable Instant at) {
        lastInput = at;
        return this;
    }

    public SessionEdit pending(Set<PendingReason> value, Instant since) {
        pending = value;
        pendingSince = since;
        return this;
    }

    public SessionEdit without(PendingReason reason) {
        Set<PendingReason> rest = EnumSet.noneOf(PendingReason.class);
        rest.addAll(pending);
        rest.remove(reason);
        pending = rest;
        return this;
    }

    public SessionEdit connection(Connection value) {
        connection = value;
        return this;
    }

    public SessionEdit mark(Mark mark) {
        if (!marks.contains(mark)) {
            Set<Mark> more = copy(marks);
            more.add(mark);
            marks = more;
        }
        return this;
    }

    public SessionEdit unmark(Mark mark) {
        if (marks.contains(mark)) {
            Set<Mark> fewer = copy(marks);
            fewer.remove(mark);
            marks = fewer;
        }
        return this;
    }

    /** Sets are shared with the session they come from, so most edits copy none. */
    private static Set<Mark> copy(Set<Mark> marks) {
        Set<Mark> copy = EnumSet.noneOf(Mark.class);
        copy.addAll(marks);
        return copy;
    }

    public SessionEdit denials(int value) {
        denials = value;
        return this;
    }

    public SessionEdit emergencies(int value) {
        emergencies = value;
        return this;
    }

    public SessionEdit warnedAt(@Nullable Instant at) {
        warnedAt = at;
        return this;
    }
}
