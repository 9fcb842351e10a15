// SPDX-License-Identifier: Apache-2.0
package io.baton.audit.journal;

import io.baton.peer.PeerId;
import io.baton.policy.Decision;
import io.baton.policy.SessionPolicy;
import io.baton.policy.handover.HandoverPolicy;
import io.baton.session.Command;
import io.baton.session.DecisionRecord;
import io.baton.session.Login;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.SessionId;
import io.baton.session.TokenDigest;
import io.baton.testkit.ManualClock;
import io.baton.testkit.RandomCommands;
import java.time.Duration;
import java.util.Random;
import java.util.function.Consumer;

/** Stands for the coordinator: decides random commands by the real policy and passes the decisions to a listener. */
final class CoordinatorFixture {

    final ManualClock clock;
    private final SessionPolicy policy = new HandoverPolicy();
    private final Random random;
    private final RandomCommands commands;
    private Roster roster = Roster.EMPTY;
    private long number;

    CoordinatorFixture(ManualClock clock, long seed) {
        this.clock = clock;
        this.random = new Random(seed);
        this.commands = new RandomCommands(random);
    }

    Roster roster() {
        return roster;
    }

    /** Decides this many random commands. */
    void decide(int count, Consumer<DecisionRecord> listener) {
        for (int i = 0; i < count; i++) {
            clock.advance(Duration.ofMillis(random.nextInt(random.nextInt(10) == 0 ? 40_000 : 2_000)));
            listener.accept(decide(commands.next(roster, clock.instant())));
        }
    }

    /** Joins a session and brings its link up. */
    SessionId connect(String name, long link, String source, Consumer<DecisionRecord> listener) {
        SessionId id = new SessionId(name);
        Login login = Login.unauthenticated(Role.ADMIN);
        listener.accept(decide(
                new Command.Join(id, TokenDigest.of(name), null, null, login, source, name, name, "firefox", false)));
        listener.accept(decide(new Command.Answered(id, new PeerId(link))));
        listener.accept(decide(new Command.Linked(new PeerId(link))));
        return id;
    }

    DecisionRecord decide(Command command) {
        Roster before = roster;
        Decision decision = policy.decide(before, command, clock.instant());
        roster = decision.next();
        return new DecisionRecord(
                ++number, command, clock.instant(), decision.outcome(), before, decision.next(), decision.effects());
    }

    /** Raises the epoch without a command, as the coordinator does for a HID output that is ahead. */
    void alignEpoch() {
        roster = roster.withEpoch(roster.epoch() + 5);
    }

    /** Begins numbering again with the same roster, as a restarted coordinator does. */
    void restart() {
        number = 0;
    }
}
