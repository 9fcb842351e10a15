// SPDX-License-Identifier: Apache-2.0
package io.baton.session.desk;

import io.baton.handover.Shelved;
import io.baton.handover.StateShelf;
import io.baton.hid.HidOutput;
import io.baton.input.InputMonitor;
import io.baton.nickname.NicknamePolicy;
import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import io.baton.peer.PeerListener;
import io.baton.peer.PeerService;
import io.baton.policy.SessionPolicy;
import io.baton.rpc.RpcEvents;
import io.baton.session.Admission;
import io.baton.session.Command;
import io.baton.session.Desk;
import io.baton.session.Knock;
import io.baton.session.Login;
import io.baton.session.Outcome;
import io.baton.session.Roster;
import io.baton.session.RosterListener;
import io.baton.session.SessionId;
import io.baton.session.Settings;
import io.baton.session.SettingsCheck;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The desk as a component: holds its collaborators loosely, owns the thread {@code baton-desk}, and passes the roster
 * on to its successor by way of the shelf.
 *
 * <p>Threading. See {@link Desk}; the collaborators' fields are written by SCR and read once per use.
 */
@Component(
        service = {Desk.class, PeerListener.class},
        immediate = true,
        configurationPid = DeskConfig.PID)
@Designate(ocd = DeskConfig.class)
public final class SerialDesk implements Desk, PeerListener {

    private static final Logger LOG = LoggerFactory.getLogger(SerialDesk.class);
    private static final Duration STOP = Duration.ofSeconds(1);

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable SessionPolicy policy;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable PeerService peers;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable HidOutput hid;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable NicknamePolicy nicknames;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable StateShelf shelf;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable RpcEvents events;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable InputMonitor input;

    @Reference(policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<RosterListener> listeners = List.of();

    private volatile @Nullable Running running;

    /** What exists between activation and deactivation. */
    private record Running(DeskLoop loop, Thread thread, InstantSource clock) {}

    @Activate
    void activate(DeskConfig config) {
        start(settings(config, Settings.DEFAULTS), InstantSource.system(), System::nanoTime, new SecureRandom());
    }

    void start(Settings settings, InstantSource wallClock, LongSupplier nanoTime, SecureRandom random) {
        Shelved shelved = shelved();
        Instant begin = shelved == null
                ? wallClock.instant()
                : ShelfForm.clock(shelved.state()).plus(shelved.age());
        InstantSource clock = new MonotonicClock(begin, nanoTime);
        Roster roster =
                shelved == null ? Roster.empty(settings) : ShelfForm.read(shelved.state(), shelved.epoch(), settings);
        DeskLoop loop = new DeskLoop(roster, new Bound(), clock, nanoTime, random);
        Thread thread = new Thread(loop, "baton-desk");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((dead, e) -> LOG.error("{} died", dead.getName(), e));
        running = new Running(loop, thread, clock);
        thread.start();
        if (shelved != null) {
            LOG.info("took over {} sessions in epoch {}", roster.sessions().size(), roster.epoch());
        }
    }

    @Modified
    void modified(DeskConfig config) {
        Running now = running();
        Settings settings = settings(config, now.loop().roster().settings());
        now.loop().order(new Command.Configure(settings));
    }

    @Deactivate
    void deactivate() {
        Running ending = running();
        ending.loop().stop();
        try {
            if (!ending.thread().join(STOP)) {
                LOG.error("the desk is stuck and is interrupted");
                ending.thread().interrupt();
                ending.thread().join(STOP);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        StateShelf to = shelf;
        if (to != null) {
            Roster roster = ending.loop().roster();
            to.put(
                    ShelfForm.ROLE,
                    ShelfForm.SCHEMA,
                    roster.epoch(),
                    ShelfForm.write(roster, ending.clock().instant()));
        }
    }

    @Override
    public CompletionStage<Admission> join(Knock knock) {
        return running().loop().join(knock);
    }

    @Override
    public CompletionStage<Admission> attach(Login login, String resumeToken) {
        return running().loop().attach(login, resumeToken);
    }

    @Override
    public CompletionStage<Outcome> submit(Command command) {
        return running().loop().submit(command);
    }

    @Override
    public void active(SessionId session) {
        running().loop().active(session);
    }

    @Override
    public Roster roster() {
        return running().loop().roster();
    }

    @Override
    public Instant now() {
        return running().clock().instant();
    }

    @Override
    public void linked(PeerId peer) {
        running().loop().linked(peer);
    }

    @Override
    public void closed(PeerId peer, CloseReason reason) {
        running().loop().closed(peer, reason);
    }

    private Running running() {
        Running now = running;
        if (now == null) {
            throw new IllegalStateException("the desk is used before its activation");
        }
        return now;
    }

    /** What a predecessor left, if it is of a form we know. */
    private @Nullable Shelved shelved() {
        StateShelf from = shelf;
        if (from == null) {
            return null;
        }
        Shelved left = from.take(ShelfForm.ROLE).orElse(null);
        if (left == null) {
            return null;
        }
        try {
            if (left.schema() == ShelfForm.SCHEMA) {
                ShelfForm.clock(left.state());
                ShelfForm.read(left.state(), left.epoch(), Settings.DEFAULTS);
                return left;
            }
            LOG.error("the roster left on the shelf has schema {}, not {}", left.schema(), ShelfForm.SCHEMA);
        } catch (RuntimeException e) {
            LOG.error("the roster left on the shelf cannot be read", e);
        }
        return null;
    }

    private static Settings settings(DeskConfig config, Settings lastGood) {
        SettingsCheck.Finding finding = SettingsCheck.check(ConfiguredSettings.given(config, System.getenv()));
        finding.warnings().forEach(warning -> LOG.warn("{}: {}", DeskConfig.PID, warning));
        finding.violations()
                .forEach(violation ->
                        LOG.error("{}: {}; the last good values stay in force", DeskConfig.PID, violation));
        return finding.settings().orElse(lastGood);
    }

    /** The collaborators as they are bound now. */
    private final class Bound implements Collaborators {

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
            return listeners;
        }
    }
}
