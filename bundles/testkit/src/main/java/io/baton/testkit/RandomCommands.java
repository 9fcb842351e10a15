// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import io.baton.peer.PeerId;
import io.baton.session.Command;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionId;
import io.baton.session.Settings;
import io.baton.session.TokenDigest;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Commands as the world might give them to this roster: mostly fitting, often late, sometimes nonsense. Equal random
 * generators give equal commands.
 */
public final class RandomCommands {

    private static final Role[] ROLES = Role.values();

    private final RandomGenerator random;
    private long lastLink;
    private int lastToken;

    public RandomCommands(RandomGenerator random) {
        this.random = random;
    }

    public Command next(Roster roster) {
        return switch (random.nextInt(20)) {
            case 0, 1, 2, 3 -> join(roster);
            case 4, 5, 6, 7 -> new Command.Answered(anyId(roster), anyLink(roster, 5));
            case 8, 9, 10, 11 -> new Command.Linked(anyLink(roster, 1));
            case 12, 13 -> new Command.LinkLost(anyLink(roster, 1));
            case 14, 15 -> failed(roster);
            case 16 -> new Command.Attach(anyToken(roster), freshToken());
            case 17 -> rename(roster);
            case 18 ->
                new Command.Configure(new Settings(1 + random.nextInt(5), Duration.ofSeconds(1 + random.nextInt(20))));
            default -> new Command.Tick();
        };
    }

    private Command join(Roster roster) {
        boolean fresh = random.nextInt(8) != 0;
        SessionId id = fresh ? new SessionId("s" + random.nextInt(1_000_000)) : anyId(roster);
        TokenDigest resume = random.nextInt(4) == 0 ? anyToken(roster) : null;
        SessionId replaces = random.nextInt(6) == 0 ? anyId(roster) : null;
        String name = name();
        String user = random.nextInt(6) == 0 ? "other" : "";
        Role role = ROLES[random.nextInt(ROLES.length)];
        return new Command.Join(id, freshToken(), resume, replaces, user, role, "192.0.2.1", name, name, "chrome");
    }

    private Command failed(Roster roster) {
        SessionId id = anyId(roster);
        @Nullable PeerId own = roster.session(id).map(Session::link).orElse(null);
        return new Command.LinkFailed(id, random.nextBoolean() ? own : anyLink(roster, 3));
    }

    private Command rename(Roster roster) {
        String name = name();
        return new Command.Rename(anyId(roster), name, name);
    }

    private String name() {
        int pick = random.nextInt(12);
        return pick == 0 ? "" : "name" + pick;
    }

    private SessionId anyId(Roster roster) {
        List<Session> sessions = roster.sessions();
        return sessions.isEmpty() || random.nextInt(10) == 0
                ? new SessionId("nobody")
                : sessions.get(random.nextInt(sessions.size())).id();
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

    /** A link of somebody here, one long gone, or, {@code freshTenths} times in ten, a new one. */
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
