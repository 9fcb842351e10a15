// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import io.baton.peer.PeerId;
import io.baton.policy.Decision;
import io.baton.policy.SessionPolicy;
import io.baton.session.ActivitySample;
import io.baton.session.Command;
import io.baton.session.Login;
import io.baton.session.Outcome;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import io.baton.session.Settings;
import io.baton.session.TokenDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A cycle of commands of every common kind, after which all sessions are in their first state. Each command is recorded
 * with its roster, so that a decision can be repeated without the ones before it.
 */
final class SessionLoad {

    /** A command, the roster it meets and when. */
    record Step(String kind, Roster before, Command command, Instant at) {}

    private static final int SAMPLES_PER_ROUND = 8;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final SessionPolicy policy;
    private final int size;
    private final List<SessionId> ids;
    private final List<Step> steps = new ArrayList<>();
    private Roster roster;
    private Instant now = START;
    private long links;
    private int tokens;
    private boolean recording;

    SessionLoad(SessionPolicy policy, int size) {
        this.policy = policy;
        this.size = size;
        this.ids = ids(size);
        this.roster = Roster.empty(Settings.DEFAULTS.with(Setting.MAX_SESSIONS, Math.max(size, 10)));
        for (int i = 0; i < size; i++) {
            join(i);
        }
    }

    /** One round. The first session has control before and after. */
    List<Step> round() {
        recording = true;
        ticks();
        if (size > 1) {
            sharedRound();
        } else {
            singleSessionRound();
        }
        return List.copyOf(steps);
    }

    private void sharedRound() {
        int last = size - 1;
        decide("request", new Command.RequestPrimary(id(1)));
        decide("approve", new Command.ApproveRequest(id(0), id(1)));
        ticks();
        decide("transfer", new Command.Transfer(id(1), null, id(0)));
        decide("request", new Command.RequestPrimary(id(last)));
        decide("deny", new Command.DenyRequest(id(0), id(last)));
        ticks();
        decide("request", new Command.RequestPrimary(id(last)));
        decide("cancel", new Command.CancelRequest(id(last)));
        decide("leave", new Command.Logout(id(last)));
        join(last);
        ticks();
        resume(last);
        decide("alive", new Command.SessionAlive(id(last)));
    }

    private void singleSessionRound() {
        decide("release", new Command.Release(id(0)));
        ticks();
        decide("request", new Command.RequestPrimary(id(0)));
        decide("alive", new Command.SessionAlive(id(0)));
        ticks();
        resume(0);
        ticks();
        decide("leave", new Command.Logout(id(0)));
        join(0);
    }

    private void ticks() {
        for (int i = 0; i < SAMPLES_PER_ROUND / 4; i++) {
            now = now.plusSeconds(1);
            Map<SessionId, ActivitySample> activity = new HashMap<>();
            for (int j = 0; j < size; j++) {
                boolean types = id(j).equals(roster.primary());
                int grade = j % 10 == 9 ? 80 + i : 90;
                activity.put(id(j), new ActivitySample(types ? now.minusMillis(20) : null, null, grade));
            }
            decide("tick", new Command.Tick(activity));
        }
    }

    private void join(int number) {
        decide("join", join(number, null));
        connects(number);
    }

    private void resume(int number) {
        TokenDigest token = roster.session(id(number)).orElseThrow().token();
        decide("lost", new Command.LinkLost(new PeerId(links(number))));
        decide("resume", join(number, token));
        connects(number);
    }

    private void connects(int number) {
        PeerId link = new PeerId(++links);
        decide("answered", new Command.Answered(id(number), link));
        decide("linked", new Command.Linked(link));
    }

    private long links(int number) {
        PeerId link = roster.session(id(number)).orElseThrow().link();
        return link == null ? 0 : link.number();
    }

    private Command join(int number, @Nullable TokenDigest resume) {
        String user = "user" + number;
        Role role = number == 0 ? Role.ADMIN : Role.OPERATOR;
        Login login = new Login(user, role, Login.Strength.OWN_ACCOUNT, "cookie of " + user, false);
        TokenDigest token = TokenDigest.of("token " + ++tokens);
        String name = "Name " + number;
        return new Command.Join(
                id(number), token, resume, null, login, "192.0.2." + number, name, name, "chrome", false);
    }

    private void decide(String kind, Command command) {
        now = now.plusMillis(10);
        Decision decision = policy.decide(roster, command, now);
        if (!(decision.outcome() instanceof Outcome.Done)) {
            throw new IllegalStateException(kind + " was refused: " + decision.outcome());
        }
        if (recording) {
            steps.add(new Step(kind, roster, command, now));
        }
        roster = decision.next();
    }

    private SessionId id(int number) {
        return ids.get(number);
    }

    /** Session ids in the coordinator's form, the same in each run. */
    private static List<SessionId> ids(int size) {
        RandomGenerator random = new SplittableRandom(1);
        List<SessionId> ids = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            byte[] bytes = new byte[32];
            random.nextBytes(bytes);
            ids.add(new SessionId(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)));
        }
        return ids;
    }
}
