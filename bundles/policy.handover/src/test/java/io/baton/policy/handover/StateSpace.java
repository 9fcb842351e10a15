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
 * A house small enough to be seen whole: every timeout is a multiple of one unit of time, and what can be done in it is
 * listed. Nobody in it has a name of their own: ids, tokens and link numbers are made as they come, so that people are
 * told apart by how they logged in and by the order they came in, and two houses that differ in nothing else are one.
 *
 * @param name what it is about
 * @param settings the rules in force at the beginning
 * @param people how those log in who may come
 * @param crowd whether the same person may come more than once
 * @param arrival how links come up
 * @param doings what can happen
 */
record StateSpace(
        String name, Settings settings, List<Person> people, Crowd crowd, Arrival arrival, List<Doing> doings) {

    /** Sessions there are at most. */
    static final int SEATS = 3;

    /** Whether somebody may come who is here already. */
    enum Crowd {
        ONE_OF_EACH,
        ANY
    }

    static final Duration UNIT = Duration.ofSeconds(10);

    /** Whether what happens between a knock and a link that is up is looked at. */
    enum Arrival {
        AT_ONCE,
        BY_AND_BY
    }

    /** How somebody logs in, and what with. */
    enum Person {
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

    /** Timeouts of a few units; trust that depends on who somebody is and on nothing that happened. */
    static final Settings SMALL = Settings.DEFAULTS
            .with(Setting.SHARED_ROLE, 1)
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

    /** Something that can happen: the commands it can be in this roster. Stamps grow and make what must be new. */
    interface Doing {
        Stream<Command> commands(StateSpace world, Roster roster, Instant now, long stamp);
    }

    /** Something one session does by itself, or that happens to it. */
    interface Own {
        Command by(SessionId session);
    }

    /** Something one session does to another. */
    interface Between {
        Command by(SessionId actor, SessionId other);
    }

    /** All that can happen now, always in the same order. */
    List<Command> commands(Roster roster, Instant now, long stamp) {
        return doings.stream()
                .flatMap(doing -> doing.commands(this, roster, now, stamp))
                .toList();
    }

    /** People knock while there is a seat, with a name or without. */
    static Doing knock(boolean named) {
        return (world, roster, now, stamp) -> roster.sessions().size() >= SEATS
                ? Stream.empty()
                : world.people().stream()
                        .filter(person -> world.crowd() == Crowd.ANY || !isHere(roster, person))
                        .map(person -> {
                            long own = stamp + world.people().indexOf(person);
                            return join(person.login(), named, null, null, person == Person.GUEST, own);
                        });
    }

    private static boolean isHere(Roster roster, Person person) {
        return roster.sessions().stream().anyMatch(session -> session.login().sameLogin(person.login()));
    }

    /** Whoever was lost comes back with its token. */
    static Doing comeBack() {
        return (world, roster, now, stamp) -> roster.sessions().stream()
                .filter(Session::inGrace)
                .map(session -> join(session.login(), true, session.token(), null, false, stamp));
    }

    /** Somebody who is here sends another offer, with its token or on its open socket. */
    static Doing offerAgain() {
        return (world, roster, now, stamp) -> roster.sessions().stream()
                .flatMap(session -> Stream.of(
                        join(session.login(), true, session.token(), null, false, stamp),
                        join(session.login(), true, null, session.id(), true, stamp)));
    }

    private static Command join(
            Login login,
            boolean named,
            @Nullable TokenDigest resume,
            @Nullable SessionId replaces,
            boolean legacy,
            long stamp) {
        String id = String.format("%012d", stamp);
        String name = named ? id : "";
        return new Command.Join(
                new SessionId(id), token(stamp), resume, replaces, login, "192.0.2.1", name, name, "x", legacy);
    }

    private static TokenDigest token(long stamp) {
        return new TokenDigest(String.format("%064d", stamp));
    }

    /** A new socket takes a session over whose link is up. */
    static Doing attach() {
        return (world, roster, now, stamp) -> roster.sessions().stream()
                .map(session -> new Command.Attach(session.login(), session.token(), token(stamp)));
    }

    /** A session's socket closes. */
    static Doing hangUp() {
        return (world, roster, now, stamp) ->
                roster.sessions().stream().map(session -> new Command.SocketClosed(session.id(), session.token()));
    }

    /** The peer of whoever waits for one is made, comes up, or does not; another takes its place, also too late. */
    static Doing connect(boolean again) {
        return (world, roster, now, stamp) -> {
            List<Command> commands = new ArrayList<>();
            for (Session session : roster.sessions()) {
                PeerId link = session.link();
                if (again || session.connection().state() == Connection.State.ACCEPTED) {
                    commands.add(new Command.Answered(session.id(), new PeerId(stamp + 1)));
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
            }
            return commands.stream();
        };
    }

    static Doing lose() {
        return (world, roster, now, stamp) -> roster.sessions().stream()
                .map(Session::link)
                .flatMap(Stream::ofNullable)
                .map(Command.LinkLost::new);
    }

    static Doing own(Own own) {
        return (world, roster, now, stamp) -> roster.sessions().stream().map(session -> own.by(session.id()));
    }

    static Doing between(Between between) {
        return (world, roster, now, stamp) -> roster.sessions().stream()
                .flatMap(actor -> roster.sessions().stream().map(other -> between.by(actor.id(), other.id())));
    }

    static Doing any(Command... commands) {
        return (world, roster, now, stamp) -> Stream.of(commands);
    }

    /** The device's own configuration turns a switch, or takes the next choice. */
    static Doing configure(Setting setting, long... values) {
        return (world, roster, now, stamp) -> Arrays.stream(values)
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

    /** Whoever has control types. */
    static Doing type() {
        return (world, roster, now, stamp) -> Stream.ofNullable(roster.primary())
                .map(primary -> new Command.Tick(Map.of(primary, new ActivitySample(now, null, -1))));
    }
}
