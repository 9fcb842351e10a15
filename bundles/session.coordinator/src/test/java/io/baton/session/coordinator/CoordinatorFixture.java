// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.hid.HidOutput;
import io.baton.input.InputMonitor;
import io.baton.nickname.NameCheck;
import io.baton.nickname.NicknamePolicy;
import io.baton.peer.PeerId;
import io.baton.peer.PeerService;
import io.baton.policy.Decision;
import io.baton.policy.SessionPolicy;
import io.baton.rpc.RpcEvents;
import io.baton.session.Admission;
import io.baton.session.Command;
import io.baton.session.Control;
import io.baton.session.Effect;
import io.baton.session.Emergency;
import io.baton.session.JoinRequest;
import io.baton.session.Login;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.RosterListener;
import io.baton.session.Session;
import io.baton.session.SessionBuilder;
import io.baton.session.SessionId;
import io.baton.session.Settings;
import io.baton.session.TrustScore;
import io.baton.testkit.CallLog;
import io.baton.testkit.ManualClock;
import io.baton.testkit.RecordingHidOutput;
import io.baton.testkit.RecordingPeerService;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A running desk among fakes, and a policy just rich enough to have something carried out. */
final class CoordinatorFixture implements Services {

    final ManualClock clock = new ManualClock();
    final CallLog journal = new CallLog();
    final RecordingPeerService recordedPeers = new RecordingPeerService(journal);
    final RecordingHidOutput recordedHid = new RecordingHidOutput(journal);
    final List<RosterListener> heard = new ArrayList<>();
    volatile @Nullable SessionPolicy policy = new FirstComes();
    volatile @Nullable PeerService peers = recordedPeers;
    volatile @Nullable HidOutput hid = recordedHid;
    volatile @Nullable NicknamePolicy nicknames = new PlainNames();
    volatile @Nullable RpcEvents events;
    volatile @Nullable InputMonitor input;
    final CommandLoop desk;
    private final Thread thread;

    CoordinatorFixture() {
        this(Roster.EMPTY);
    }

    CoordinatorFixture(Roster roster) {
        desk = new CommandLoop(roster, this, clock, clock::nanoTime, new Random(1));
        thread = new Thread(desk, "baton-desk");
        thread.setDaemon(true);
        recordedPeers.listen(desk);
    }

    CoordinatorFixture open() {
        thread.start();
        return this;
    }

    void close() throws InterruptedException {
        desk.stop();
        thread.join();
    }

    static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** Waits until everything sent so far was worked off. */
    void settle() throws Exception {
        await(desk.submit(new Command.Tick()));
    }

    Admission.JoinAccepted seat(String name) throws Exception {
        Admission admission = await(desk.join(knock(name, null)));
        return (Admission.JoinAccepted) admission;
    }

    /** A session with a link that is up. */
    SessionId guest(String name) throws Exception {
        SessionId id = seat(name).session();
        PeerId link = recordedPeers.add();
        await(desk.submit(new Command.Answered(id, link)));
        recordedPeers.link(link);
        settle();
        return id;
    }

    static JoinRequest knock(String name, @Nullable String token) {
        return new JoinRequest(
                Login.open(Role.ADMIN),
                "192.0.2.1",
                "Mozilla/5.0 Chrome/140.0 Safari/537.36",
                name,
                token,
                null,
                false);
    }

    @Override
    public @Nullable SessionPolicy policy() {
        return policy;
    }

    @Override
    public @Nullable PeerService peers() {
        return peers;
    }

    @Override
    public @Nullable HidOutput hid() {
        return hid;
    }

    @Override
    public @Nullable NicknamePolicy nicknames() {
        return nicknames;
    }

    @Override
    public @Nullable RpcEvents events() {
        return events;
    }

    @Override
    public @Nullable InputMonitor input() {
        return input;
    }

    @Override
    public List<RosterListener> listeners() {
        return heard;
    }

    /** First come, first in control; a lost link frees the seat. */
    static final class FirstComes implements SessionPolicy {

        @Override
        public Decision decide(Roster roster, Command command, Instant now) {
            return switch (command) {
                case Command.Join join -> join(roster, join, now);
                case Command.Answered answered -> {
                    Session session = roster.session(answered.session()).orElseThrow();
                    yield replaced(
                            roster,
                            session.edit()
                                    .connection(session.connection().answered(answered.link(), now))
                                    .build(),
                            List.of());
                }
                case Command.Linked linked ->
                    roster.byLink(linked.link())
                            .map(session -> replaced(
                                    roster,
                                    session.edit()
                                            .connection(session.connection().up(now))
                                            .build(),
                                    List.of(new Effect.VideoOn(linked.link()))))
                            .orElseGet(() -> refused(roster, Reason.UNKNOWN_SESSION));
                case Command.LinkLost lost ->
                    roster.byLink(lost.link())
                            .map(session -> without(roster, session))
                            .orElseGet(() -> refused(roster, Reason.UNKNOWN_SESSION));
                case Command.LinkFailed failed ->
                    roster.session(failed.session())
                            .map(session -> without(roster, session))
                            .orElseGet(() -> refused(roster, Reason.UNKNOWN_SESSION));
                case Command.Tick tick ->
                    roster.sessions().stream()
                            .filter(session -> !session.linked()
                                    && !now.isBefore(
                                            session.connection().since().plusSeconds(10)))
                            .findFirst()
                            .map(session -> without(roster, session))
                            .orElseGet(() -> Decision.done(roster, List.of()));
                case Command.Configure configure ->
                    Decision.done(
                            roster(
                                    configure.settings(),
                                    roster.sessions(),
                                    roster.primary(),
                                    roster.epoch(),
                                    roster.revision()),
                            List.of());
                default -> refused(roster, Reason.NOT_ALLOWED);
            };
        }

        @Override
        public Optional<Instant> nextDeadline(Roster roster) {
            return roster.sessions().stream()
                    .filter(session -> !session.linked())
                    .map(session -> session.connection().since().plusSeconds(10))
                    .min(Instant::compareTo);
        }

        private static Decision join(Roster roster, Command.Join join, Instant now) {
            var resume = join.resume();
            if (resume != null) {
                Optional<Session> back = roster.sessions().stream()
                        .filter(session -> session.token().matches(resume))
                        .findFirst();
                if (back.isPresent()) {
                    return replaced(
                            roster, back.get().edit().token(join.token()).build(), List.of());
                }
            }
            if (roster.sessions().size() >= roster.settings().maxSessions()) {
                return refused(roster, Reason.CAPACITY);
            }
            List<Session> sessions = new ArrayList<>(roster.sessions());
            sessions.add(new SessionBuilder(join.id(), join.login(), join.token(), now)
                    .source(join.source())
                    .nickname(join.nickname(), join.nicknameKey())
                    .browser(join.browser())
                    .build());
            boolean first = roster.primary() == null;
            long epoch = roster.epoch() + (first ? 1 : 0);
            SessionId primary = first ? join.id() : roster.primary();
            Roster next = roster(roster.settings(), sessions, primary, epoch, roster.revision() + 1);
            return Decision.done(next, first ? List.of(new Effect.ControlPassed(null, join.id(), epoch)) : List.of());
        }

        private static Decision replaced(Roster roster, Session session, List<Effect> effects) {
            List<Session> sessions = new ArrayList<>(roster.sessions());
            sessions.replaceAll(old -> old.id().equals(session.id()) ? session : old);
            return Decision.done(
                    roster(roster.settings(), sessions, roster.primary(), roster.epoch(), roster.revision()), effects);
        }

        private static Decision without(Roster roster, Session gone) {
            List<Session> sessions = new ArrayList<>(roster.sessions());
            sessions.remove(gone);
            boolean left = gone.id().equals(roster.primary());
            SessionId primary = !left
                    ? roster.primary()
                    : sessions.isEmpty() ? null : sessions.get(0).id();
            long epoch = roster.epoch() + (left ? 1 : 0);
            return Decision.done(
                    roster(roster.settings(), sessions, primary, epoch, roster.revision() + 1),
                    left ? List.of(new Effect.ControlPassed(gone.id(), primary, epoch)) : List.of());
        }

        private static Roster roster(
                Settings settings, List<Session> sessions, @Nullable SessionId primary, long epoch, long revision) {
            Control control = primary == null
                    ? new Control.Vacant(Control.VacancyReason.EMPTY)
                    : new Control.Held(primary, ManualClock.START);
            return new Roster(
                    settings, sessions, control, List.of(), List.of(), Emergency.NONE, null, null, epoch, revision);
        }

        @Override
        public Optional<TrustScore> trust(Roster roster, SessionId session, Instant now) {
            return Optional.empty();
        }

        private static Decision refused(Roster roster, Reason reason) {
            return Decision.refused(roster, Outcome.refused(reason, "no"));
        }
    }

    /** Lower-case letters are a name. */
    static final class PlainNames implements NicknamePolicy {

        @Override
        public NameCheck check(String raw) {
            return raw.matches("[a-z0-9-]{1,30}")
                    ? new NameCheck.Accepted(raw, raw)
                    : new NameCheck.JoinRejected("letters only");
        }

        @Override
        public String generate(String browser, RandomGenerator random) {
            return "u-" + browser + "-" + random.nextInt(10_000);
        }
    }
}
