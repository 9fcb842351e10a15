// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.handover.HandoverStore;
import io.baton.handover.SavedState;
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
import io.baton.session.JoinRequest;
import io.baton.session.Login;
import io.baton.session.Outcome;
import io.baton.session.Roster;
import io.baton.session.RosterListener;
import io.baton.session.SessionCoordinator;
import io.baton.session.SessionId;
import io.baton.session.Settings;
import io.baton.session.SettingsService;
import io.baton.session.Violation;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.ComponentContext;
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
 * <p>Threading. See {@link SessionCoordinator}; the collaborators' fields are written by SCR and read once per use.
 */
@Component(
        service = {SessionCoordinator.class, SettingsService.class, PeerListener.class},
        immediate = true,
        configurationPid = CoordinatorConfig.PID)
@Designate(ocd = CoordinatorConfig.class)
public final class CoordinatorComponent implements SessionCoordinator, SettingsService, PeerListener {

    private static final Logger LOG = LoggerFactory.getLogger(CoordinatorComponent.class);
    private static final String DATA = "baton.data";
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
    private volatile @Nullable HandoverStore shelf;

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

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable ConfigurationAdmin admin;

    /** Ends the device and says why; offered by whoever started it. */
    @Reference(
            target = "(baton.role=fatal)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Consumer<String> fatal;

    @Reference(policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<RosterListener> listeners = List.of();

    private volatile @Nullable Running running;
    private volatile @Nullable SettingsUpdater steward;
    private volatile Map<String, Object> latest = Map.of();

    /** What exists between activation and deactivation. */
    private record Running(CommandLoop loop, Thread thread, InstantSource clock) {}

    @Activate
    void activate(Map<String, Object> properties, BundleContext context, ComponentContext component) {
        String named = context.getProperty(DATA);
        SettingsStore files = new SettingsStore(Path.of(named == null ? "data" : named));
        Map<String, String> environment = System.getenv();
        latest = properties;
        InitialSettings.Good first;
        switch (InitialSettings.choose(SettingsSources.stored(properties), files.lastGood(), environment)) {
            case InitialSettings.Fatal(String message) -> {
                // otherwise everybody who wants a desk would try again, and say again why there is none
                component.disableComponent(CoordinatorComponent.class.getName());
                Consumer<String> end = fatal;
                if (end != null) {
                    end.accept(message);
                }
                throw new IllegalStateException(message);
            }
            case InitialSettings.Good good -> first = good;
        }
        SettingsLog.log(first);
        start(first.settings(), InstantSource.system(), System::nanoTime, new SecureRandom());
        SettingsUpdater keeper = new SettingsUpdater(first, environment, new Applied(), new Configured(), files);
        steward = keeper;
        keeper.keepLastGood();
    }

    void start(Settings settings, InstantSource wallClock, LongSupplier nanoTime, SecureRandom random) {
        SavedState shelved = shelved();
        Instant begin = shelved == null
                ? wallClock.instant()
                : RosterSnapshotCodec.clock(shelved.state()).plus(shelved.age());
        InstantSource clock = new MonotonicClock(begin, nanoTime);
        Roster roster = shelved == null
                ? Roster.empty(settings)
                : RosterSnapshotCodec.read(shelved.state(), shelved.epoch(), settings);
        CommandLoop loop = new CommandLoop(roster, new Bound(), clock, nanoTime, random);
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
    void modified(Map<String, Object> properties) {
        latest = properties;
        steward().look();
    }

    @Deactivate
    void deactivate() {
        closeSteward();
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
        HandoverStore to = shelf;
        if (to != null) {
            Roster roster = ending.loop().roster();
            to.put(
                    RosterSnapshotCodec.ROLE,
                    RosterSnapshotCodec.SCHEMA,
                    roster.epoch(),
                    RosterSnapshotCodec.write(roster, ending.clock().instant()));
        }
    }

    @Override
    public CompletionStage<Admission> join(JoinRequest knock) {
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

    @Override
    public Map<String, Object> current() {
        return steward().current();
    }

    @Override
    public List<Violation> problems() {
        return steward().problems();
    }

    @Override
    public CompletionStage<Outcome> change(SessionId actor, Map<String, Object> subset) {
        return steward().change(actor, subset);
    }

    private void closeSteward() {
        SettingsUpdater ending = steward;
        if (ending != null) {
            try {
                ending.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private SettingsUpdater steward() {
        SettingsUpdater now = steward;
        if (now == null) {
            throw new IllegalStateException("the desk is used before its activation");
        }
        return now;
    }

    private Running running() {
        Running now = running;
        if (now == null) {
            throw new IllegalStateException("the desk is used before its activation");
        }
        return now;
    }

    /** What a predecessor left, if it is of a form we know. */
    private @Nullable SavedState shelved() {
        HandoverStore from = shelf;
        if (from == null) {
            return null;
        }
        SavedState left = from.take(RosterSnapshotCodec.ROLE).orElse(null);
        if (left == null) {
            return null;
        }
        try {
            if (left.schema() == RosterSnapshotCodec.SCHEMA) {
                RosterSnapshotCodec.clock(left.state());
                RosterSnapshotCodec.read(left.state(), left.epoch(), Settings.DEFAULTS);
                return left;
            }
            LOG.error("the roster left on the shelf has schema {}, not {}", left.schema(), RosterSnapshotCodec.SCHEMA);
        } catch (RuntimeException e) {
            LOG.error("the roster left on the shelf cannot be read", e);
        }
        return null;
    }

    private final class Applied implements SettingsUpdater.Apply {

        @Override
        public Settings inForce() {
            return roster().settings();
        }

        @Override
        public CompletionStage<Outcome> submit(Command.Configure configure) {
            return CoordinatorComponent.this.submit(configure);
        }
    }

    /** Where settings are configured: Configuration Admin, or what it told last while it is away. */
    private final class Configured implements SettingsUpdater.Store {

        @Override
        public Map<String, ?> read() throws IOException {
            ConfigurationAdmin from = admin;
            return from == null ? latest : properties(from.getConfiguration(CoordinatorConfig.PID, "?"));
        }

        @Override
        public void write(Map<String, Object> values) throws IOException {
            ConfigurationAdmin to = admin;
            if (to == null) {
                LOG.warn("Configuration Admin is away: new settings are kept in the file alone");
                return;
            }
            Configuration configuration = to.getConfiguration(CoordinatorConfig.PID, "?");
            Map<String, Object> next = properties(configuration);
            next.keySet().removeAll(SettingsSources.stored(next).keySet());
            next.putAll(values);
            configuration.updateIfDifferent(FrameworkUtil.asDictionary(next));
        }

        private static Map<String, Object> properties(Configuration configuration) {
            Dictionary<String, Object> properties = configuration.getProperties();
            return properties == null ? new HashMap<>() : new HashMap<>(FrameworkUtil.asMap(properties));
        }
    }

    /** The collaborators as they are bound now. */
    private final class Bound implements Services {

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
