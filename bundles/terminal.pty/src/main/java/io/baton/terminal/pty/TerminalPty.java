// SPDX-License-Identifier: Apache-2.0
package io.baton.terminal.pty;

import io.baton.audit.AuditEvent;
import io.baton.audit.AuditLog;
import io.baton.peer.ChannelHandler;
import io.baton.peer.ChannelMessage;
import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import io.baton.peer.PeerListener;
import io.baton.peer.PeerService;
import io.baton.rpc.Feature;
import io.baton.rpc.RpcEvents;
import io.baton.rpc.StateSource;
import io.baton.session.Effect;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.RosterListener;
import io.baton.session.Session;
import io.baton.session.SessionCoordinator;
import io.baton.shared.http.DeclaredAccess;
import io.baton.shared.terminal.TerminalMessage;
import io.baton.shared.threads.DaemonThreads;
import io.baton.shared.threads.FatalReporter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
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
 * The terminal as a component: the channel {@value TerminalServer#CHANNEL}. Shells and viewers belong to one thread,
 * {@code baton-terminal}.
 */
@Component(
        service = {ChannelHandler.class, PeerListener.class, RosterListener.class, StateSource.class, Supplier.class},
        property = {
            "baton.role=gauge",
            StateSource.EVENTS + "=" + TerminalPty.EVENT,
            ChannelHandler.LABELS + "=" + TerminalServer.CHANNEL,
            ChannelHandler.WAIT_MILLIS + ":Integer=2000",
            ChannelHandler.BUFFER_MESSAGES + ":Integer=64",
            DeclaredAccess.PROPERTY + "=" + TerminalServer.CHANNEL + " ADMINISTER"
        },
        immediate = true,
        configurationPid = TerminalConfig.PID)
@Designate(ocd = TerminalConfig.class)
@Capability(namespace = Feature.NAMESPACE, name = "terminal")
public final class TerminalPty implements ChannelHandler, PeerListener, RosterListener, StateSource, Supplier<String> {

    static final String LOGGER = "terminal.pty";
    static final String EVENT = "terminalState";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(2);
    /** What JetKVM's page calls it. */
    private static final String CAPABILITY = "shell";

    /** Messages that wait for the thread, and their bytes. */
    private static final int MAX_WAITING = 256;

    private static final int MAX_WAITING_BYTES = 524_288;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable PeerService peers;

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
    private volatile @Nullable RpcEvents events;

    /** Ends the device and gives the reason; the launcher provides it. */
    @Reference(
            target = "(baton.role=fatal)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Consumer<String> fatal;

    private final @Nullable BundleContext context;
    private final DaemonThreads threads = new DaemonThreads(LOG, new FatalReporter(() -> fatal));
    private final TerminalMessage.Decoder decoder = new TerminalMessage.Decoder();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger waitingBytes = new AtomicInteger();
    private final LongAdder refused = new LongAdder();
    /** Peers that are about to be told that they sent too much: a flood is answered once. */
    private final Set<PeerId> told = ConcurrentHashMap.newKeySet();

    private final TerminalServer server;
    private final TerminalLoop loop;
    /** Peers whose channel is open; known before the thread is, so that no change of the roster is missed. */
    private final Set<PeerId> channels = ConcurrentHashMap.newKeySet();

    private final Thread thread;
    private volatile TerminalSettings settings;
    /** Guarded by this. */
    private @Nullable ServiceRegistration<?> capability;

    @Activate
    public TerminalPty(BundleContext context, TerminalConfig config) throws IOException {
        this(context, TerminalSettings.of(config), PtyShell::start, System::nanoTime);
    }

    TerminalPty(
            @Nullable BundleContext context, TerminalSettings settings, Shell.Starter starter, LongSupplier nanoTime)
            throws IOException {
        this.context = context;
        this.settings = settings;
        server = new TerminalServer(settings, starter, new Present(), nanoTime);
        loop = new TerminalLoop(server);
        thread = threads.unstarted("baton-terminal", loop);
    }

    @Activate
    void activate() {
        announce();
        thread.start();
    }

    /** Changes apply at once; switched off, running shells end. */
    @Modified
    void modified(TerminalConfig config) {
        configure(TerminalSettings.of(config));
    }

    void configure(TerminalSettings next) {
        settings = next;
        loop.execute(() -> server.configure(next));
        announce();
        RpcEvents present = events;
        if (present != null) {
            present.stateChanged(EVENT);
        }
    }

    /** Names the capability while there is a terminal, so that pages of JetKVM show it. */
    private synchronized void announce() {
        ServiceRegistration<?> present = capability;
        if (settings.enabled() && present == null && context != null) {
            capability = context.registerService(
                    TerminalPty.class, this, FrameworkUtil.asDictionary(Map.of(Feature.CAPABILITIES, CAPABILITY)));
        } else if (!settings.enabled() && present != null) {
            capability = null;
            present.unregister();
        }
    }

    @Deactivate
    void deactivate() {
        loop.stop();
        if (threads.join(thread, LONGEST_STOP)) {
            loop.close();
            server.close();
        }
    }

    @Override
    public boolean message(ChannelMessage message) {
        SessionCoordinator present = coordinator;
        if (present != null
                && present.roster()
                        .byLink(message.peer())
                        .filter(Session::admitted)
                        .filter(session -> session.role() == Role.ADMIN)
                        .isEmpty()) {
            refused.increment();
            return true;
        }
        int bytes = message.data().length;
        if (waiting.get() >= MAX_WAITING || waitingBytes.get() + bytes > MAX_WAITING_BYTES) {
            refused.increment();
            PeerId peer = message.peer();
            if (told.add(peer)) {
                loop.execute(() -> {
                    told.remove(peer);
                    server.discarded(peer);
                });
            }
            return true;
        }
        waiting.incrementAndGet();
        waitingBytes.addAndGet(bytes);
        loop.execute(() -> {
            waiting.decrementAndGet();
            waitingBytes.addAndGet(-bytes);
            server.message(message, decoder.decode(message.text(), message.data()));
        });
        return true;
    }

    @Override
    public boolean messagesDiscarded(PeerId peer, String label) {
        loop.execute(() -> server.discarded(peer));
        return true;
    }

    @Override
    public void channelOpened(PeerId peer, String label) {
        if (label.equals(TerminalServer.CHANNEL)) {
            channels.add(peer);
            loop.execute(() -> server.opened(peer));
        }
    }

    @Override
    public void channelClosed(PeerId peer, String label) {
        if (label.equals(TerminalServer.CHANNEL)) {
            channels.remove(peer);
            loop.execute(() -> server.closed(peer));
        }
    }

    @Override
    public void closed(PeerId peer, CloseReason reason) {
        channels.remove(peer);
        loop.execute(() -> server.lost(peer));
    }

    /** Wakes the thread for a change that can concern it: a shell runs, or somebody has the channel. */
    @Override
    public void changed(Roster before, Roster after, List<Effect> effects) {
        if (server.running() > 0 || !channels.isEmpty()) {
            loop.wake();
        }
    }

    @Override
    public Map<String, Object> state(String event) {
        return Map.of("available", settings.enabled());
    }

    /** Does what can be done now on the calling thread, for tests without {@link #activate}. */
    int turn() {
        return loop.turn();
    }

    /** Returns the numbers of the terminal. */
    @Override
    public String get() {
        return "terminal.pty shells=%d/%d refused=%d waiting=%d/%d"
                .formatted(server.running(), settings.maxShells(), refused.sum(), waiting.get(), MAX_WAITING);
    }

    /** The services that are there now. */
    private final class Present implements TerminalServer.Services {

        @Override
        public @Nullable PeerService peers() {
            return peers;
        }

        @Override
        public @Nullable Roster roster() {
            SessionCoordinator present = coordinator;
            return present == null ? null : present.roster();
        }

        @Override
        public boolean isAudited() {
            return audit != null;
        }

        @Override
        public void audit(AuditEvent event) {
            AuditLog present = audit;
            if (present == null) {
                LOG.warn("audit absent action={} user={}", event.action(), event.user());
            } else {
                present.note(event);
            }
        }
    }
}
