// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import io.baton.peer.PeerId;
import io.baton.session.ActivitySample;
import io.baton.session.Cause;
import io.baton.session.Command;
import io.baton.session.Login;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import io.baton.session.Settings;
import io.baton.session.TokenDigest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Commands as the world might give them to this roster: mostly fitting, often late, sometimes nonsense. Equal random
 * generators give equal commands.
 */
public final class RandomCommands {

    private static final Role[] ROLES = Role.values();
    private static final Login.Strength[] STRENGTHS = Login.Strength.values();

    private final RandomGenerator random;
    private long lastLink;
    private int lastToken;

    public RandomCommands(RandomGenerator random) {
        this.random = random;
    }

    /** The next command. */
    public Command next(Roster roster) {
        return next(roster, ManualClock.START);
    }

    /** The next command, given at this time. */
    public Command next(Roster roster, Instant now) {
        return switch (random.nextInt(44)) {
            case 0, 1, 2, 3, 4, 5 -> join(roster);
            case 6, 7, 8, 9, 10 -> new Command.Answered(anyId(roster), anyLink(roster, 5), anyOffer(roster));
            case 11, 12, 13, 14, 15, 16, 17 -> new Command.Linked(anyLink(roster, 1));
            case 18 -> new Command.LinkLost(anyLink(roster, 1));
            case 19 -> new Command.LinkLost(anyLink(roster, 1), Cause.SLOW_CLIENT);
            case 20, 21 -> failed(roster);
            case 22 -> new Command.Attach(anyLogin(roster), anyToken(roster), freshToken());
            case 23 -> rename(roster);
            case 24 -> new Command.Configure(random.nextInt(4) == 0 ? anyId(roster) : null, settings(), Map.of());
            case 25, 26 -> new Command.RequestPrimary(anyId(roster));
            case 27 -> new Command.CancelRequest(anyId(roster));
            case 28 -> new Command.ApproveRequest(anyActor(roster), anyId(roster));
            case 29 -> new Command.DenyRequest(anyActor(roster), anyId(roster));
            case 30 ->
                new Command.Transfer(anyActor(roster), random.nextBoolean() ? null : anyId(roster), anyId(roster));
            case 31 -> new Command.Release(anyActor(roster));
            case 32 -> new Command.Claim(anyId(roster));
            case 33, 34 -> new Command.ApproveSession(anyActor(roster), anyId(roster));
            case 35 -> new Command.DenySession(anyActor(roster), anyId(roster));
            case 36 -> new Command.RequestApproval(anyId(roster));
            case 37 -> new Command.Kick(anyId(roster), anyId(roster));
            case 38 ->
                random.nextInt(3) == 0 ? new Command.Logout(anyId(roster)) : new Command.SessionAlive(anyId(roster));
            case 39 -> new Command.AccountChanged("user" + random.nextInt(3), random.nextInt(3) == 0 ? null : role());
            case 40 -> new Command.SocketClosed(anyId(roster), anyToken(roster));
            default -> tick(roster, now);
        };
    }

    private Command join(Roster roster) {
        boolean fresh = random.nextInt(8) != 0;
        SessionId id = fresh ? new SessionId("s" + random.nextInt(1_000_000)) : anyId(roster);
        TokenDigest resume = random.nextInt(4) == 0 ? anyToken(roster) : null;
        SessionId replaces = random.nextInt(6) == 0 ? anyId(roster) : null;
        String name = name();
        String user = random.nextBoolean() ? "user" + random.nextInt(3) : "";
        Login.Strength strength = user.isEmpty() ? STRENGTHS[random.nextInt(2)] : Login.Strength.OWN_ACCOUNT;
        String cookie = random.nextBoolean() ? "cookie" + random.nextInt(3) : "";
        Login login = new Login(user, role(), strength, cookie, random.nextInt(5) == 0);
        String source = "192.0.2." + random.nextInt(3);
        boolean legacy = random.nextInt(3) == 0;
        boolean videoOnly = random.nextInt(6) == 0;
        return new Command.Join(
                id, freshToken(), resume, replaces, login, source, name, name, "chrome", legacy, videoOnly);
    }

    private Command failed(Roster roster) {
        SessionId id = anyId(roster);
        @Nullable PeerId own = roster.session(id).map(Session::link).orElse(null);
        return new Command.LinkFailed(id, random.nextBoolean() ? own : anyLink(roster, 3), anyOffer(roster));
    }

    private @Nullable TokenDigest anyOffer(Roster roster) {
        return random.nextInt(4) == 0 ? anyToken(roster) : null;
    }

    private Command rename(Roster roster) {
        String name = name();
        return new Command.Rename(anyId(roster), anyId(roster), name, name);
    }

    private Command tick(Roster roster, Instant now) {
        if (roster.sessions().isEmpty() || random.nextBoolean()) {
            return new Command.Tick();
        }
        Instant input = random.nextBoolean() ? now : null;
        Instant active = random.nextBoolean() ? now : null;
        return new Command.Tick(Map.of(anyId(roster), new ActivitySample(input, active, random.nextInt(102) - 1)));
    }

    private Settings settings() {
        return Settings.DEFAULTS
                .with(Setting.MAX_SESSIONS, 1 + random.nextInt(5))
                .with(Setting.REQUIRE_APPROVAL, random.nextBoolean())
                .with(Setting.REQUIRE_NICKNAME, random.nextInt(4) == 0)
                .with(Setting.AUTO_PROMOTE, random.nextInt(4) != 0)
                .with(Setting.LEGACY_CONTROL, random.nextInt(3))
                .with(Setting.SHARED_ROLE, random.nextInt(3))
                .with(Setting.RECONNECT_GRACE, 1_000L + random.nextInt(10_000))
                .with(Setting.REQUEST_TIMEOUT, 12_000L + random.nextInt(10_000))
                .with(Setting.PENDING_TIMEOUT, 30_000L + random.nextInt(10_000))
                .with(Setting.PRIMARY_TIMEOUT, random.nextBoolean() ? 0 : 30_000L)
                .with(Setting.SESSION_TIMEOUT, 60_000L)
                .with(Setting.EMERGENCY_CONSECUTIVE, 1 + random.nextInt(3))
                .with(Setting.MAX_REJECTIONS, 1 + random.nextInt(3))
                .with(Setting.SEAT_TIMEOUT, 9_000L + random.nextInt(20_000));
    }

    private Role role() {
        return ROLES[random.nextInt(ROLES.length)];
    }

    private String name() {
        int pick = random.nextInt(12);
        return pick == 0 ? "" : "name" + pick;
    }

    /** Returns the primary as often as any other session. */
    private SessionId anyActor(Roster roster) {
        SessionId primary = roster.primary();
        return primary != null && random.nextBoolean() ? primary : anyId(roster);
    }

    private SessionId anyId(Roster roster) {
        List<Session> sessions = roster.sessions();
        return sessions.isEmpty() || random.nextInt(10) == 0
                ? new SessionId("nobody")
                : sessions.get(random.nextInt(sessions.size())).id();
    }

    private Login anyLogin(Roster roster) {
        List<Session> sessions = roster.sessions();
        return sessions.isEmpty() || random.nextInt(4) == 0
                ? Login.unauthenticated(role())
                : sessions.get(random.nextInt(sessions.size())).login();
    }

    private TokenDigest anyToken(Roster roster) {
        List<Session> sessions = roster.sessions();
        return sessions.isEmpty() || random.nextInt(4) == 0
                ? TokenDigest.of("guess")
                : sessions.get(random.nextInt(sessions.size())).token();
    }

    private TokenDigest freshToken() {
        return TokenDigest.of("token" + lastToken++);
    }

    /** A link of a session, one long gone, or, {@code freshTenths} times in ten, a new one. */
    private PeerId anyLink(Roster roster, int freshTenths) {
        if (lastLink == 0 || random.nextInt(10) < freshTenths) {
            return new PeerId(++lastLink);
        }
        if (!roster.sessions().isEmpty() && random.nextInt(4) != 0) {
            PeerId link = roster.sessions()
                    .get(random.nextInt(roster.sessions().size()))
                    .link();
            if (link != null) {
                return link;
            }
        }
        return new PeerId(1 + random.nextLong(lastLink));
    }
}
