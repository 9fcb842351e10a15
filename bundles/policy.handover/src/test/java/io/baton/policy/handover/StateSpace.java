// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import io.baton.peer.PeerId;
import io.baton.session.ActivitySample;
import io.baton.session.Command;
import io.baton.session.Connection;
import io.baton.session.Login;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import io.baton.session.Settings;
import io.baton.session.TokenDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A state space small enough for an exhaustive walk: every timeout is a multiple of one unit of time, and the possible
 * commands are listed. Ids, tokens and link numbers are serial numbers, so that sessions differ only by login and by
 * the order of joining, and rosters that differ in nothing else are one state.
 *
 * @param name its subject
 * @param settings the settings at the beginning
 * @param clients the clients that may join
 * @param multiplicity whether a client may have several sessions
 * @param arrival how links come up
 * @param actions the possible commands
 */
record StateSpace(
        String name,
        Settings settings,
        List<Client> clients,
        Multiplicity multiplicity,
        Arrival arrival,
        List<Action> actions) {

    /** Largest number of sessions. */
    static final int SEATS = 3;

    /** Whether a client may have several sessions. */
    enum Multiplicity {
        ONE_OF_EACH,
        ANY
    }

    static final Duration UNIT = Duration.ofSeconds(10);

    /** Whether the states between a join and its link are explored. */
    enum Arrival {
        AT_ONCE,
        STEP_BY_STEP
    }

    /** A kind of login. */
    enum Client {
        ADMIN,
        OPERATOR,
        /** With the shared password and a client that knows only JetKVM's protocol. */
        GUEST;

        Login login() {
            return switch (this) {
                case ADMIN -> new Login("root", Role.ADMIN, Login.Strength.OWN_ACCOUNT, "cr", false);
                case OPERATOR -> new Login("op", Role.OPERATOR, Login.Strength.OWN_ACCOUNT, "co", false);
                case GUEST -> new Login("", Role.OPERATOR, Login.Strength.SHARED_PASSWORD, "cg", false);
            };
        }
    }

    /** Timeouts of a few units; trust that depends on the login alone. */
    static final Settings SMALL = Settings.DEFAULTS
            .with(Setting.SHARED_ROLE, 1)
            .with(Setting.LEGACY_CONTROL, 0)
            .with(Setting.RECONNECT_GRACE, 10_000)
            .with(Setting.REQUEST_TIMEOUT, 20_000)
            .with(Setting.PENDING_TIMEOUT, 20_000)
            .with(Setting.PRIMARY_TIMEOUT, 0)
            .with(Setting.SESSION_TIMEOUT, 86_400_000)
            .with(Setting.TRANSFER_EXCLUSION, 10_000)
            .with(Setting.DENIAL_COOLDOWN, 10_000)
            .with(Setting.MAX_REJECTIONS, 1)
            .with(Setting.EMERGENCY_WINDOW, 20_000)
            .with(Setting.EMERGENCY_COOLDOWN, 10_000)
            .with(Setting.EMERGENCY_PER_WINDOW, 2)
            .with(Setting.EMERGENCY_CONSECUTIVE, 2)
            .with(Setting.TRUST_APPROVED, 0)
            .with(Setting.TRUST_INPUT, 0)
            .with(Setting.TRUST_CONNECTED, 0)
            .with(Setting.TRUST_LINK, 0)
            .with(Setting.TRUST_LAST_PRIMARY, 0)
            .with(Setting.TRUST_DENIAL, 0)
            .with(Setting.TRUST_EMERGENCY, 0);

    /** The commands of one kind that are possible in a roster; serial numbers make ids, tokens and links unique. */
    interface Action {
        Stream<Command> commands(StateSpace space, Roster roster, Instant now, long serial);
    }

    /** A command of one session. */
    interface Own {
        Command by(SessionId session);
    }

    /** A command of one session on another. */
    interface Between {
        Command by(SessionId actor, SessionId other);
    }

    /** Returns the possible commands, always in the same order. */
    List<Command> commands(Roster roster, Instant now, long serial) {
        return actions.stream()
                .flatMap(action -> action.commands(this, roster, now, serial))
                .toList();
    }

    /** Clients join while a seat is free, with a nickname or without. */
    static Action joins(boolean named) {
        return (space, roster, now, serial) -> roster.sessions().size() >= SEATS
                ? Stream.empty()
                : space.clients().stream()
                        .filter(client -> space.multiplicity() == Multiplicity.ANY || !isJoined(roster, client))
                        .map(client -> {
                            long own = serial + space.clients().indexOf(client);
                            return join(client.login(), named, null, null, client == Client.GUEST, own);
                        });
    }

    private static boolean isJoined(Roster roster, Client client) {
        return roster.sessions().stream().anyMatch(session -> session.login().sameLogin(client.login()));
    }

    /** Sessions in grace resume with their token. */
    static Action resumes() {
        return (space, roster, now, serial) -> roster.sessions().stream()
                .filter(Session::inGrace)
                .flatMap(session ->
                        tokens(session).map(token -> join(session.login(), true, token, null, false, serial)));
    }

    /** A live session sends another offer, with its token or on its open socket. */
    static Action offersAgain() {
        return (space, roster, now, serial) -> roster.sessions().stream()
                .flatMap(session -> Stream.concat(
                        tokens(session).map(token -> join(session.login(), true, token, null, false, serial)),
                        Stream.of(join(session.login(), true, null, session.id(), true, serial))));
    }

    private static Stream<TokenDigest> tokens(Session session) {
        return Stream.concat(Stream.of(session.token()), Stream.ofNullable(session.previousToken()));
    }

    private static Command join(
            Login login,
            boolean named,
            @Nullable TokenDigest resume,
            @Nullable SessionId replaces,
            boolean legacy,
            long serial) {
        String id = String.format("%012d", serial);
        String name = named ? id : "";
        return new Command.Join(
                new SessionId(id), token(serial), resume, replaces, login, "192.0.2.1", name, name, "x", legacy);
    }

    private static TokenDigest token(long serial) {
        return new TokenDigest(String.format("%064d", serial));
    }

    /** A new socket takes a session over whose link is up. */
    static Action attaches() {
        return (space, roster, now, serial) -> roster.sessions().stream()
                .map(session -> new Command.Attach(session.login(), session.token(), token(serial)));
    }

    /** A session's socket closes. */
    static Action closesSocket() {
        return (space, roster, now, serial) ->
                roster.sessions().stream().map(session -> new Command.SocketClosed(session.id(), session.token()));
    }

    /** A peer of an accepted session is made, comes up or fails; another replaces it, also too late. */
    static Action connects(boolean again) {
        return (space, roster, now, serial) -> {
            List<Command> commands = new ArrayList<>();
            for (Session session : roster.sessions()) {
                PeerId link = session.link();
                if (again || session.connection().state() == Connection.State.ACCEPTED) {
                    commands.add(new Command.Answered(session.id(), new PeerId(serial + 1)));
                }
                if (again && link != null) {
                    commands.add(new Command.Answered(session.id(), link));
                    commands.add(new Command.Answered(session.id(), new PeerId(1)));
                }
                if (link != null) {
                    commands.add(new Command.Linked(link));
                    commands.add(new Command.LinkFailed(session.id(), link));
                }
                commands.add(new Command.LinkFailed(session.id(), null));
                if (again) {
                    commands.add(new Command.Answered(session.id(), new PeerId(serial + 2), token(1)));
                    commands.add(new Command.LinkFailed(session.id(), null, token(1)));
                }
            }
            return commands.stream();
        };
    }

    static Action losesLink() {
        return (space, roster, now, serial) -> roster.sessions().stream()
                .map(Session::link)
                .flatMap(Stream::ofNullable)
                .map(Command.LinkLost::new);
    }

    static Action own(Own own) {
        return (space, roster, now, serial) -> roster.sessions().stream().map(session -> own.by(session.id()));
    }

    static Action between(Between between) {
        return (space, roster, now, serial) -> roster.sessions().stream()
                .flatMap(actor -> roster.sessions().stream().map(other -> between.by(actor.id(), other.id())));
    }

    static Action any(Command... commands) {
        return (space, roster, now, serial) -> Stream.of(commands);
    }

    /** The device's own configuration turns a switch, or takes the next choice. */
    static Action configure(Setting setting, long... values) {
        return (space, roster, now, serial) -> Arrays.stream(values)
                .filter(value -> value != roster.settings().get(setting))
                .mapToObj(value -> new Command.Configure(null, roster.settings().with(setting, value), names(roster)));
    }

    private static Map<SessionId, Command.Configure.Name> names(Roster roster) {
        return roster.sessions().stream()
                .collect(Collectors.toMap(
                        Session::id,
                        session -> new Command.Configure.Name(
                                session.id().value(), session.id().value())));
    }

    /** The primary sends input. */
    static Action sendsInput() {
        return (space, roster, now, serial) -> Stream.ofNullable(roster.primary())
                .map(primary -> new Command.Tick(Map.of(primary, new ActivitySample(now, null, -1))));
    }
}
