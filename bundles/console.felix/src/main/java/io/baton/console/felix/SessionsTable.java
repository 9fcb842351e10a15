// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import io.baton.console.felix.SessionActions.Action;
import io.baton.peer.PeerId;
import io.baton.peer.PeerStats;
import io.baton.session.Control;
import io.baton.session.Mode;
import io.baton.session.PendingReason;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionFlag;
import io.baton.session.SessionId;
import io.baton.session.TrustScore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The live sessions as a table: mode, user, trust with its terms, the health of link and input, and what can be done.
 *
 * @param roster the sessions
 * @param now by the clock that the roster's instants are of
 * @param trust the score of a session; empty while the policy is absent
 * @param stats the counters of a link; empty for one that does not exist
 * @param inputAge how long ago the last accepted input of a link is; empty for none
 */
record SessionsTable(
        Roster roster,
        Instant now,
        Function<SessionId, Optional<TrustScore>> trust,
        Function<PeerId, Optional<PeerStats>> stats,
        Function<PeerId, Optional<Duration>> inputAge) {

    private static final int SHOWN = 8;
    private static final int PERCENT = 100;

    void write(HtmlWriter html) {
        html.status(summary(), "data-testid", "sessions-summary");
        html.table("device-sessions", "Mode", "Session", "User", "Client", "Trust", "Link", "Input", "Actions");
        for (Session session : roster.sessions()) {
            row(html, session);
        }
        if (roster.sessions().isEmpty()) {
            html.open("tr")
                    .element("td", "No session is connected.", "colspan", "8")
                    .close("tr");
        }
        html.endTable();
    }

    /**
     * Returns the sessions as lines for support: without nickname, account and address, with the beginning of the id.
     */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("seats=%d of %d control=%s requests=%d epoch=%d"
                .formatted(
                        roster.sessions().size(),
                        roster.settings().maxSessions(),
                        roster.control().wireName(),
                        roster.requests().size(),
                        roster.epoch()));
        for (Session session : roster.sessions()) {
            PeerId peer = session.link();
            lines.add("id=%s mode=%s role=%s browser=%s link=%s grade=%d trust=%s ageSeconds=%d %s"
                    .formatted(
                            shortId(session.id()),
                            roster.mode(session).wireName(),
                            session.role().wireName(),
                            session.browser(),
                            session.connection().state().name().toLowerCase(Locale.ROOT),
                            session.connection().grade(),
                            trust.apply(session.id())
                                    .map(score -> String.valueOf(score.total()))
                                    .orElse("unknown"),
                            Duration.between(session.createdAt(), now).toSeconds(),
                            peer == null
                                    ? ""
                                    : stats.apply(peer).map(PeerStats::toString).orElse("")));
        }
        return lines;
    }

    private String summary() {
        String control = switch (roster.control()) {
            case Control.Held(SessionId holder, Instant since) -> "held by " + name(holder) + " for " + age(since);
            case Control.Reserved(SessionId owner) -> "reserved for " + name(owner);
            case Control.Vacant(Control.VacancyReason why) -> "vacant (" + why.wireName() + ")";
        };
        return "%d of %d seats taken. Control: %s. Requests for control: %d. Control epoch: %d."
                .formatted(
                        roster.sessions().size(),
                        roster.settings().maxSessions(),
                        control,
                        roster.requests().size(),
                        roster.epoch());
    }

    private void row(HtmlWriter html, Session session) {
        html.open("tr", "data-session", session.id().value());
        html.cell(roster.mode(session).wireName(), queuePosition(session), pending(session), flags(session));
        html.cell(session.nickname(), shortId(session.id()), "joined " + age(session.createdAt()) + " ago");
        html.cell(
                session.user().isEmpty() ? "no account" : session.user(),
                session.role().wireName(),
                session.login().strength().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        html.cell(session.browser(), session.source(), "active " + age(session.lastActive()) + " ago");
        trust(html, session);
        link(html, session);
        input(html, session);
        actions(html, session);
        html.close("tr");
    }

    private String queuePosition(Session session) {
        int place = roster.queue().indexOf(session.id());
        return place < 0 ? "" : "place " + (place + 1);
    }

    private static String pending(Session session) {
        return session.admitted()
                ? ""
                : "waits for "
                        + session.pending().stream()
                                .sorted()
                                .map(reason -> reason.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(" and "));
    }

    private static String flags(Session session) {
        return session.flags().stream()
                .filter(flag -> flag != SessionFlag.SEEN)
                .sorted()
                .map(flag -> flag.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .collect(Collectors.joining(", "));
    }

    private void trust(HtmlWriter html, Session session) {
        Optional<TrustScore> score = trust.apply(session.id());
        if (score.isEmpty()) {
            html.cell("unknown");
            return;
        }
        String[] lines = new String[score.get().terms().size() + 1];
        lines[0] = score.get().total() + " of " + TrustScore.MAX;
        for (int i = 1; i < lines.length; i++) {
            TrustScore.Term term = score.get().terms().get(i - 1);
            lines[i] = "%+d %s".formatted(term.points(), term.name());
        }
        html.cell(lines);
    }

    private void link(HtmlWriter html, Session session) {
        PeerId link = session.link();
        String state = session.connection().state().name().toLowerCase(Locale.ROOT);
        Optional<PeerStats> counters = link == null ? Optional.empty() : stats.apply(link);
        if (counters.isEmpty()) {
            html.cell(state);
            return;
        }
        PeerStats found = counters.get();
        html.cell(
                "%s, grade %d of 100".formatted(state, session.connection().grade()),
                found.video() ? "video on" : "video off",
                found.roundTripMillis() < 0
                        ? "no report yet"
                        : String.format(
                                Locale.ROOT,
                                "%.0f ms, %.1f %% lost",
                                found.roundTripMillis(),
                                found.fractionLost() * PERCENT),
                "%d sent again".formatted(found.retransmissions()));
    }

    private void input(HtmlWriter html, Session session) {
        PeerId link = session.link();
        if (link == null) {
            html.cell("none");
            return;
        }
        String last = inputAge.apply(link)
                .map(age -> "accepted " + text(age) + " ago")
                .orElse(session.lastInput() == null ? "none accepted" : "accepted before the link");
        Optional<PeerStats> counters = stats.apply(link);
        html.cell(
                last,
                counters.map(found -> found.messagesIn() + " messages").orElse(""),
                counters.filter(found -> found.messagesDiscarded() > 0)
                        .map(found -> found.messagesDiscarded() + " discarded")
                        .orElse(""),
                counters.filter(found -> found.bytesUnacknowledged() > 0)
                        .map(found -> found.bytesUnacknowledged() + " bytes unacknowledged")
                        .orElse(""));
    }

    private void actions(HtmlWriter html, Session session) {
        html.open("td")
                .open("form", "method", "post")
                .empty(
                        "input",
                        "type",
                        "hidden",
                        "name",
                        "session",
                        "value",
                        session.id().value());
        String name = name(session.id());
        if (session.pending().contains(PendingReason.APPROVAL)) {
            button(html, Action.APPROVE, "Approve", "");
            button(html, Action.DENY, "Deny", "Deny " + name + "?");
        }
        if (roster.mode(session) != Mode.PRIMARY && session.admitted() && session.mayControl()) {
            button(html, Action.TRANSFER, "Give control", "");
        }
        button(html, Action.KICK, "Kick", "Remove " + name + "? It cannot come back for a while.");
        html.close("form").close("td");
    }

    private static void button(HtmlWriter html, Action action, String label, String question) {
        String[] attributes = {
            "type",
            "submit",
            "name",
            "action",
            "value",
            action.wireName(),
            "class",
            "ui-state-default ui-corner-all",
            "data-question",
            question
        };
        html.element("button", label, question.isEmpty() ? Arrays.copyOf(attributes, 8) : attributes);
    }

    private String name(SessionId id) {
        return roster.session(id)
                .filter(session -> !session.nickname().isEmpty())
                .map(session -> session.nickname() + " (" + shortId(id) + ")")
                .orElse(shortId(id));
    }

    private static String shortId(SessionId id) {
        return id.value().substring(0, Math.min(SHOWN, id.value().length()));
    }

    private String age(Instant since) {
        return text(Duration.between(since, now));
    }

    /** Returns a duration in its two greatest units. */
    static String text(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        long minutes = seconds / 60;
        long hours = minutes / 60;
        if (minutes == 0) {
            return seconds + " s";
        }
        return hours == 0
                ? "%d min %d s".formatted(minutes, seconds % 60)
                : "%d h %d min".formatted(hours, minutes % 60);
    }
}
