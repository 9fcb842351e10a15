// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.audit.AuditLog;
import io.baton.handover.HandoverStore;
import io.baton.handover.SavedState;
import io.baton.handover.StateHandover;
import io.baton.hid.HidListener;
import io.baton.hid.HidOutput;
import io.baton.hid.KeysDown;
import io.baton.input.InputCounters;
import io.baton.input.InputMonitor;
import io.baton.peer.ChannelHandler;
import io.baton.peer.ChannelMessage;
import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import io.baton.peer.PeerListener;
import io.baton.peer.PeerService;
import io.baton.port.ReportPorts;
import io.baton.ratelimit.RateLimiter;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcEvents;
import io.baton.rpc.RpcException;
import io.baton.rpc.RpcMethods;
import io.baton.session.Effect;
import io.baton.session.Roster;
import io.baton.session.RosterListener;
import io.baton.session.SessionCoordinator;
import io.baton.shared.handover.BundleStandby;
import io.baton.shared.handover.Standby;
import io.baton.shared.http.DeclaredAccess;
import io.baton.shared.threads.DaemonThreads;
import io.baton.shared.threads.FatalReporter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The input component: the three HID-RPC channels and the JSON-RPC input methods. A message is handled on the thread
 * that delivers it; automatic release, queued input and macro steps run on {@code baton-input-timer}.
 */
@Component(
        service = {
            ChannelHandler.class,
            RpcMethods.class,
            InputMonitor.class,
            HidListener.class,
            PeerListener.class,
            RosterListener.class,
            Supplier.class,
            PointerNudger.class,
            StateHandover.class
        },
        property = {
            StateHandover.ROLE + "=" + InputHandoverState.ROLE,
            StateHandover.READS + ":Integer=" + InputHandoverState.RENAMED_SCHEMA,
            StateHandover.READS + ":Integer=" + InputHandoverState.SCHEMA,
            StateHandover.WRITES + ":Integer=" + InputHandoverState.RENAMED_SCHEMA,
            StateHandover.WRITES + ":Integer=" + InputHandoverState.SCHEMA,
            ChannelHandler.LABELS + "=" + StateBroadcaster.CHANNEL,
            ChannelHandler.LABELS + "=" + HidRpcInput.ORDERED,
            ChannelHandler.LABELS + "=" + HidRpcInput.NONORDERED,
            DeclaredAccess.PROPERTY + "=" + StateBroadcaster.CHANNEL + " CONTROL",
            DeclaredAccess.PROPERTY + "=" + HidRpcInput.ORDERED + " CONTROL",
            DeclaredAccess.PROPERTY + "=" + HidRpcInput.NONORDERED + " CONTROL",
            ChannelHandler.WAIT_MILLIS + ":Integer=" + HidRpcInput.WAIT_MILLIS,
            ChannelHandler.BUFFER_MESSAGES + ":Integer=256",
            // absolute and relative pointer: positions are replaced, distances summed, buttons must be the same
            ChannelHandler.COALESCE + "=03 replace*8 equal",
            ChannelHandler.COALESCE + "=06 add add equal",
            "baton.role=gauge",
            RpcMethods.NAMES + "=keyboardReport",
            RpcMethods.NAMES + "=keypressReport",
            RpcMethods.NAMES + "=absMouseReport",
            RpcMethods.NAMES + "=relMouseReport",
            RpcMethods.NAMES + "=wheelReport",
            RpcMethods.NAMES + "=getKeyboardMacros",
            RpcMethods.NAMES + "=setKeyboardMacros",
            RpcMethods.NAMES + "=getKeyboardLedState",
            RpcMethods.NAMES + "=getKeyDownState",
            RpcMethods.NAMES + "=getKeysDownState"
        },
        immediate = true)
public final class HidRpcInput
        implements ChannelHandler,
                RpcMethods,
                InputMonitor,
                HidListener,
                PeerListener,
                RosterListener,
                Supplier<String>,
                PointerNudger,
                StateHandover {

    static final String LOGGER = "input.hidrpc";

    static final String ORDERED = "hidrpc-unreliable-ordered";
    static final String NONORDERED = "hidrpc-unreliable-nonordered";

    /**
     * The time the peer service keeps a message while this handler is absent. It applies when this bundle is not there
     * to tell another one, so it is none of the settings; it is the default of {@code inputWaitMillis}, after which the
     * HID output releases everything.
     */
    static final int WAIT_MILLIS = 500;

    private static final String DATA_PROPERTY = "baton.data";
    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SessionCoordinator coordinator;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable HidOutput hid;

    /** Its USB state says whether there is a target to play a macro for. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable ReportPorts ports;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable RateLimiter limiter;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable PeerService peers;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable RpcEvents events;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable AuditLog audit;

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
    volatile @Nullable Consumer<String> fatal;

    private enum Phase {
        /** Beside a live provider. */
        STANDBY,
        ACTIVE,
        FROZEN
    }

    private static final Duration LONGEST_SAVE = Duration.ofMillis(500);

    private final LongSupplier nanoTime;
    private final Standby standby;
    private final InputRuntime.Parts parts;

    /** Changes of the phase exclude each other. */
    private final Object phaseLock = new Object();

    private volatile Phase phase = Phase.ACTIVE;
    private volatile InputRuntime runtime;
    private @Nullable SavedState frozen;
    private long frozenAt;

    @Activate
    public HidRpcInput(BundleContext context) {
        this(
                System::nanoTime,
                macroFile(context.getProperty(DATA_PROPERTY)),
                new BundleStandby(context, InputHandoverState.ROLE));
    }

    HidRpcInput(LongSupplier nanoTime, Path macroFile, Standby standby) {
        this(nanoTime, macroFile, standby, LONGEST_SAVE);
    }

    /** @param longestSave how long the state is waited for at the end */
    HidRpcInput(LongSupplier nanoTime, Path macroFile, Standby standby, Duration longestSave) {
        this.nanoTime = nanoTime;
        this.standby = standby;
        Services services = new Services(
                () -> coordinator,
                () -> hid,
                () -> ports,
                () -> limiter,
                () -> peers,
                () -> events,
                () -> audit,
                nanoTime);
        FatalReporter fatalReporter = new FatalReporter(() -> fatal);
        parts = new InputRuntime.Parts(
                services, macroFile, new DaemonThreads(LOG, fatalReporter), fatalReporter, longestSave);
        runtime = new InputRuntime(parts);
    }

    private static Path macroFile(@Nullable String data) {
        return Path.of(data == null ? "data" : data, "input", "macros.json");
    }

    @Activate
    void activate() {
        synchronized (phaseLock) {
            phase = Phase.STANDBY;
        }
        if (standby.begin(this::takeOver)) {
            LOG.info("input on standby");
        } else {
            takeOver();
        }
    }

    /** Begins with what a predecessor left in the store. */
    private void takeOver() {
        synchronized (phaseLock) {
            if (phase == Phase.STANDBY) {
                begin(stored());
            }
        }
    }

    private @Nullable SavedState stored() {
        HandoverStore from = handoverStore;
        return from == null ? null : from.take(InputHandoverState.ROLE).orElse(null);
    }

    private void begin(@Nullable SavedState saved) {
        runtime.restore(saved);
        runtime.start();
        phase = Phase.ACTIVE;
        runtime.loadMacros();
    }

    void restore() {
        runtime.restore(stored());
    }

    @Deactivate
    void deactivate() {
        standby.end();
        synchronized (phaseLock) {
            if (phase != Phase.ACTIVE) {
                return;
            }
            phase = Phase.FROZEN;
            SavedState saved = runtime.stop();
            HandoverStore to = handoverStore;
            if (to != null && saved != null) {
                to.put(saved.role(), saved.schema(), saved.epoch(), saved.state());
            }
            LOG.info("input stopped counters={}", counters());
        }
    }

    @Override
    public SavedState freeze(int schema) {
        if (schema != InputHandoverState.SCHEMA && schema != InputHandoverState.RENAMED_SCHEMA) {
            throw new IllegalArgumentException("no such schema: " + schema);
        }
        synchronized (phaseLock) {
            if (phase != Phase.ACTIVE) {
                throw new IllegalStateException("not active");
            }
            phase = Phase.FROZEN;
            SavedState saved = runtime.stop();
            frozen = saved;
            frozenAt = nanoTime.getAsLong();
            if (saved == null) {
                throw new IllegalStateException("the state could not be saved");
            }
            LOG.info("input frozen counters={}", counters());
            return InputHandoverState.to(schema, saved);
        }
    }

    @Override
    public void adopt(SavedState state) {
        synchronized (phaseLock) {
            if (phase != Phase.STANDBY) {
                throw new IllegalStateException("not on standby");
            }
            if (!state.state().isEmpty()
                    && state.schema() != InputHandoverState.SCHEMA
                    && state.schema() != InputHandoverState.RENAMED_SCHEMA) {
                throw new IllegalArgumentException("unreadable state of schema " + state.schema());
            }
            standby.end();
            begin(state.state().isEmpty() ? null : state);
        }
    }

    @Override
    public void resume() {
        synchronized (phaseLock) {
            if (phase != Phase.FROZEN) {
                throw new IllegalStateException("not frozen");
            }
            SavedState saved = frozen;
            frozen = null;
            Duration age = Duration.ofNanos(nanoTime.getAsLong() - frozenAt);
            runtime = new InputRuntime(parts);
            begin(
                    saved == null
                            ? null
                            : new SavedState(saved.role(), saved.schema(), saved.epoch(), age, saved.state()));
            runtime.dispatcher().release();
            LOG.info("input resumed");
        }
    }

    @Override
    public boolean message(ChannelMessage message) {
        InputRuntime current = runtime;
        HidRpcMessage decoded = message.text() ? HidRpcCodec.MALFORMED : HidRpcCodec.decode(message.data());
        if (decoded instanceof HidRpcMessage.Malformed) {
            current.metrics().malformed.increment();
            LOG.debug("malformed message discarded peer={} label={}", message.peer(), message.label());
            return true;
        }
        return decoded instanceof HidRpcMessage.Nothing
                || (phase == Phase.ACTIVE
                        && current.dispatcher()
                                .submit(new InputMessage(
                                        message.peer(),
                                        message.fencingToken(),
                                        message.arrivalNanos(),
                                        decoded,
                                        false,
                                        null)));
    }

    @Override
    public boolean messagesDiscarded(PeerId peer, String label) {
        return phase == Phase.ACTIVE && runtime.dispatcher().inputLost(peer, "messages_discarded");
    }

    @Override
    public boolean channelEnded(PeerId peer, String label) {
        if (phase != Phase.ACTIVE) {
            return false;
        }
        if (label.equals(StateBroadcaster.CHANNEL)) {
            runtime.peerStates().forgetHandshake(peer);
        }
        return runtime.dispatcher().inputLost(peer, "channel_closed");
    }

    @Override
    public CompletionStage<Object> call(RpcCall call) {
        return phase == Phase.STANDBY
                ? CompletableFuture.failedFuture(RpcException.refused(InputPipeline.EXPIRED))
                : runtime.methods().call(call);
    }

    @Override
    public boolean callDiscarded(PeerId peer, String method, Map<String, Object> params, long fencingToken) {
        if (phase == Phase.STANDBY) {
            return false;
        }
        InputRuntime current = runtime;
        InputMessage discarded = current.methods().discardedInput(peer, method, params, fencingToken);
        return discarded == null || current.dispatcher().inputDiscarded(discarded);
    }

    @Override
    public InputCounters counters() {
        return runtime.metrics().counters();
    }

    @Override
    public long lastInputNanos(PeerId peer) {
        return runtime.peerStates().lastInput(peer);
    }

    @Override
    public void nudge(Duration inactivity) {
        if (phase == Phase.ACTIVE) {
            runtime.dispatcher().nudge(inactivity.toNanos());
        }
    }

    /** Returns the length of the queue of input. */
    @Override
    public String get() {
        return runtime.dispatcher().gauge();
    }

    @Override
    public void keysDown(KeysDown keys) {
        runtime.broadcaster().keysChanged(keys);
    }

    @Override
    public void leds(int bits) {
        runtime.broadcaster().ledsChanged(bits);
    }

    @Override
    public void closed(PeerId peer, CloseReason reason) {
        runtime.peerStates().forget(peer);
    }

    @Override
    public void changed(Roster before, Roster after, List<Effect> effects) {
        if (phase == Phase.ACTIVE) {
            runtime.dispatcher().rosterChanged(after);
            runtime.broadcaster().rosterChanged();
        }
    }

    /** Handles what is due on the calling thread, for tests without {@link #activate}. */
    void wake() {
        runtime.dispatcher().wake();
    }

    /** The time of the timer's next call. */
    long wakeAt() {
        return runtime.dispatcher().wakeAt();
    }

    /** Sends pending state on the calling thread, for tests without {@link #activate}. */
    boolean sendState() {
        return runtime.broadcaster().sendChanges();
    }
}
