// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.policy.SessionPolicy;
import io.baton.session.Command;
import io.baton.session.Outcome;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionCoordinator;
import io.baton.session.SessionId;
import io.baton.session.SettingsService;
import io.baton.session.TrustScore;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * The shell commands {@code baton:sessions}, {@code baton:transfer}, {@code baton:kick} and {@code baton:trust}.
 * Commands typed at the device act as its console, which is an administrator without a session.
 *
 * <p>Threading. The shell's thread, which waits for the coordinator's answer.
 */
@Component(
        service = ConsoleCommands.class,
        property = {
            "osgi.command.scope=baton",
            "osgi.command.function=sessions",
            "osgi.command.function=transfer",
            "osgi.command.function=kick",
            "osgi.command.function=trust"
        })
public final class ConsoleCommands {

    private static final int TIMEOUT_SECONDS = 5;
    private static final int SHOWN = 8;

    private final SessionCoordinator coordinator;
    private final SettingsService settings;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SessionPolicy policy;

    @Activate
    public ConsoleCommands(@Reference SessionCoordinator coordinator, @Reference SettingsService settings) {
        this.coordinator = coordinator;
        this.settings = settings;
    }

    /** Lists the sessions, one line each, and the state of control. */
    public String sessions() {
        return SessionsReport.of(coordinator.roster(), coordinator.now(), settings.problems());
    }

    /** Hands control to a session, named by nickname, id, or the beginning of an id. */
    public String transfer(String session) {
        return withSession(
                session,
                found -> submit(
                        new Command.Transfer(SessionId.CONSOLE, null, found.id()), name(found) + " has control."));
    }

    /** Removes a session. */
    public String kick(String session) {
        return withSession(
                session,
                found -> submit(new Command.Kick(SessionId.CONSOLE, found.id()), name(found) + " was removed."));
    }

    /** Shows a session's trust score with its terms. */
    public String trust(String session) {
        SessionPolicy rules = policy;
        if (rules == null) {
            return "The part that decides this is being replaced. Try again.";
        }
        return withSession(
                session,
                found -> rules.trust(coordinator.roster(), found.id(), coordinator.now())
                        .map(score -> name(found) + ": " + terms(score))
                        .orElse(name(found) + " has left."));
    }

    private static String terms(TrustScore score) {
        return score.total()
                + score.terms().stream()
                        .map(term -> String.format(Locale.ROOT, "%n  %+5d  %s", term.points(), term.name()))
                        .collect(Collectors.joining());
    }

    private String withSession(String session, Function<Session, String> act) {
        List<Session> matches = matches(coordinator.roster(), session);
        return switch (matches.size()) {
            case 0 -> "No session has the nickname or id \"" + session + "\"; baton:sessions lists them.";
            case 1 -> act.apply(matches.getFirst());
            default ->
                "\"" + session + "\" is ambiguous: "
                        + matches.stream().map(ConsoleCommands::name).collect(Collectors.joining(", "))
                        + ". Give more of the id.";
        };
    }

    /** Returns the sessions with this id or nickname, else nickname in another case, else beginning of the id. */
    static List<Session> matches(Roster roster, String text) {
        List<Function<Session, Boolean>> ways = List.of(
                session -> session.id().value().equals(text),
                session -> session.nickname().equals(text),
                session -> session.nickname().equalsIgnoreCase(text),
                session -> session.id().value().startsWith(text));
        return ways.stream()
                .map(way -> roster.sessions().stream().filter(way::apply).toList())
                .filter(found -> !found.isEmpty() && !text.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    /** Returns the nickname and the first characters of the id. */
    static String name(Session session) {
        String id = session.id().value();
        String begin = id.substring(0, Math.min(SHOWN, id.length()));
        return session.nickname().isEmpty() ? begin : session.nickname() + " (" + begin + ")";
    }

    private String submit(Command command, String done) {
        try {
            Outcome outcome = coordinator.submit(command).toCompletableFuture().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            return outcome instanceof Outcome.Refused refused ? "Refused: " + refused.message() : done;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "Interrupted; baton:sessions shows the result.";
        } catch (ExecutionException | TimeoutException e) {
            return "No answer; baton:sessions shows the result.";
        }
    }
}
