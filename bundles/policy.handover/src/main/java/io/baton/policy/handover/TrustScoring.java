// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import io.baton.session.Login;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionFlag;
import io.baton.session.Setting;
import io.baton.session.Settings;
import io.baton.session.TrustScore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Computes the trust score of a session: a sum of named terms. */
final class TrustScoring {

    private static final Duration RECENT = Duration.ofMinutes(10);

    private final Settings settings;
    private final @Nullable List<TrustScore.Term> terms;
    private int sum;

    private TrustScoring(Settings settings, @Nullable List<TrustScore.Term> terms) {
        this.settings = settings;
        this.terms = terms;
    }

    static TrustScore score(Roster roster, Session session, Instant now) {
        List<TrustScore.Term> terms = new ArrayList<>();
        TrustScoring trust = new TrustScoring(roster.settings(), terms);
        trust.addAll(roster, session, now);
        return new TrustScore(trust.total(), terms);
    }

    /** Returns the total alone: sessions are compared by it, and only the successor's terms are told. */
    static int total(Roster roster, Session session, Instant now) {
        TrustScoring trust = new TrustScoring(roster.settings(), null);
        trust.addAll(roster, session, now);
        return trust.total();
    }

    private int total() {
        return Math.clamp(sum, 0, TrustScore.MAX);
    }

    private void addAll(Roster roster, Session session, Instant now) {
        add("ownAccount", session.login().strength() == Login.Strength.OWN_ACCOUNT, Setting.TRUST_OWN_ACCOUNT);
        add(
                "sharedPassword",
                session.login().strength() == Login.Strength.SHARED_PASSWORD,
                Setting.TRUST_SHARED_PASSWORD);
        add("admin", session.role() == Role.ADMIN, Setting.TRUST_ADMIN);
        add("approved", session.is(SessionFlag.APPROVED), Setting.TRUST_APPROVED);
        add("input", input(session, now));
        add("connected", connected(session, now));
        add("link", weight(Setting.TRUST_LINK) * session.connection().grade() / 100);
        add("lastPrimary", session.id().equals(roster.lastPrimary()), Setting.TRUST_LAST_PRIMARY);
        add("queued", roster.isQueued(session.id()), Setting.TRUST_QUEUED);
        add("nickname", !session.nickname().isEmpty(), Setting.TRUST_NICKNAME);
        add("denials", -weight(Setting.TRUST_DENIAL) * session.denials());
        add("emergencies", -weight(Setting.TRUST_EMERGENCY) * session.emergencies());
    }

    /** All of it for input just now, none for input ten minutes ago. */
    private int input(Session session, Instant now) {
        Instant last = session.lastInput();
        if (last == null) {
            return 0;
        }
        Duration age = Duration.between(last, now);
        if (age.isNegative()) {
            return weight(Setting.TRUST_INPUT);
        }
        long left = Math.max(0, RECENT.minus(age).toSeconds());
        return (int) (weight(Setting.TRUST_INPUT) * left / RECENT.toSeconds());
    }

    private int connected(Session session, Instant now) {
        long minutes = Duration.between(session.createdAt(), now).toMinutes();
        return Math.clamp(minutes, 0, weight(Setting.TRUST_CONNECTED));
    }

    private void add(String name, boolean applies, Setting weight) {
        add(name, applies ? weight(weight) : 0);
    }

    private void add(String name, int points) {
        sum += points;
        if (points != 0 && terms != null) {
            terms.add(new TrustScore.Term(name, points));
        }
    }

    private int weight(Setting setting) {
        return (int) settings.get(setting);
    }
}
