// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.auth.Authenticator;
import io.baton.hid.HidOutput;
import io.baton.input.InputMonitor;
import io.baton.nickname.NameCheck;
import io.baton.nickname.NicknamePolicy;
import io.baton.peer.PeerId;
import io.baton.peer.PeerService;
import io.baton.policy.SessionPolicy;
import io.baton.policy.handover.HandoverPolicy;
import io.baton.rpc.RpcEvents;
import io.baton.session.Admission;
import io.baton.session.Command;
import io.baton.session.JoinRequest;
import io.baton.session.Login;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.RosterListener;
import io.baton.session.SessionId;
import io.baton.testkit.CallLog;
import io.baton.testkit.ManualClock;
import io.baton.testkit.Patience;
import io.baton.testkit.RecordingHidOutput;
import io.baton.testkit.RecordingPeerService;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A running coordinator with the real policy and fakes of its other services. */
final class CoordinatorFixture {

    final ManualClock clock = new ManualClock();
    final ShiftedClock wallClock = new ShiftedClock(clock);
    final CallLog calls = new CallLog();
    final RecordingPeerService recordedPeers = new RecordingPeerService(calls);
    final RecordingHidOutput recordedHid = new RecordingHidOutput(calls);
    final List<RosterListener> listeners = new CopyOnWriteArrayList<>();
    volatile @Nullable SessionPolicy policy = new HandoverPolicy();
    volatile @Nullable PeerService peers = recordedPeers;
    volatile @Nullable HidOutput hid = recordedHid;
    volatile @Nullable NicknamePolicy nicknames = new PlainNames();
    volatile @Nullable RpcEvents events;
    volatile @Nullable InputMonitor input;
    volatile @Nullable Authenticator authenticator;
    final Services services = new Services(
            () -> policy,
            () -> peers,
            () -> hid,
            () -> nicknames,
            () -> events,
            () -> input,
            () -> authenticator,
            () -> listeners);
    final QueueingCoordinator coordinator;
    private final Thread thread;

    CoordinatorFixture() {
        this(Roster.EMPTY);
    }

    CoordinatorFixture(Roster roster) {
        coordinator = new QueueingCoordinator(
                roster,
                services,
                clock,
                new WallTime(wallClock::instant, clock, Duration.ZERO),
                clock::nanoTime,
                new Random(1));
        thread = new Thread(coordinator.loop(), "baton-coordinator");
        thread.setDaemon(true);
        recordedPeers.listen(coordinator);
    }

    CoordinatorFixture open() {
        thread.start();
        return this;
    }

    void close() throws InterruptedException {
        coordinator.stop();
        thread.join();
    }

    static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS);
    }

    /** Waits until every command submitted so far is executed. */
    void settle() throws Exception {
        await(coordinator.submit(new Command.Tick()));
    }

    Admission.JoinAccepted join(String name) throws Exception {
        Admission admission = await(coordinator.join(request(name, null)));
        return (Admission.JoinAccepted) admission;
    }

    /** A session with a link that is up. */
    SessionId linkedSession(String name) throws Exception {
        SessionId id = join(name).session();
        PeerId link = recordedPeers.add();
        await(coordinator.submit(new Command.Answered(id, link)));
        recordedPeers.link(link);
        settle();
        return id;
    }

    static JoinRequest request(String name, @Nullable String token) {
        return new JoinRequest(
                Login.unauthenticated(Role.ADMIN),
                "192.0.2.1",
                "Mozilla/5.0 Chrome/140.0 Safari/537.36",
                name,
                token,
                null,
                false);
    }

    /** The time of day, which a user may set. */
    static final class ShiftedClock {
        private final ManualClock clock;
        private volatile Duration shift = Duration.ZERO;

        ShiftedClock(ManualClock clock) {
            this.clock = clock;
        }

        Instant instant() {
            return clock.instant().plus(shift);
        }

        void set(Instant time) {
            shift = Duration.between(clock.instant(), time);
        }
    }

    /** Accepts lower-case letters, digits and hyphens. */
    static final class PlainNames implements NicknamePolicy {

        private final String pattern;

        PlainNames() {
            pattern = "[a-z0-9-]{1,30}";
        }

        /** Names with spaces, of at most this length. */
        PlainNames(int length) {
            pattern = "[a-z0-9 -]{1," + length + "}";
        }

        @Override
        public NameCheck check(String raw) {
            return raw.matches(pattern)
                    ? new NameCheck.Accepted(raw, raw)
                    : new NameCheck.Rejected(NameCheck.Problem.SYMBOL, "batch only");
        }

        @Override
        public String generate(RandomGenerator random) {
            return "user-" + random.nextInt(10_000);
        }
    }
}
