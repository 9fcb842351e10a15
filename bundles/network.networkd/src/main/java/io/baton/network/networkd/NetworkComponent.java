// SPDX-License-Identifier: Apache-2.0
package io.baton.network.networkd;

import io.baton.audit.AuditEvent;
import io.baton.audit.AuditLog;
import io.baton.network.NetworkMonitor;
import io.baton.network.NetworkState;
import io.baton.peer.PeerId;
import io.baton.rpc.Feature;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcEvents;
import io.baton.rpc.RpcException;
import io.baton.rpc.RpcMethods;
import io.baton.rpc.RpcResult;
import io.baton.rpc.StateSource;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Session;
import io.baton.session.SessionCoordinator;
import io.baton.session.SessionFlag;
import io.baton.shared.dbus.UnixSystemBus;
import io.baton.shared.threads.DaemonThreads;
import io.baton.shared.threads.FatalReporter;
import io.baton.time.TimeMonitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The network as a component, with its methods and events of the {@code rpc} channel.
 *
 * <p>Threading. Calls are answered on {@code baton-network}; the public address is asked for on a thread of its own.
 */
@Component(
        service = {RpcMethods.class, StateSource.class, NetworkMonitor.class},
        property = {
            RpcMethods.NAMES + "=getNetworkState",
            RpcMethods.NAMES + "=getNetworkSettings",
            RpcMethods.NAMES + "=setNetworkSettings",
            RpcMethods.NAMES + "=confirmNetworkSettings",
            RpcMethods.NAMES + "=undoNetworkSettings",
            RpcMethods.NAMES + "=renewDHCPLease",
            RpcMethods.NAMES + "=getPublicIPAddresses",
            RpcMethods.NAMES + "=checkPublicIPAddresses",
            StateSource.EVENTS + "=" + NetworkComponent.STATE,
            StateSource.EVENTS + "=" + NetworkComponent.PENDING
        },
        immediate = true,
        configurationPid = NetworkConfig.PID)
@Designate(ocd = NetworkConfig.class)
public final class NetworkComponent implements RpcMethods, StateSource, NetworkMonitor {

    static final String STATE = "networkState";
    static final String PENDING = "networkSettingsPending";

    private static final Logger LOG = LoggerFactory.getLogger("network.networkd");
    private static final Duration LONGEST_STOP = Duration.ofSeconds(6);
    private static final Duration LONGEST_CALL = Duration.ofSeconds(5);
    /** How often it is looked whether the network may be changed. */
    private static final Duration LOOK = Duration.ofSeconds(10);

    /** What pages of JetKVM let an administrator change. */
    private static final String[] CHANGEABLE = {"domain", "ipv6", "mdns"};

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable RpcEvents events;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SessionCoordinator coordinator;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable AuditLog audit;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable TimeMonitor time;

    /** Ends the device and gives the reason; the launcher provides it. */
    @Reference(
            target = "(baton.role=fatal)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Consumer<String> fatal;

    private final DaemonThreads threads = new DaemonThreads(LOG, new FatalReporter(() -> fatal));
    private final KernelFiles files;
    private final StateReader reader;
    private final HostServices host;
    private final NetworkChanges changes;
    private final PublicAddress publicAddress;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Capabilities capabilities;
    private final NetworkLoop loop = new NetworkLoop(this::tick);
    private final Thread thread;
    private boolean looked;
    private long lookedAt;
    private boolean changeable;

    private volatile Seen seen;

    /** A state with the time at which it was first seen. */
    private record Seen(NetworkState state, String at) {}

    /** The links that were there when the pending change was made; empty after a swap. */
    private volatile Set<PeerId> linksAtChange = Set.of();

    private volatile boolean linksKnown;

    /** Takes whether the network may be changed. */
    @FunctionalInterface
    interface Capabilities {
        void changeable(boolean now);
    }

    /** Names the capabilities by a service while they are there. */
    private static final class CapabilityService implements Capabilities {

        private final BundleContext context;
        private @Nullable ServiceRegistration<?> registration;

        CapabilityService(BundleContext context) {
            this.context = context;
        }

        @Override
        public void changeable(boolean now) {
            ServiceRegistration<?> present = registration;
            if (now && present == null) {
                registration = context.registerService(
                        CapabilityService.class,
                        this,
                        FrameworkUtil.asDictionary(Map.of(Feature.CAPABILITIES, CHANGEABLE)));
            } else if (!now && present != null) {
                registration = null;
                present.unregister();
            }
        }
    }

    @Activate
    public NetworkComponent(BundleContext context, NetworkConfig config) throws IOException {
        this(
                new CapabilityService(context),
                new KernelFiles(Path.of("/")),
                config,
                Path.of(Objects.requireNonNullElse(context.getProperty("baton.data"), "data")),
                null,
                InstantSource.system(),
                System::nanoTime);
    }

    /** @param services null for those of systemd */
    NetworkComponent(
            Capabilities capabilities,
            KernelFiles files,
            NetworkConfig config,
            Path data,
            @Nullable HostServices services,
            InstantSource clock,
            LongSupplier nanoTime)
            throws IOException {
        this.capabilities = capabilities;
        this.files = files;
        this.clock = clock;
        this.nanoTime = nanoTime;
        reader = new StateReader(
                files, StateReader::ownIpv4, config.interfaceName().strip());
        host = services != null
                ? services
                : new SystemdServices(new UnixSystemBus(UnixSystemBus.SOCKET, userId(), LONGEST_CALL, nanoTime), files);
        changes = new NetworkChanges(
                files, reader, host, data.resolve("network/pending.json"), clock, nanoTime, this::note);
        publicAddress = new PublicAddress(config.publicAddressUrl().strip(), clock);
        seen = new Seen(reader.read(), clock.instant().toString());
        thread = threads.unstarted("baton-network", loop);
    }

    private static long userId() throws IOException {
        return ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
    }

    @Activate
    void activate() {
        changes.begin();
        thread.start();
    }

    @Deactivate
    void deactivate() {
        loop.stop();
        threads.join(thread, LONGEST_STOP);
        capabilities.changeable(false);
    }

    /** Looks at the network; tells of what changed. */
    void tick() {
        boolean ended = changes.tick();
        read();
        if (ended) {
            tell(PENDING);
        }
        look();
    }

    /** Names what may be changed only while it may: the pages of JetKVM hide the rest. */
    private void look() {
        long now = nanoTime.getAsLong();
        if (looked && now - lookedAt < LOOK.toNanos()) {
            return;
        }
        lookedAt = now;
        boolean writable = readOnlyReason().isEmpty();
        if (!looked || writable != changeable) {
            looked = true;
            changeable = writable;
            capabilities.changeable(writable);
        }
    }

    private void read() {
        NetworkState now = reader.read();
        if (!now.equals(seen.state())) {
            seen = new Seen(now, clock.instant().toString());
            tell(STATE);
        }
    }

    private void tell(String event) {
        RpcEvents present = events;
        if (present != null) {
            present.stateChanged(event);
        }
    }

    @Override
    public NetworkState state() {
        return seen.state();
    }

    @Override
    public Map<String, Object> state(String event) {
        return event.equals(STATE) ? wireState() : WireState.pending(changes.left());
    }

    private Map<String, Object> wireState() {
        Seen now = seen;
        return WireState.of(now.state(), now.at());
    }

    @Override
    public CompletionStage<Object> call(RpcCall call) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        if (!loop.offer(() -> answer(call, answer))) {
            answer.completeExceptionally(RpcException.refused(
                    Outcome.refused(Reason.BUSY, "The network has too much to do. Try again.", Duration.ofSeconds(1))));
        }
        return answer;
    }

    /** Answers on the thread of the bundle. */
    void answer(RpcCall call, CompletableFuture<Object> answer) {
        try {
            Session session = call.actor(coordinator);
            Actor actor = new Actor(session.nickname(), session.user(), session.source());
            confirmByReturn(session, call.peer(), actor);
            switch (call.method()) {
                case "getPublicIPAddresses" -> {
                    if (Boolean.TRUE.equals(call.params().get("refresh")) && publicAddress.isConfigured()) {
                        threads.start("baton-network-public", () -> answer.complete(publicAddress.refreshed()));
                    } else {
                        answer.complete(publicAddress.known());
                    }
                }
                case "checkPublicIPAddresses" -> {
                    if (!publicAddress.isConfigured()) {
                        throw refused(
                                "No service that tells the public address is configured: the device asks nobody.");
                    }
                    threads.start("baton-network-public", publicAddress::refreshed);
                    answer.complete(RpcResult.VOID);
                }
                default -> answer.complete(result(call, actor));
            }
        } catch (RpcException | RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    private Object result(RpcCall call, Actor actor) throws RpcException {
        return switch (call.method()) {
            case "getNetworkState" -> wireState();
            case "getNetworkSettings" -> settings();
            case "setNetworkSettings" -> {
                set(call, actor);
                yield settings();
            }
            case "confirmNetworkSettings" -> confirm(actor);
            case "undoNetworkSettings" -> undo(actor);
            case "renewDHCPLease" -> renew(actor);
            default -> throw new IllegalArgumentException(call.method());
        };
    }

    /**
     * A client of JetKVM's has no button to confirm with. It shows that an administrator still reaches the device when
     * it calls by a connection that was made after the change.
     */
    private void confirmByReturn(Session session, PeerId peer, Actor actor) {
        if (changes.pending().isPresent()
                && linksKnown
                && session.is(SessionFlag.LEGACY)
                && !linksAtChange.contains(peer)) {
            try {
                if (changes.confirm(actor, "reconnect")) {
                    tell(PENDING);
                }
            } catch (IOException e) {
                LOG.warn("network change not confirmed cause={}", e.toString());
            }
        }
    }

    private NetworkSettings present() {
        NetworkState state = seen.state();
        NetworkSettings ofState = NetworkSettings.ofState(state);
        return NetworkFile.settings(files.text(NetworkFile.path(files)))
                .map(stored -> {
                    try {
                        return NetworkSettings.of(stored, ofState).withHostName(state.hostName());
                    } catch (IllegalArgumentException e) {
                        LOG.warn("settings in {} not understood cause={}", NetworkFile.path(files), e.getMessage());
                        return ofState;
                    }
                })
                .orElse(ofState);
    }

    private Map<String, Object> settings() {
        Map<String, Object> map = new LinkedHashMap<>(WireState.settings(present(), timeSyncMode()));
        map.put("interface_name", seen.state().interfaceName());
        String reason = readOnlyReason();
        map.put("writable", reason.isEmpty());
        if (!reason.isEmpty()) {
            map.put("reason", reason);
        }
        map.putAll(WireState.pending(changes.left()));
        return map;
    }

    private String readOnlyReason() {
        return seen.state().interfaceName().isEmpty() ? "This device has no network interface." : host.readOnlyReason();
    }

    private String timeSyncMode() {
        TimeMonitor present = time;
        return Optional.ofNullable(present)
                .map(TimeMonitor::state)
                .filter(found -> found.enabled().equals(Optional.of(true)))
                .map(found -> found.servers().isEmpty() ? "ntp_only" : "custom")
                .orElse(NetworkSettings.UNKNOWN);
    }

    private void set(RpcCall call, Actor actor) throws RpcException {
        if (!(call.params().get("settings") instanceof Map<?, ?> wanted)) {
            throw RpcException.badParameter("settings must be an object");
        }
        String reason = readOnlyReason();
        if (!reason.isEmpty()) {
            if (isPresent(wanted)) {
                return;
            }
            throw refused(reason);
        }
        if (changes.pending().isPresent()) {
            throw RpcException.refused(Outcome.refused(
                    Reason.NOT_ALLOWED, "Another change waits for its confirmation. Keep or undo it first."));
        }
        checkOthers(wanted);
        NetworkSettings present = present();
        NetworkSettings checked;
        try {
            checked = NetworkSettings.of(wanted, present);
        } catch (IllegalArgumentException e) {
            throw RpcException.badParameter(Objects.requireNonNullElse(e.getMessage(), "settings"));
        }
        if (checked.mdnsMode().equals("auto") && !present.mdnsMode().equals("auto")) {
            String noMulticastDns = host.noMulticastDnsReason();
            if (!noMulticastDns.isEmpty()) {
                throw refused(noMulticastDns);
            }
        }
        if (checked.equals(present)) {
            return;
        }
        linksAtChange = links();
        linksKnown = true;
        try {
            changes.apply(actor, seen.state(), present, checked);
        } catch (IOException e) {
            throw refused(SystemdServices.sentence(e));
        } finally {
            // what is told and answered now has the host name of the change
            read();
            tell(PENDING);
        }
    }

    /** Returns whether a client sends back what it was told. */
    private boolean isPresent(Map<?, ?> wanted) {
        NetworkSettings present = present();
        try {
            checkOthers(wanted);
            return NetworkSettings.of(wanted, present).equals(present);
        } catch (IllegalArgumentException | RpcException e) {
            return false;
        }
    }

    /** Refuses what JetKVM's devices have and this one does not. */
    private void checkOthers(Map<?, ?> wanted) throws RpcException {
        if (wanted.get("http_proxy") instanceof String proxy && !proxy.isBlank()) {
            throw refused("Baton uses no HTTP proxy.");
        }
        if (wanted.get("time_sync_mode") instanceof String mode && !mode.equals(timeSyncMode())) {
            throw refused("How the clock is set is changed by setTimeSettings, not with the network.");
        }
    }

    private Set<PeerId> links() {
        SessionCoordinator present = coordinator;
        return present == null
                ? Set.of()
                : present.roster().sessions().stream()
                        .map(Session::link)
                        .filter(Objects::nonNull)
                        .collect(Collectors.toUnmodifiableSet());
    }

    private Object confirm(Actor actor) throws RpcException {
        try {
            if (!changes.confirm(actor, "user")) {
                throw RpcException.refused(Outcome.refused(Reason.NOT_ALLOWED, "No change waits for confirmation."));
            }
        } catch (IOException e) {
            throw refused("The confirmation cannot be stored: " + e.getMessage());
        }
        tell(PENDING);
        return settings();
    }

    private Object undo(Actor actor) throws RpcException {
        if (!changes.undo(actor, "user")) {
            throw RpcException.refused(Outcome.refused(Reason.NOT_ALLOWED, "No change waits for confirmation."));
        }
        read();
        tell(PENDING);
        return settings();
    }

    private Object renew(Actor actor) throws RpcException {
        NetworkState state = seen.state();
        if (state.manager().isEmpty()) {
            throw refused("systemd-networkd does not manage this interface, so Baton cannot renew its lease.");
        }
        if (state.lease().isEmpty()) {
            throw refused("This interface has no DHCP lease.");
        }
        try {
            host.renew(state.index());
        } catch (IOException e) {
            note(NetworkChanges.event("network_renew", actor, "failed", Map.of()));
            throw refused(SystemdServices.sentence(e));
        }
        note(NetworkChanges.event("network_renew", actor, "done", Map.of()));
        return RpcResult.VOID;
    }

    private static RpcException refused(String sentence) {
        return RpcException.refused(Outcome.refused(Reason.UNSUPPORTED, sentence));
    }

    private void note(AuditEvent event) {
        AuditLog present = audit;
        if (present == null) {
            LOG.warn("audit absent action={} user={}", event.action(), event.user());
        } else {
            present.note(event);
        }
    }
}
