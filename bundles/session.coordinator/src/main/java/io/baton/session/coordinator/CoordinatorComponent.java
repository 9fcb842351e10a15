// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.auth.Authenticator;
import io.baton.auth.LoginListener;
import io.baton.handover.HandoverStore;
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
import io.baton.session.SettingsService;
import io.baton.session.Violation;
import io.baton.shared.threads.DaemonThreads;
import io.baton.shared.threads.FatalReporter;
import io.baton.shared.threads.ThreadProbe;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.SynchronousConfigurationListener;
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
 * The Declarative Services component: binds the services, provides coordinator and settings, and owns the thread
 * {@code baton-coordinator} from activation to deactivation.
 *
 * <p>Threading. See {@link SessionCoordinator}; SCR writes the fields of references, each is read once per use.
 */
@Component(
        service = {
            SessionCoordinator.class,
            SettingsService.class,
            PeerListener.class,
            LoginListener.class,
            Supplier.class
        },
        property = "baton.role=gauge",
        immediate = true,
        configurationPid = CoordinatorConfig.PID)
@Designate(ocd = CoordinatorConfig.class)
public final class CoordinatorComponent
        implements SessionCoordinator, SettingsService, PeerListener, LoginListener, Supplier<String> {

    private static final Logger LOG = LoggerFactory.getLogger(LoggerName.VALUE);
    private static final String DATA = "baton.data";

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
    private volatile @Nullable HandoverStore handoverStore;

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
    private volatile @Nullable Authenticator authenticator;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable ConfigurationAdmin admin;

    /** Ends the device with a message; provided by the launcher. */
    @Reference(
            target = "(baton.role=fatal)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Consumer<String> fatal;

    @Reference(policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<RosterListener> listeners = List.of();

    private final FatalReporter fatalReporter = new FatalReporter(() -> fatal);
    private volatile @Nullable RunningCoordinator running;
    private volatile @Nullable SettingsUpdater settingsUpdater;
    private volatile Map<String, Object> latest = Map.of();
    private List<ServiceRegistration<?>> registered = List.of();

    @Activate
    void activate(Map<String, Object> properties, BundleContext context, ComponentContext component) {
        String directory = context.getProperty(DATA);
        SettingsStore files = new SettingsStore(Path.of(directory == null ? "data" : directory));
        Map<String, String> environment = System.getenv();
        latest = properties;
        InitialSettings.Good first;
        switch (InitialSettings.choose(
                SettingsSources.stored(properties),
                SettingsSources.damagedFile(properties),
                files.lastGood(),
                environment)) {
            case InitialSettings.Fatal(String message) -> {
                // otherwise each request for the service would activate the component, and fail, again
                component.disableComponent(CoordinatorComponent.class.getName());
                fatalReporter.accept(message);
                throw new IllegalStateException(message);
            }
            case InitialSettings.Good good -> first = good;
        }
        SettingsLog.log(first);
        DaemonThreads threads = new DaemonThreads(LOG, fatalReporter);
        RunningCoordinator started = RunningCoordinator.start(
                first.settings(),
                new Services(
                        () -> policy,
                        () -> peers,
                        () -> hid,
                        () -> nicknames,
                        () -> events,
                        () -> input,
                        () -> authenticator,
                        () -> listeners),
                handoverStore,
                InstantSource.system(),
                System::nanoTime,
                new SecureRandom(),
                threads);
        running = started;
        // beside the component's own service of this type, which is the gauge
        ServiceRegistration<?> liveness = context.registerService(
                Supplier.class,
                started.probe(System::nanoTime),
                FrameworkUtil.asDictionary(Map.of("baton.role", ThreadProbe.ROLE)));
        SettingsUpdater updater = new SettingsUpdater(
                first,
                environment,
                started.coordinator(),
                new ConfigAdminStore(() -> admin, () -> latest),
                files,
                threads);
        settingsUpdater = updater;
        // Declarative Services tells of a new configuration later, when the Web Console has acknowledged it
        SynchronousConfigurationListener configuration = event -> {
            if (CoordinatorConfig.PID.equals(event.getPid())) {
                updater.configurationUpdated();
            }
        };
        registered = List.of(
                liveness,
                context.registerService(
                        SynchronousConfigurationListener.class, configuration, FrameworkUtil.asDictionary(Map.of())));
        boolean raised = first.problems().isEmpty() && !first.kept().equals(SettingsSources.stored(properties));
        if (raised) {
            updater.storeAgain();
        } else {
            updater.storeLastGood();
        }
    }

    @Modified
    void modified(Map<String, Object> properties) {
        latest = properties;
        settingsUpdater().configurationChanged();
    }

    @Deactivate
    void deactivate() {
        registered.forEach(ServiceRegistration::unregister);
        SettingsUpdater ending = settingsUpdater;
        if (ending != null) {
            try {
                ending.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        running().stop(handoverStore);
    }

    @Override
    public CompletionStage<Admission> join(JoinRequest request) {
        return coordinator().join(request);
    }

    @Override
    public CompletionStage<Admission> attach(Login login, String resumeToken) {
        return coordinator().attach(login, resumeToken);
    }

    @Override
    public CompletionStage<Outcome> submit(Command command) {
        return coordinator().submit(command);
    }

    @Override
    public void active(SessionId session) {
        coordinator().active(session);
    }

    /** Returns the length of the queue of commands. */
    @Override
    public String get() {
        return running().coordinator().gauge();
    }

    @Override
    public Roster roster() {
        return coordinator().roster();
    }

    @Override
    public Instant now() {
        return coordinator().now();
    }

    @Override
    public Instant wallTime(Instant instant) {
        return coordinator().wallTime(instant);
    }

    @Override
    public void linked(PeerId peer) {
        coordinator().linked(peer);
    }

    @Override
    public void closed(PeerId peer, CloseReason reason) {
        coordinator().closed(peer, reason);
    }

    @Override
    public CompletionStage<?> loginsEnded() {
        return coordinator().loginsEnded();
    }

    @Override
    public Map<String, Object> current() {
        return settingsUpdater().current();
    }

    @Override
    public List<Violation> problems() {
        return settingsUpdater().problems();
    }

    @Override
    public CompletionStage<Outcome> change(SessionId actor, Map<String, Object> subset) {
        return settingsUpdater().change(actor, subset);
    }

    private SettingsUpdater settingsUpdater() {
        SettingsUpdater now = settingsUpdater;
        if (now == null) {
            throw new IllegalStateException("used before activation");
        }
        return now;
    }

    private RunningCoordinator running() {
        RunningCoordinator now = running;
        if (now == null) {
            throw new IllegalStateException("used before activation");
        }
        return now;
    }

    private QueueingCoordinator coordinator() {
        return running().coordinator();
    }
}
