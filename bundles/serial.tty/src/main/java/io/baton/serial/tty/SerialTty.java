// SPDX-License-Identifier: Apache-2.0
package io.baton.serial.tty;

import io.baton.audit.AuditEvent;
import io.baton.audit.AuditLog;
import io.baton.handover.HandoverStore;
import io.baton.handover.SavedState;
import io.baton.peer.ChannelHandler;
import io.baton.peer.ChannelMessage;
import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import io.baton.peer.PeerListener;
import io.baton.peer.PeerService;
import io.baton.rpc.Feature;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcEvents;
import io.baton.rpc.RpcException;
import io.baton.rpc.RpcMethods;
import io.baton.rpc.RpcResult;
import io.baton.rpc.StateSource;
import io.baton.serial.SerialConsole;
import io.baton.serial.SerialStatus;
import io.baton.session.Effect;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Roster;
import io.baton.session.RosterListener;
import io.baton.session.SessionCoordinator;
import io.baton.shared.http.DeclaredAccess;
import io.baton.shared.terminal.TerminalMessage;
import io.baton.shared.threads.DaemonThreads;
import io.baton.shared.threads.FatalReporter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
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
 * The serial console as a component: the channel {@value SerialBridge#CHANNEL} and the methods about it. Port and
 * viewers belong to one thread, {@code baton-serial}.
 */
@Component(
        service = {
            ChannelHandler.class,
            RpcMethods.class,
            PeerListener.class,
            RosterListener.class,
            SerialConsole.class,
            StateSource.class,
            Supplier.class
        },
        property = {
            "baton.role=gauge",
            StateSource.EVENTS + "=" + SerialTty.EVENT,
            ChannelHandler.LABELS + "=" + SerialBridge.CHANNEL,
            ChannelHandler.WAIT_MILLIS + ":Integer=2000",
            ChannelHandler.BUFFER_MESSAGES + ":Integer=64",
            DeclaredAccess.PROPERTY + "=" + SerialBridge.CHANNEL + " VIEW",
            RpcMethods.NAMES + "=getSerialState",
            RpcMethods.NAMES + "=setSerialPort",
            RpcMethods.NAMES + "=getSerialSettings",
            RpcMethods.NAMES + "=setSerialSettings",
            RpcMethods.NAMES + "=sendCustomCommand",
            RpcMethods.NAMES + "=sendSerialBreak",
            RpcMethods.NAMES + "=getSerialCommandHistory",
            RpcMethods.NAMES + "=setSerialCommandHistory",
            RpcMethods.NAMES + "=deleteSerialCommandHistory",
            RpcMethods.NAMES + "=setTerminalPaused"
        },
        immediate = true,
        configurationPid = SerialConfig.PID)
@Designate(ocd = SerialConfig.class)
@Capability(namespace = Feature.NAMESPACE, name = "serial")
public final class SerialTty
        implements ChannelHandler,
                RpcMethods,
                PeerListener,
                RosterListener,
                SerialConsole,
                StateSource,
                Supplier<String> {

    static final String LOGGER = "serial.tty";
    static final String EVENT = "serialState";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);
    private static final String ROLE = "serial.console";
    private static final int SCHEMA = 1;
    private static final Duration LONGEST_STOP = Duration.ofSeconds(2);
    private static final Path LINES = Path.of("/sys/class/tty");

    /** Messages, calls and changes that wait for the thread, and their bytes. */
    private static final int MAX_WAITING = 256;

    private static final int MAX_WAITING_BYTES = 524_288;

    /** A message without control that is longer is input; a shorter one is looked at. */
    private static final int MAX_LOOKED_AT = 512;

    /**
     * Messages of a peer that were not taken.
     *
     * @param control whether the peer had control, and sent too much
     */
    private record Answer(PeerId peer, boolean control) {}

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
    volatile @Nullable ConfigurationAdmin admin;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable RpcEvents events;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable HandoverStore handoverStore;

    /** Ends the device and gives the reason; the launcher provides it. */
    @Reference(
            target = "(baton.role=fatal)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Consumer<String> fatal;

    private final DaemonThreads threads = new DaemonThreads(LOG, new FatalReporter(() -> fatal));
    private final TerminalMessage.Decoder decoder = new TerminalMessage.Decoder();
    private final Map<Answer, Integer> answers = new ConcurrentHashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger waitingBytes = new AtomicInteger();
    private final PortPaths ports = new PortPaths(LINES);
    private final SerialMethods methods;
    private final SerialBridge bridge;
    private final SerialLoop loop;
    /** Peers whose channel is open; known before the thread is, so that no change of the roster is missed. */
    private final Set<PeerId> channels = ConcurrentHashMap.newKeySet();

    private final Thread thread;
    private volatile PortSettings port;

    @Activate
    public SerialTty(BundleContext context, SerialConfig config) throws IOException {
        this(context.getProperty("baton.data"), PortSettings.of(config), SerialPort::open, System::nanoTime);
    }

    SerialTty(@Nullable String data, PortSettings port, SerialPort.Opener opener, LongSupplier nanoTime)
            throws IOException {
        SettingsFile file = new SettingsFile(Path.of(data == null ? "data" : data, "serial", "settings.json"));
        SettingsFile.Content stored = file.load();
        this.port = port;
        bridge = new SerialBridge(port, stored.settings(), opener, new Present(), nanoTime);
        loop = new SerialLoop(bridge);
        thread = threads.unstarted("baton-serial", loop);
        methods = new SerialMethods(
                file, stored, this::note, next -> loop.execute(() -> bridge.configure(next)), threads);
    }

    @Activate
    void activate() {
        HandoverStore from = handoverStore;
        if (from != null) {
            from.take(ROLE)
                    .filter(saved -> saved.schema() == SCHEMA)
                    .map(SavedState::state)
                    .ifPresent(bridge::restore);
        }
        thread.start();
    }

    /** Changes apply at once, dropping nobody. */
    @Modified
    void modified(SerialConfig config) {
        configure(PortSettings.of(config));
    }

    void configure(PortSettings next) {
        port = next;
        loop.execute(() -> bridge.configure(next));
    }

    @Deactivate
    void deactivate() {
        methods.stop();
        loop.stop();
        if (!threads.join(thread, LONGEST_STOP)) {
            return;
        }
        loop.close();
        Map<String, Object> state = bridge.end();
        HandoverStore to = handoverStore;
        if (to != null) {
            to.put(ROLE, SCHEMA, 0, state);
        }
    }

    @Override
    public boolean message(ChannelMessage message) {
        SessionCoordinator present = coordinator;
        if (present != null && !present.roster().controls(message.peer())) {
            if (message.data().length > MAX_LOOKED_AT
                    || decoder.decode(message.text(), message.data()) instanceof TerminalMessage.Typed) {
                answer(message.peer(), false);
            }
            return true;
        }
        if (!run(
                message.data().length, () -> bridge.message(message, decoder.decode(message.text(), message.data())))) {
            answer(message.peer(), true);
        }
        return true;
    }

    @Override
    public boolean messagesDiscarded(PeerId peer, String label) {
        answer(peer, true);
        return true;
    }

    /** Has the thread answer a peer. It cannot be flooded: each peer has one answer of a kind that waits. */
    private void answer(PeerId peer, boolean control) {
        Answer answer = new Answer(peer, control);
        if (answers.merge(answer, 1, Integer::sum) == 1) {
            loop.execute(() -> {
                Integer messages = answers.remove(answer);
                int number = messages == null ? 0 : messages;
                if (control) {
                    bridge.discarded(peer, number);
                } else {
                    bridge.refuse(peer, number);
                }
            });
        }
    }

    /** Has the thread do something; false when too much waits. */
    private boolean run(int bytes, Runnable task) {
        if (waiting.get() >= MAX_WAITING || waitingBytes.get() + bytes > MAX_WAITING_BYTES) {
            return false;
        }
        waiting.incrementAndGet();
        waitingBytes.addAndGet(bytes);
        loop.execute(() -> {
            waiting.decrementAndGet();
            waitingBytes.addAndGet(-bytes);
            task.run();
        });
        return true;
    }

    @Override
    public void channelOpened(PeerId peer, String label) {
        if (label.equals(SerialBridge.CHANNEL)) {
            channels.add(peer);
            loop.execute(() -> bridge.opened(peer));
        }
    }

    @Override
    public void channelClosed(PeerId peer, String label) {
        if (label.equals(SerialBridge.CHANNEL)) {
            channels.remove(peer);
            loop.execute(() -> bridge.closed(peer));
        }
    }

    @Override
    public void closed(PeerId peer, CloseReason reason) {
        channels.remove(peer);
        loop.execute(() -> bridge.closed(peer));
    }

    /** Wakes the thread for a change that can concern it: control passed on, or somebody has the channel. */
    @Override
    public void changed(Roster before, Roster after, List<Effect> effects) {
        if (before.epoch() != after.epoch() || !channels.isEmpty()) {
            loop.wake();
        }
    }

    @Override
    public CompletionStage<Object> call(RpcCall call) {
        return switch (call.method()) {
            case "getSerialState" -> CompletableFuture.completedStage(state());
            case "setSerialPort" -> setPort(call);
            case "sendCustomCommand" -> sendCommand(call);
            case "sendSerialBreak" -> write(0, () -> bridge.sendBreak(call.peer(), call.fencingToken()));
            case "setTerminalPaused" -> pause(call);
            default -> methods.call(call);
        };
    }

    private Map<String, Object> state() {
        SerialBridge.Published now = bridge.published();
        Map<String, Object> state = wire(now.status());
        state.put("sharedView", now.sharedView());
        state.put("viewers", (long) now.status().viewers());
        state.put("ports", ports.present());
        return state;
    }

    @Override
    public Map<String, Object> state(String event) {
        return wire(bridge.status());
    }

    private static Map<String, Object> wire(SerialStatus status) {
        Map<String, Object> state = new HashMap<>();
        state.put("enabled", status.enabled());
        state.put("open", status.open());
        state.put("device", status.device());
        if (!status.fault().isEmpty()) {
            state.put("fault", status.fault());
        }
        return state;
    }

    private CompletionStage<Object> setPort(RpcCall call) {
        String device = String.valueOf(call.params().get("device"));
        boolean enabled = Boolean.TRUE.equals(call.params().get("enabled"));
        if (PortPaths.chosen(device).isEmpty() && !device.equals(port.device())) {
            return CompletableFuture.failedStage(
                    RpcException.badParameter("device must be a serial port such as /dev/ttyUSB0"));
        }
        return methods.change(call, "serial_port", () -> {
                    ConfigurationAdmin present = admin;
                    if (present == null) {
                        throw new IOException("Configuration Admin is absent");
                    }
                    Configuration configuration = present.getConfiguration(SerialConfig.PID, "?");
                    Dictionary<String, Object> before = configuration.getProperties();
                    Map<String, Object> next =
                            before == null ? new HashMap<>() : new HashMap<>(FrameworkUtil.asMap(before));
                    next.put("devicePath", device);
                    next.put("enabled", enabled);
                    configuration.updateIfDifferent(FrameworkUtil.asDictionary(next));
                    return Map.of("device", device, "enabled", enabled);
                })
                .thenCompose(stored -> whenUsed(device, enabled, stored));
    }

    /** Answers once {@code getSerialState} tells of this port: Configuration Admin brings it later. */
    private CompletionStage<Object> whenUsed(String device, boolean enabled, Object stored) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        loop.execute(() -> bridge.await(device, enabled, used -> {
            if (used) {
                answer.complete(stored);
            } else {
                answer.completeExceptionally(RpcException.refused(Outcome.refused(
                        Reason.TEMPORARILY_UNAVAILABLE,
                        "The port is stored, and not in use yet. Look again.",
                        Duration.ofSeconds(1))));
            }
        }));
        return answer;
    }

    private CompletionStage<Object> sendCommand(RpcCall call) {
        byte[] bytes = String.valueOf(call.params().get("command")).getBytes(StandardCharsets.UTF_8);
        return write(bytes.length, () -> bridge.command(call.peer(), call.fencingToken(), bytes));
    }

    /** Has the thread write, and answers by the reason why it did not. */
    private CompletionStage<Object> write(int bytes, Supplier<@Nullable Reason> writing) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        boolean taken = run(bytes, () -> {
            Reason reason = writing.get();
            if (reason == null) {
                answer.complete(RpcResult.VOID);
            } else {
                answer.completeExceptionally(refused(reason));
            }
        });
        if (!taken) {
            answer.completeExceptionally(refused(Reason.BUSY));
        }
        return answer;
    }

    private CompletionStage<Object> pause(RpcCall call) {
        boolean paused = Boolean.TRUE.equals(call.params().get("terminalPaused"));
        CompletableFuture<Object> answer = new CompletableFuture<>();
        loop.execute(() -> {
            bridge.pause(call.peer(), paused);
            answer.complete(RpcResult.VOID);
        });
        return answer;
    }

    private static RpcException refused(Reason reason) {
        return RpcException.refused(Outcome.refused(
                reason,
                switch (reason) {
                    case TARGET_OFF -> "The serial port is not open.";
                    case UNSUPPORTED -> "The serial console is switched off.";
                    default -> reason.meaning();
                },
                reason == Reason.BUSY || reason == Reason.TEMPORARILY_UNAVAILABLE
                        ? Duration.ofSeconds(1)
                        : Duration.ZERO));
    }

    private void note(RpcCall call, String action, Map<String, Object> details) {
        SessionCoordinator present = coordinator;
        Map<String, Object> all = new HashMap<>(details);
        all.put("session", call.session().value());
        var session = present == null
                ? null
                : present.roster().session(call.session()).orElse(null);
        record(new AuditEvent(
                action, session == null ? "" : session.user(), session == null ? "" : session.source(), "done", all));
    }

    private void record(AuditEvent event) {
        AuditLog present = audit;
        if (present == null) {
            LOG.warn("audit absent action={} user={}", event.action(), event.user());
        } else {
            present.note(event);
        }
    }

    @Override
    public SerialStatus status() {
        return bridge.status();
    }

    /** Does what can be done now on the calling thread, for tests without {@link #activate}. */
    int turn() {
        return loop.turn();
    }

    /** Returns the numbers of the console. */
    @Override
    public String get() {
        SerialStatus status = bridge.status();
        return "serial.tty open=%s viewers=%d received=%d sent=%d refused=%d lost=%d waiting=%d/%d"
                .formatted(
                        status.open(),
                        status.viewers(),
                        status.received(),
                        status.sent(),
                        status.refused(),
                        status.lost(),
                        waiting.get(),
                        MAX_WAITING);
    }

    /** The services that are there now. */
    private final class Present implements SerialBridge.Services {

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
        public void audit(AuditEvent event) {
            record(event);
        }

        @Override
        public void stateChanged() {
            RpcEvents present = events;
            if (present != null) {
                present.stateChanged(EVENT);
            }
        }
    }
}
