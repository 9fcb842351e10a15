// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import java.time.Instant;

/** A login that is in force. The time of its last use changes, everything else stays. */
final class ActiveLogin {

    /** What was proved at the login. */
    enum Kind {
        /** The shared password. */
        SHARED,
        /** The password of an account. */
        ACCOUNT,
        /** The value of a view link. */
        LINK
    }

    private final String digest;
    private final Kind kind;
    private final String subject;
    private final Instant created;
    private final Instant expires;
    private final String source;
    private final String client;
    private volatile Instant used;

    /**
     * @param digest SHA-256 of the cookie's value, hexadecimal
     * @param subject the account or the link; empty for the shared password
     * @param expires when it ends, however much it is used
     * @param source the address it was made from
     * @param client the client program as it calls itself
     */
    ActiveLogin(
            String digest,
            Kind kind,
            String subject,
            Instant created,
            Instant expires,
            Instant used,
            String source,
            String client) {
        this.digest = digest;
        this.kind = kind;
        this.subject = subject;
        this.created = created;
        this.expires = expires;
        this.used = used;
        this.source = source;
        this.client = client;
    }

    String digest() {
        return digest;
    }

    /** Returns a handle that is no secret. */
    String id() {
        return digest.substring(0, 16);
    }

    Kind kind() {
        return kind;
    }

    String subject() {
        return subject;
    }

    Instant created() {
        return created;
    }

    Instant expires() {
        return expires;
    }

    String source() {
        return source;
    }

    String client() {
        return client;
    }

    Instant used() {
        return used;
    }

    void use(Instant now) {
        used = now;
    }

    boolean isOf(Kind ofKind, String ofSubject) {
        return kind == ofKind && subject.equals(ofSubject);
    }
}
