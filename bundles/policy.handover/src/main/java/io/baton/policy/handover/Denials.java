// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

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

/** Denials and their cool-down, counted per account, else per login cookie, else per address. */
final class Denials {

    /** Subjects remembered at most; the one quiet for longest is forgotten first. */
    static final int MOST = 256;

    private static final Duration COUNTED = Duration.ofMinutes(10);

    private Denials() {}

    /** Returns how long a client is still refused; empty when it is not. */
    static Optional<Duration> coolDown(Roster roster, Login login, String source, Instant now) {
        if (roster.denials().isEmpty() || login.isAdminAccount() || isConsole(source)) {
            return Optional.empty();
        }
        List<String> subjects = List.of("user:" + login.user(), "cookie:" + login.cookie(), "source:" + source);
        return roster.denials().stream()
                .filter(denial -> subjects.contains(denial.subject()))
                .map(denial -> left(roster, denial, now))
                .filter(Duration::isPositive)
                .max(Duration::compareTo);
    }

    /** Returns how often a client was denied recently. */
    static int count(Roster roster, Login login, String source, Instant now) {
        if (roster.denials().isEmpty()) {
            return 0;
        }
        String subject = subject(login, source);
        return roster.denials().stream()
                .filter(denial -> denial.subject().equals(subject))
                .mapToInt(denial -> recent(denial, now).size())
                .sum();
    }

    /** Counts a denial; the one too many begins the cool-down. */
    static List<Denial> denied(Roster roster, Session session, Instant now) {
        int most = (int) roster.settings().get(Setting.MAX_REJECTIONS);
        return counted(roster, session, now, most);
    }

    /** Begins the cool-down at once. */
    static List<Denial> kicked(Roster roster, Session session, Instant now) {
        return counted(roster, session, now, 1);
    }

    private static List<Denial> counted(Roster roster, Session session, Instant now, int most) {
        String subject = subject(session.login(), session.source());
        List<Denial> kept = new ArrayList<>();
        List<Instant> at = new ArrayList<>();
        Instant cooling = null;
        for (Denial denial : roster.denials()) {
            if (denial.subject().equals(subject)) {
                at.addAll(recent(denial, now));
                cooling = denial.coolingSince();
            } else if (!recent(denial, now).isEmpty()
                    || left(roster, denial, now).isPositive()) {
                kept.add(denial);
            }
        }
        at.add(now);
        kept.add(new Denial(subject, lastOf(at), begins(at, most, cooling, now)));
        return kept.size() > MOST ? List.copyOf(kept.subList(kept.size() - MOST, kept.size())) : List.copyOf(kept);
    }

    private static @Nullable Instant begins(List<Instant> at, int most, @Nullable Instant cooling, Instant now) {
        return at.size() >= most ? now : cooling;
    }

    /** No more than can ever be counted. */
    private static List<Instant> lastOf(List<Instant> at) {
        int most = (int) Setting.MAX_REJECTIONS.max();
        return at.size() > most ? at.subList(at.size() - most, at.size()) : at;
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

    private static String subject(Login login, String source) {
        if (!login.user().isEmpty()) {
            return "user:" + login.user();
        }
        return login.cookie().isEmpty() ? "source:" + source : "cookie:" + login.cookie();
    }

    /** Returns whether a client is local to the device. */
    private static boolean isConsole(String source) {
        return source.startsWith("127.") || source.equals("::1") || source.equals("0:0:0:0:0:0:0:1");
    }
}
