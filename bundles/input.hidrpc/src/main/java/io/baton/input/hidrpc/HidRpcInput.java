// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.handover.HandoverStore;
import io.baton.handover.SavedState;
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
import io.baton.ratelimit.RateLimiter;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcEvents;
import io.baton.rpc.RpcMethods;
import io.baton.session.Effect;
import io.baton.session.Roster;
import io.baton.session.RosterListener;
import io.baton.session.SessionCoordinator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
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
            RosterListener.class
        },
        property = {
            ChannelHandler.LABELS + "=hidrpc",
            ChannelHandler.LABELS + "=hidrpc-unreliable-ordered",
            ChannelHandler.LABELS + "=hidrpc-unreliable-nonordered",
            ChannelHandler.WAIT_MILLIS + ":Integer=500",
            ChannelHandler.BUFFER_MESSAGES + ":Integer=256",
            // absolute and relative pointer: positions are replaced, distances summed, buttons must be the same
            ChannelHandler.COALESCE + "=03 replace*8 equal",
            ChannelHandler.COALESCE + "=06 add add equal",
            RpcMethods.NAMES + "=keyboardReport",
            RpcMethods.NAMES + "=keypressReport",
            RpcMethods.NAMES + "=absMouseReport",
            RpcMethods.NAMES + "=relMouseReport",
            RpcMethods.NAMES + "=wheelReport",
            RpcMethods.NAMES + "=getKeyboardMacros",
            RpcMethods.NAMES + "=getKeyboardLedState",
            RpcMethods.NAMES + "=getKeyDownState",
            RpcMethods.NAMES + "=getKeysDownState"
        },
        immediate = true)
public final class HidRpcInput
        implements ChannelHandler, RpcMethods, InputMonitor, HidListener, PeerListener, RosterListener {

    static final String LOGGER = "input.hidrpc";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);
    private static final int DEACTIVATE_MILLIS = 500;
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** The longest wait on deactivation for messages whose delivery has begun. */
    private static final long IN_FLIGHT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

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
    volatile @Nullable HandoverStore handoverStore;

    private final LongSupplier nanoTime;
    private final SerialExecutor executor = new SerialExecutor();
    private final InputMetrics metrics = new InputMetrics();
    private final PeerStates peerStates = new PeerStates();
    private final StateBroadcaster broadcaster;
    private final MacroPlayer macros;
    private final InputPipeline pipeline;
    private final InputMethods methods;
    private final InputTimer timer;
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile boolean closed;
    private volatile boolean stopped;

    @Activate
    public HidRpcInput() {
        this(System::nanoTime);
    }

    HidRpcInput(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        Services services =
                new Services(() -> coordinator, () -> hid, () -> limiter, () -> peers, () -> events, nanoTime);
        LastRoster roster = new LastRoster(services.coordinator());
        broadcaster = new StateBroadcaster(services, roster, peerStates);
        macros = new MacroPlayer(broadcaster::macro);
        pipeline = new InputPipeline(services, roster, metrics, peerStates, macros);
        methods = new InputMethods(broadcaster, metrics, this::submitOrReject);
        timer = new InputTimer(nanoTime, this::wake);
    }

    @Activate
    void activate() {
        restore();
        timer.start();
        broadcaster.start();
    }

    void restore() {
        HandoverStore from = handoverStore;
        SavedState saved =
                from == null ? null : from.take(InputHandoverState.ROLE).orElse(null);
        if (saved != null) {
            executor.run(() ->
                    InputHandoverState.restore(saved, nanoTime.getAsLong(), pipeline, macros, peerStates, metrics));
        }
        wake();
    }

    /** Waits for messages whose delivery has begun: a successor takes the saved state once, later changes are lost. */
    @Deactivate
    void deactivate() {
        closed = true;
        awaitInFlight();
        CompletableFuture<Void> saved = new CompletableFuture<>();
        executor.run(() -> {
            saveState();
            saved.complete(null);
        });
        try {
            saved.get(DEACTIVATE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            LOG.error("state not saved reason=executor_blocked", e);
        }
        timer.stop();
        broadcaster.stop();
        LOG.info("input stopped counters={}", metrics.counters());
    }

    private void saveState() {
        stopped = true;
        HandoverStore to = handoverStore;
        if (to != null) {
            InputHandoverState.save(to, nanoTime.getAsLong(), pipeline, macros, peerStates, metrics);
        }
    }

    /** Handling a message takes microseconds; one that takes longer is not waited for. */
    private void awaitInFlight() {
        long end = nanoTime.getAsLong() + IN_FLIGHT_NANOS;
        while (inFlight.get() > 0 && nanoTime.getAsLong() - end < 0) {
            Thread.onSpinWait();
        }
    }

    @Override
    public boolean message(ChannelMessage message) {
        HidRpcMessage decoded = message.text() ? HidRpcCodec.MALFORMED : HidRpcCodec.decode(message.data());
        if (decoded instanceof HidRpcMessage.Malformed) {
            metrics.malformed.increment();
            LOG.debug("malformed message discarded peer={} label={}", message.peer(), message.label());
            return true;
        }
        return decoded instanceof HidRpcMessage.Nothing
                || submit(new InputMessage(
                        message.peer(), message.fencingToken(), message.arrivalNanos(), decoded, false, null));
    }

    /** Returns false after deactivation has begun. */
    private boolean submit(InputMessage input) {
        inFlight.incrementAndGet();
        if (closed) {
            inFlight.decrementAndGet();
            return false;
        }
        executor.run(() -> {
            try {
                handle(input);
            } finally {
                inFlight.decrementAndGet();
            }
        });
        return true;
    }

    private void submitOrReject(InputMessage input) {
        if (!submit(input)) {
            rejectLate(input);
        }
    }

    private void handle(InputMessage input) {
        if (stopped) {
            rejectLate(input);
        } else if (input.message() instanceof HidRpcMessage.Handshake) {
            broadcaster.handshake(input.peer());
        } else {
            pipeline.accept(input);
            timer.schedule(pipeline.nextTick(nanoTime.getAsLong()));
        }
    }

    /** Handles a message that came after the state was saved: it is lost, and the epoch is begun again. */
    private void rejectLate(InputMessage input) {
        metrics.expired.increment();
        input.answer(InputPipeline.EXPIRED);
        HidOutput last = hid;
        if (last != null && last.epoch() == input.epoch()) {
            last.beginEpoch(input.epoch());
        }
        LOG.warn("input lost reason=replacement peer={}", input.peer());
    }

    @Override
    public CompletionStage<Object> call(RpcCall call) {
        return methods.call(call);
    }

    @Override
    public InputCounters counters() {
        return metrics.counters();
    }

    @Override
    public long lastInputNanos(PeerId peer) {
        return peerStates.lastInput(peer);
    }

    @Override
    public void keysDown(KeysDown keys) {
        broadcaster.keysChanged(keys);
    }

    @Override
    public void leds(int bits) {
        broadcaster.ledsChanged(bits);
    }

    @Override
    public void channelClosed(PeerId peer, String label) {
        if (label.equals(StateBroadcaster.CHANNEL)) {
            peerStates.forgetHandshake(peer);
        }
    }

    @Override
    public void closed(PeerId peer, CloseReason reason) {
        peerStates.forget(peer);
    }

    @Override
    public void changed(Roster before, Roster after, List<Effect> effects) {
        executor.run(() -> {
            macros.epochChanged(after);
            peerStates.keepOnly(peer -> after.byLink(peer).isPresent());
        });
        broadcaster.rosterChanged();
    }

    /** Handles what is due; after a failure again in {@link #RETRY_NANOS}. */
    void wake() {
        executor.run(() -> {
            if (stopped) {
                return;
            }
            long next = nanoTime.getAsLong() + RETRY_NANOS;
            try {
                next = pipeline.tick();
            } finally {
                timer.schedule(next);
            }
        });
    }

    /** The time of the timer's next call. */
    long wakeAt() {
        return timer.wakeAt();
    }

    /** Sends pending state on the calling thread, for tests without {@link #activate}. */
    boolean sendState() {
        return broadcaster.sendChanges();
    }
}
