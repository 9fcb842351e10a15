// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Builds a session, or a changed copy of one: {@code session.edit().nickname("Ann", "ann").build()}.
 *
 * <p>Threading. One thread.
 */
public final class SessionBuilder {

    private final SessionId id;
    private final Instant createdAt;
    private Login login;
    private String source;
    private String browser;
    private String nickname;
    private String nicknameKey;
    private TokenDigest token;
    private @Nullable TokenDigest previousToken;
    private Instant lastActive;
    private @Nullable Instant lastInput;
    private Set<PendingReason> pending;
    private Instant pendingSince;
    private Connection connection;
    private Set<SessionFlag> flags;
    private int denials;
    private int emergencies;
    private @Nullable Instant warnedAt;
    private @Nullable Instant promptedAt;

    /** Begins a new session: without a nickname, admitted, waiting for a link. */
    public SessionBuilder(SessionId id, Login login, TokenDigest token, Instant now) {
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
        this.connection = Connection.accepted(token, now);
        this.flags = Set.of();
    }

    SessionBuilder(Session from) {
        this.id = from.id();
        this.createdAt = from.createdAt();
        this.login = from.login();
        this.source = from.source();
        this.browser = from.browser();
        this.nickname = from.nickname();
        this.nicknameKey = from.nicknameKey();
        this.token = from.token();
        this.previousToken = from.previousToken();
        this.lastActive = from.lastActive();
        this.lastInput = from.lastInput();
        this.pending = from.pending();
        this.pendingSince = from.pendingSince();
        this.connection = from.connection();
        this.flags = from.flags();
        this.denials = from.denials();
        this.emergencies = from.emergencies();
        this.warnedAt = from.warnedAt();
        this.promptedAt = from.promptedAt();
    }

    public Session build() {
        return new Session(
                id,
                login,
                source,
                browser,
                nickname,
                nicknameKey,
                token,
                previousToken,
                createdAt,
                lastActive,
                lastInput,
                pending,
                pendingSince,
                connection,
                flags,
                denials,
                emergencies,
                warnedAt,
                promptedAt);
    }

    public SessionBuilder login(Login value) {
        login = value;
        return this;
    }

    public SessionBuilder source(String value) {
        source = value;
        return this;
    }

    public SessionBuilder browser(String value) {
        browser = value;
        return this;
    }

    public SessionBuilder nickname(String name, String key) {
        nickname = name;
        nicknameKey = key;
        return this;
    }

    public SessionBuilder token(TokenDigest value) {
        token = value;
        return this;
    }

    public SessionBuilder previousToken(@Nullable TokenDigest value) {
        previousToken = value;
        return this;
    }

    /** It did something a person does: it will not expire for a while. */
    public SessionBuilder active(Instant at) {
        if (at.isAfter(lastActive)) {
            lastActive = at;
            warnedAt = null;
        }
        return this;
    }

    public SessionBuilder lastInput(@Nullable Instant at) {
        lastInput = at;
        return this;
    }

    public SessionBuilder pending(Set<PendingReason> value, Instant since) {
        pending = value;
        pendingSince = since;
        return this;
    }

    public SessionBuilder without(PendingReason reason) {
        Set<PendingReason> rest = EnumSet.noneOf(PendingReason.class);
        rest.addAll(pending);
        rest.remove(reason);
        pending = rest;
        return this;
    }

    public SessionBuilder connection(Connection value) {
        connection = value;
        return this;
    }

    public SessionBuilder withFlag(SessionFlag flag) {
        flags = SessionFlags.with(flags, flag);
        return this;
    }

    public SessionBuilder withoutFlag(SessionFlag flag) {
        flags = SessionFlags.without(flags, flag);
        return this;
    }

    public SessionBuilder denials(int value) {
        denials = value;
        return this;
    }

    public SessionBuilder emergencies(int value) {
        emergencies = value;
        return this;
    }

    public SessionBuilder warnedAt(@Nullable Instant at) {
        warnedAt = at;
        return this;
    }

    public SessionBuilder promptedAt(@Nullable Instant at) {
        promptedAt = at;
        return this;
    }
}
