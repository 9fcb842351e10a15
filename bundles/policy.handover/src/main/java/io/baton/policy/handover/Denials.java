// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import io.baton.session.AddressGroup;
import io.baton.session.Denial;
import io.baton.session.Login;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.Setting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Denials and their cool-down, counted per account, else per login cookie and per address: a client that drops its
 * cookie does not escape. Of IPv6 addresses the network of 64 bits counts.
 */
final class Denials {

    /** Subjects remembered at most; the one quiet for longest is forgotten first. */
    static final int MOST = 256;

    private static final String USER = "user:";
    private static final String COOKIE = "cookie:";
    private static final String SOURCE = "source:";
    private static final Duration COUNTED = Duration.ofMinutes(10);

    private Denials() {}

    /** Returns how long a client is still refused; empty when it is not. */
    static Optional<Duration> coolDown(Roster roster, Login login, String source, Instant now) {
        if (roster.denials().isEmpty() || login.isAdminAccount() || AddressGroup.isLoopback(source)) {
            return Optional.empty();
        }
        List<String> subjects = List.of(USER + login.user(), COOKIE + login.cookie(), SOURCE + AddressGroup.of(source));
        return roster.denials().stream()
                .filter(denial -> subjects.contains(denial.subject()))
                .map(denial -> left(roster, denial, now))
                .filter(Duration::isPositive)
                .max(Duration::compareTo);
    }

    /** Returns how often a client was denied recently. */
    static int count(Roster roster, Login login, String source, Instant now) {
        List<String> subjects = subjects(login, source);
        return roster.denials().stream()
                .filter(denial -> subjects.contains(denial.subject()))
                .mapToInt(denial -> recent(denial, now).size())
                .max()
                .orElse(0);
    }

    /** Counts a denial; the one too many begins the cool-down. */
    static List<Denial> denied(Roster roster, Session session, Instant now) {
        int most = (int) roster.settings().get(Setting.MAX_REJECTIONS);
        return countedAll(roster, session, now, most);
    }

    /** Begins the cool-down at once. */
    static List<Denial> kicked(Roster roster, Session session, Instant now) {
        return countedAll(roster, session, now, 1);
    }

    private static List<Denial> countedAll(Roster roster, Session session, Instant now, int most) {
        List<Denial> denials = roster.denials();
        for (String subject : subjects(session.login(), session.source())) {
            denials = counted(roster, denials, subject, now, most);
        }
        return denials;
    }

    private static List<Denial> counted(Roster roster, List<Denial> denials, String subject, Instant now, int most) {
        List<Denial> kept = new ArrayList<>();
        List<Instant> at = new ArrayList<>();
        Instant cooling = null;
        for (Denial denial : denials) {
            if (denial.subject().equals(subject)) {
                at.addAll(recent(denial, now));
                cooling = denial.coolingSince();
            } else if (!recent(denial, now).isEmpty()
                    || left(roster, denial, now).isPositive()) {
                kept.add(denial);
            }
        }
        at.add(now);
        kept.add(new Denial(subject, last((int) Setting.MAX_REJECTIONS.max(), at), begins(at, most, cooling, now)));
        return List.copyOf(last(MOST, kept));
    }

    private static @Nullable Instant begins(List<Instant> at, int most, @Nullable Instant cooling, Instant now) {
        return at.size() >= most ? now : cooling;
    }

    private static <T> List<T> last(int most, List<T> all) {
        return all.subList(Math.max(0, all.size() - most), all.size());
    }

    private static List<Instant> recent(Denial denial, Instant now) {
        return denial.at().stream().filter(at -> at.plus(COUNTED).isAfter(now)).toList();
    }

    private static Duration left(Roster roster, Denial denial, Instant now) {
        Instant since = denial.coolingSince();
        return since == null
                ? Duration.ZERO
                : Duration.between(now, since.plus(roster.settings().time(Setting.DENIAL_COOLDOWN)));
    }

    /** Returns what a denial counts for; the device's own address counts only where nothing else is known. */
    private static List<String> subjects(Login login, String source) {
        if (!login.user().isEmpty()) {
            return List.of(USER + login.user());
        }
        String address = SOURCE + AddressGroup.of(source);
        if (login.cookie().isEmpty()) {
            return List.of(address);
        }
        return AddressGroup.isLoopback(source)
                ? List.of(COOKIE + login.cookie())
                : List.of(COOKIE + login.cookie(), address);
    }
}
