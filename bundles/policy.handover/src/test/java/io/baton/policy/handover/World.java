// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import io.baton.peer.PeerId;
import io.baton.session.Command;
import io.baton.session.Connection;
import io.baton.session.Login;
import io.baton.session.Pulse;
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
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A house of three people small enough to be seen whole: every timeout is a multiple of one unit of time, and what can
 * be done in it is listed.
 *
 * @param name what it is about
 * @param settings the rules in force
 * @param logins who may come, by id
 * @param arrival how links come up
 * @param doings what can happen
 */
record World(String name, Settings settings, Map<SessionId, Login> logins, Arrival arrival, List<Doing> doings) {

    /** Whether what happens between a knock and a link that is up is looked at. */
    enum Arrival {
        AT_ONCE,
        BY_AND_BY
    }

    static final Duration UNIT = Duration.ofSeconds(10);

    /** Timeouts of a few units; trust that depends on who somebody is and on nothing that happened. */
    static final Settings SMALL = Settings.DEFAULTS
            .with(Setting.RECONNECT_GRACE, 10_000)
            .with(Setting.REQUEST_TIMEOUT, 20_000)
            .with(Setting.PENDING_TIMEOUT, 20_000)
            .with(Setting.PRIMARY_TIMEOUT, 30_000)
            .with(Setting.TRANSFER_EXCLUSION, 10_000)
            .with(Setting.DENIAL_COOLDOWN, 10_000)
            .with(Setting.MAX_REJECTIONS, 2)
            .with(Setting.EMERGENCY_WINDOW, 20_000)
            .with(Setting.EMERGENCY_COOLDOWN, 10_000)
            .with(Setting.EMERGENCY_PER_WINDOW, 2)
            .with(Setting.EMERGENCY_CONSECUTIVE, 2)
            .with(Setting.TRUST_SHARED_PASSWORD, 107)
            .with(Setting.TRUST_ADMIN, 163)
            .with(Setting.TRUST_LAST_PRIMARY, 0)
            .with(Setting.TRUST_DENIAL, 0)
            .with(Setting.TRUST_EMERGENCY, 0)
            .with(Setting.TRUST_CONNECTED, 0)
            .with(Setting.TRUST_INPUT, 0);

    /** Something that can happen: the commands it can be in this roster. */
    interface Doing {
        List<Command> commands(World world, Roster roster, Instant now, long stamp);
    }

    /** Something one session does by itself. */
    interface Own {
        Command by(SessionId actor);
    }

    /** Something one session does to another. */
    interface Between {
        Command by(SessionId actor, SessionId other);
    }

    List<Command> commands(Roster roster, Instant now, long stamp) {
        List<Command> all = new ArrayList<>();
        doings.forEach(doing -> all.addAll(doing.commands(this, roster, now, stamp)));
        return all;
    }

    static Login guest(String cookie) {
        return new Login("", Role.OPERATOR, Login.Strength.SHARED_PASSWORD, cookie, true);
    }

    static Login login(String user, Role role) {
        return new Login(user, role, Login.Strength.OWN_ACCOUNT, "cookie of " + user, true);
    }

    /** Whoever is not here knocks. */
    static Doing knock(String nickname) {
        return (world, roster, now, stamp) -> world.logins.keySet().stream()
                .sorted()
                .filter(id -> roster.session(id).isEmpty())
                .<Command>map(id -> join(world, id, id, nickname.isEmpty() ? "" : id.value(), null, stamp))
                .toList();
    }

    /** Whoever was lost comes back with its token. */
    static Doing comeBack() {
        return (world, roster, now, stamp) -> roster.sessions().stream()
                .filter(Session::inGrace)
                .<Command>map(
                        session -> join(world, new SessionId("unused"), session.id(), "unused", session.token(), stamp))
                .toList();
    }

    private static Command join(
            World world, SessionId id, SessionId who, String nickname, @Nullable TokenDigest resume, long stamp) {
        Login login = world.logins.getOrDefault(who, Login.open(Role.VIEWER));
        TokenDigest token = TokenDigest.of("token " + stamp + " of " + who);
        return new Command.Join(id, token, resume, null, login, "192.0.2.1", nickname, nickname, "x", false);
    }

    /** The peer of whoever waits for one is made, comes up, or does not. */
    static Doing connect(boolean mayFail) {
        return (world, roster, now, stamp) -> {
            List<Command> commands = new ArrayList<>();
            for (Session session : roster.sessions()) {
                PeerId link = session.link();
                if (session.connection().state() == Connection.State.SEATED) {
                    commands.add(new Command.Answered(session.id(), new PeerId(stamp)));
                }
                if (session.connection().state() == Connection.State.ANSWERED && link != null) {
                    commands.add(new Command.Linked(link));
                }
                if (mayFail && !session.linked() && !session.inGrace()) {
                    commands.add(new Command.LinkFailed(session.id(), link));
                }
            }
            return commands;
        };
    }

    static Doing lose() {
        return (world, roster, now, stamp) -> roster.sessions().stream()
                .filter(Session::linked)
                .map(Session::link)
                .flatMap(Stream::ofNullable)
                .<Command>map(Command.LinkLost::new)
                .toList();
    }

    static Doing own(Own own) {
        return (world, roster, now, stamp) ->
                roster.sessions().stream().map(session -> own.by(session.id())).toList();
    }

    static Doing between(Between between) {
        return (world, roster, now, stamp) -> roster.sessions().stream()
                .flatMap(actor -> roster.sessions().stream().map(other -> between.by(actor.id(), other.id())))
                .toList();
    }

    /** Whoever has control types. */
    static Doing type() {
        return (world, roster, now, stamp) -> {
            SessionId primary = roster.primary();
            return primary == null ? List.of() : List.of(new Command.Tick(Map.of(primary, new Pulse(now, null, -1))));
        };
    }
}
