// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.handover.HandoverStore;
import io.baton.handover.SavedState;
import io.baton.hid.HidEvent;
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
import io.baton.rpc.RpcException;
import io.baton.rpc.RpcMethods;
import io.baton.rpc.RpcResult;
import io.baton.session.Effect;
import io.baton.session.Outcome;
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
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
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
 * The door for input: the three HID-RPC channels and the JSON-RPC input methods. What comes in is handled on the thread
 * that brings it; only what time brings (automatic release, waiting input, macro steps) has a thread of its own.
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

    private static final Logger LOG = LoggerFactory.getLogger(HidRpcInput.class);
    private static final int LEAVE_MILLIS = 500;
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SessionCoordinator desk;

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
    volatile @Nullable HandoverStore shelf;

    /** How long it waits at most for what is inside when it leaves. */
    private static final long LEAVE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final LongSupplier nanoTime;
    private final SerialExecutor lane = new SerialExecutor();
    private final InputMetrics tally = new InputMetrics();
    private final PeerStates visitors = new PeerStates();
    private final StateBroadcaster announcer;
    private final MacroPlayer macros;
    private final InputPipeline line;
    private final Thread timer;
    private volatile long wakeAt = InputPipeline.NEVER;
    private final AtomicInteger inside = new AtomicInteger();
    private volatile boolean closing;
    private volatile boolean leaving;

    @Activate
    public HidRpcInput() {
        this(System::nanoTime);
    }

    HidRpcInput(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        Services around = new Services(() -> desk, () -> hid, () -> limiter, () -> peers, () -> events, nanoTime);
        LastRoster roster = new LastRoster(around.desk());
        announcer = new StateBroadcaster(around, roster, visitors);
        macros = new MacroPlayer(announcer::macro);
        line = new InputPipeline(around, roster, tally, visitors, macros);
        timer = new Thread(this::watchTheTime, "baton-input-timer");
        timer.setDaemon(true);
        timer.setUncaughtExceptionHandler((thread, e) -> LOG.error("{} ended", thread.getName(), e));
    }

    @Activate
    void activate() {
        restore();
        timer.start();
    }

    void restore() {
        HandoverStore from = shelf;
        SavedState shelved =
                from == null ? null : from.take(InputHandoverState.ROLE).orElse(null);
        if (shelved != null) {
            lane.run(() -> InputHandoverState.restore(shelved, nanoTime.getAsLong(), line, macros, visitors, tally));
        }
        wake();
    }

    /**
     * Also waits for whoever else is on the lane: a successor looks at the shelf once, and what comes later is lost.
     */
    @Deactivate
    void deactivate() {
        closing = true;
        awaitThoseInside();
        CompletableFuture<Void> left = new CompletableFuture<>();
        lane.run(() -> {
            leave();
            left.complete(null);
        });
        try {
            left.get(LEAVE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            LOG.error("Something hangs on the lane; what waits there is lost", e);
        }
        LockSupport.unpark(timer);
        LOG.info("Left; {}", tally.counters());
    }

    private void leave() {
        leaving = true;
        HandoverStore to = shelf;
        if (to != null) {
            InputHandoverState.leave(to, nanoTime.getAsLong(), line, macros, visitors, tally);
        }
    }

    /** Whoever came in before the door closed is done in microseconds; one that hangs is not waited for. */
    private void awaitThoseInside() {
        long end = nanoTime.getAsLong() + LEAVE_NANOS;
        while (inside.get() > 0 && nanoTime.getAsLong() - end < 0) {
            Thread.onSpinWait();
        }
    }

    @Override
    public boolean message(ChannelMessage message) {
        HidRpcMessage decoded = message.text() ? HidRpcCodec.MALFORMED : HidRpcCodec.decode(message.data());
        if (decoded instanceof HidRpcMessage.Malformed) {
            tally.malformed.increment();
            LOG.debug("{} sent something malformed on {}", message.peer(), message.label());
            return true;
        }
        return decoded instanceof HidRpcMessage.Nothing
                || enter(new InputMessage(
                        message.peer(), message.fencingToken(), message.arrivalNanos(), decoded, false, null));
    }

    /** False when this is leaving and the door is closed. */
    private boolean enter(InputMessage parcel) {
        inside.incrementAndGet();
        if (closing) {
            inside.decrementAndGet();
            return false;
        }
        lane.run(() -> {
            try {
                handle(parcel);
            } finally {
                inside.decrementAndGet();
            }
        });
        return true;
    }

    private void handle(InputMessage parcel) {
        if (leaving) {
            cameTooLate(parcel);
        } else if (parcel.message() instanceof HidRpcMessage.Handshake) {
            announcer.handshake(parcel.peer());
        } else {
            line.accept(parcel);
            timerLooksAt(line.nextTick(nanoTime.getAsLong()));
        }
    }

    /** A call, or a message that took too long inside: it is refused or lost, and nothing it began may stay down. */
    private void cameTooLate(InputMessage parcel) {
        tally.expired.increment();
        parcel.answer(InputPipeline.EXPIRED);
        HidOutput last = hid;
        if (last != null && last.epoch() == parcel.fencingToken()) {
            last.beginEpoch(parcel.fencingToken());
        }
        LOG.warn("Input of {} came while this bundle was being replaced and is lost", parcel.peer());
    }

    @Override
    public CompletionStage<Object> call(RpcCall call) {
        return switch (call.method()) {
            case "getKeyboardMacros" -> CompletableFuture.completedFuture(List.of());
            case "getKeyboardLedState" -> onLane(() -> StateBroadcaster.ledsJson(announcer.leds()));
            case "getKeyDownState", "getKeysDownState" -> onLane(() -> StateBroadcaster.keysJson(announcer.keys()));
            default -> input(call);
        };
    }

    private CompletionStage<Object> onLane(Supplier<Object> question) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        lane.run(() -> answer.complete(question.get()));
        return answer;
    }

    private CompletionStage<Object> input(RpcCall call) {
        HidEvent event;
        try {
            event = InputParams.event(call.method(), call.params());
        } catch (RpcException e) {
            tally.malformed.increment();
            return CompletableFuture.failedFuture(e);
        }
        if (event == null) {
            return CompletableFuture.completedFuture(RpcResult.VOID);
        }
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        InputMessage parcel = new InputMessage(
                call.peer(), call.fencingToken(), call.arrivalNanos(), new HidRpcMessage.Input(event), false, outcome);
        if (!enter(parcel)) {
            cameTooLate(parcel);
        }
        return outcome.thenCompose(said -> said instanceof Outcome.Refused refused
                ? CompletableFuture.failedFuture(RpcException.refused(refused))
                : CompletableFuture.completedFuture(RpcResult.VOID));
    }

    @Override
    public InputCounters counters() {
        return tally.counters();
    }

    @Override
    public long lastInputNanos(PeerId peer) {
        return visitors.lastInput(peer);
    }

    @Override
    public void keysDown(KeysDown keys) {
        lane.run(() -> announcer.keysChanged(keys));
    }

    @Override
    public void leds(int bits) {
        lane.run(() -> announcer.ledsChanged(bits));
    }

    @Override
    public void channelClosed(PeerId peer, String label) {
        if (label.equals(StateBroadcaster.CHANNEL)) {
            visitors.forgetHandshake(peer);
        }
    }

    @Override
    public void closed(PeerId peer, CloseReason reason) {
        visitors.forget(peer);
    }

    @Override
    public void changed(Roster before, Roster after, List<Effect> effects) {
        lane.run(() -> {
            macros.fenced(after);
            visitors.keepOnly(peer -> after.byLink(peer).isPresent());
        });
    }

    /** Does what time has brought; again in a while if that fails. */
    void wake() {
        lane.run(() -> {
            if (leaving) {
                return;
            }
            long next = nanoTime.getAsLong() + RETRY_NANOS;
            try {
                next = line.tick();
            } finally {
                timerLooksAt(next);
            }
        });
    }

    /** When the timer thread is to look at the time. */
    long wakeAt() {
        return wakeAt;
    }

    private void timerLooksAt(long next) {
        boolean sooner = next < wakeAt;
        wakeAt = next;
        if (sooner) {
            LockSupport.unpark(timer);
        }
    }

    private void watchTheTime() {
        while (!leaving) {
            long at = wakeAt;
            long wait = at == InputPipeline.NEVER ? InputPipeline.NEVER : at - nanoTime.getAsLong();
            if (wait > 0) {
                LockSupport.parkNanos(this, wait);
            } else {
                // who has the lane says when next; asking again before that would only spin
                wakeAt = InputPipeline.NEVER;
                wake();
            }
        }
    }
}
