// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.PeerId;
import io.baton.policy.Decision;
import io.baton.session.Command;
import io.baton.session.Control;
import io.baton.session.Effect;
import io.baton.session.Login;
import io.baton.session.Mode;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import io.baton.session.Settings;
import io.baton.session.TokenDigest;
import io.baton.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A roster under test: commands, passing time, and assertions, to be chained. */
final class RosterFixture {

    private final HandoverPolicy policy = new HandoverPolicy();
    private final Invariants invariants = new Invariants();
    private Roster roster;
    private Instant now = ManualClock.START;
    private Decision last;
    private long links;
    private int tokens;

    RosterFixture() {
        this(Settings.DEFAULTS);
    }

    RosterFixture(Settings settings) {
        roster = Roster.empty(settings);
        last = Decision.done(roster, List.of());
    }

    static RosterFixture with(Setting setting, long value) {
        return new RosterFixture(Settings.DEFAULTS.with(setting, value));
    }

    static RosterFixture with(Setting setting, boolean on) {
        return new RosterFixture(Settings.DEFAULTS.with(setting, on));
    }

    static SessionId id(String name) {
        return new SessionId(name);
    }

    static Login account(String name, Role role) {
        return new Login(name, role, Login.Strength.OWN_ACCOUNT, "cookie of " + name, false);
    }

    static Login shared(String cookie) {
        return new Login("", Role.OPERATOR, Login.Strength.SHARED_PASSWORD, cookie, false);
    }

    Roster roster() {
        return roster;
    }

    Instant now() {
        return now;
    }

    // commands

    /** Decides a command. Whatever a test is about, every invariant holds after each of its steps. */
    RosterFixture does(Command command) {
        Roster before = roster;
        last = policy.decide(before, command, now);
        roster = last.next();
        invariants.check(before, command, now, last);
        invariants.check(roster, now);
        return this;
    }

    RosterFixture refused(Reason reason, Command command) {
        Roster before = roster;
        does(command);
        assertEquals(
                reason, assertInstanceOf(Outcome.Refused.class, last.outcome()).reason());
        assertSame(before, roster);
        assertEquals(List.of(), last.effects());
        return this;
    }

    RosterFixture refused(Command command) {
        return refused(Reason.NOT_ALLOWED, command);
    }

    /** An administrator with an own account joins and connects. */
    RosterFixture admin(String name) {
        return joins(name, account(name, Role.ADMIN));
    }

    RosterFixture operator(String name) {
        return joins(name, account(name, Role.OPERATOR));
    }

    RosterFixture viewer(String name) {
        return joins(name, account(name, Role.VIEWER));
    }

    RosterFixture joins(String name, Login login) {
        return does(join(name, login)).connects(name);
    }

    RosterFixture connects(String name) {
        PeerId link = new PeerId(++links);
        does(new Command.Answered(id(name), link));
        return does(new Command.Linked(link));
    }

    /** Answers an offer, which is named by the token its join was given. */
    Command.Answered answer(Command.Join offer, String name) {
        return new Command.Answered(id(name), new PeerId(++links), offer.token());
    }

    Command.Join join(String name, Login login) {
        return join(name, name, login, null, null, false);
    }

    Command.Join legacy(String name, Login login) {
        return join(name, name, login, null, null, true);
    }

    /** An offer with the token of a session. */
    Command.Join resume(String fresh, String of, Login login) {
        return join(fresh, fresh, login, session(of).token(), null, false);
    }

    Command.Join join(
            String name,
            String nickname,
            Login login,
            @Nullable TokenDigest resume,
            @Nullable SessionId replaces,
            boolean legacy) {
        TokenDigest token = TokenDigest.of("token " + tokens++);
        return new Command.Join(
                id(name), token, resume, replaces, login, "192.0.2.7", nickname, nickname, "chrome", legacy);
    }

    /** The same offer without a data channel. */
    static Command.Join videoOnly(Command.Join offer) {
        return new Command.Join(
                offer.id(),
                offer.token(),
                offer.resume(),
                offer.replaces(),
                offer.login(),
                offer.source(),
                offer.nickname(),
                offer.nicknameKey(),
                offer.browser(),
                offer.legacy(),
                true);
    }

    /** A client without a data channel joins and connects. */
    RosterFixture display(String name) {
        return does(videoOnly(join(name, account(name, Role.ADMIN)))).connects(name);
    }

    RosterFixture loses(String name) {
        return does(new Command.LinkLost(link(name)));
    }

    /** Closes its newest socket. */
    RosterFixture closesSocket(String name) {
        return does(new Command.SocketClosed(id(name), session(name).token()));
    }

    RosterFixture requests(String name) {
        return does(new Command.RequestPrimary(id(name)));
    }

    RosterFixture transfers(String actor, String to) {
        return does(new Command.Transfer(id(actor), null, id(to)));
    }

    RosterFixture configures(Setting setting, long value) {
        return does(new Command.Configure(roster.settings().with(setting, value)));
    }

    /** Moves the clock; ticks at every deadline on the way and at the end. */
    RosterFixture passes(Duration time) {
        Instant end = now.plus(time);
        Instant next = policy.nextDeadline(roster).orElse(end);
        while (next.isBefore(end)) {
            now = next.isAfter(now) ? next : now;
            does(new Command.Tick());
            next = policy.nextDeadline(roster).orElse(end);
        }
        now = end;
        return does(new Command.Tick());
    }

    /** Moves the clock while no tick is decided, as on a busy device. */
    RosterFixture later(Duration time) {
        now = now.plus(time);
        return this;
    }

    /** Checks when the next tick is due, counted from the present. */
    RosterFixture isDueIn(Duration time) {
        assertEquals(Optional.of(now.plus(time)), policy.nextDeadline(roster));
        return this;
    }

    RosterFixture isNeverDue() {
        assertEquals(Optional.empty(), policy.nextDeadline(roster));
        return this;
    }

    RosterFixture seconds(long seconds) {
        return passes(Duration.ofSeconds(seconds));
    }

    // assertions

    Session session(String name) {
        return roster.session(id(name)).orElseThrow(() -> new AssertionError(name + " has no session"));
    }

    PeerId link(String name) {
        PeerId link = session(name).link();
        if (link == null) {
            throw new AssertionError(name + " has no link");
        }
        return link;
    }

    RosterFixture hasMode(String name, Mode mode) {
        assertEquals(mode, roster.mode(session(name)), name);
        return this;
    }

    RosterFixture isRemoved(String name) {
        assertTrue(roster.session(id(name)).isEmpty(), name + " has a session");
        return this;
    }

    RosterFixture isHeldBy(String name) {
        assertEquals(id(name), roster.primary());
        return this;
    }

    RosterFixture isReservedFor(String name) {
        assertEquals(new Control.Reserved(id(name)), roster.control());
        return this;
    }

    RosterFixture isVacant(Control.VacancyReason why) {
        assertEquals(new Control.Vacant(why), roster.control());
        return this;
    }

    RosterFixture hasEffect(Effect effect) {
        assertTrue(last.effects().contains(effect), () -> effect + " is not in " + last.effects());
        return this;
    }

    RosterFixture hasNoEffect(Class<? extends Effect> type) {
        assertEquals(List.of(), effects(type));
        return this;
    }

    RosterFixture isNotified(String name, Class<? extends Effect.Notice> notice) {
        assertTrue(
                notifications(name, notice).size() == 1,
                () -> name + " does not get one " + notice.getSimpleName() + " in " + last.effects());
        return this;
    }

    RosterFixture isNotNotified(String name, Class<? extends Effect.Notice> notice) {
        assertEquals(List.of(), notifications(name, notice));
        return this;
    }

    <N extends Effect.Notice> List<N> notifications(String name, Class<N> notice) {
        return effects(notice).stream()
                .filter(notifications -> notifications.session().equals(id(name)))
                .toList();
    }

    <E extends Effect> List<E> effects(Class<E> type) {
        return last.effects().stream().filter(type::isInstance).map(type::cast).toList();
    }

    Outcome outcome() {
        return last.outcome();
    }
}
