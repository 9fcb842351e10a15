// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.handover.HandoverStore;
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
import io.baton.shared.http.DeclaredAccess;
import io.baton.shared.threads.DaemonThreads;
import io.baton.shared.threads.FatalReporter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
            Supplier.class
        },
        property = {
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
                Supplier<String> {

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

    /** Ends the device and gives the reason; the launcher provides it. */
    @Reference(
            target = "(baton.role=fatal)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Consumer<String> fatal;

    private final InputMetrics metrics = new InputMetrics();
    private final PeerStates peerStates = new PeerStates();
    private final StateBroadcaster broadcaster;
    private final InputDispatcher dispatcher;
    private final KeyboardMacroStore macros;
    private final InputMethods methods;

    @Activate
    public HidRpcInput(BundleContext context) {
        this(System::nanoTime, macroFile(context.getProperty(DATA_PROPERTY)));
    }

    HidRpcInput(LongSupplier nanoTime, Path macroFile) {
        Services services =
                new Services(() -> coordinator, () -> hid, () -> limiter, () -> peers, () -> events, nanoTime);
        FatalReporter fatalReporter = new FatalReporter(() -> fatal);
        DaemonThreads threads = new DaemonThreads(LOG, fatalReporter);
        LastRoster roster = new LastRoster(services.coordinator());
        broadcaster = new StateBroadcaster(services, roster, peerStates, threads);
        dispatcher = new InputDispatcher(services, roster, peerStates, metrics, broadcaster, threads, fatalReporter);
        macros = new KeyboardMacroStore(macroFile, threads);
        methods = new InputMethods(broadcaster, peerStates, macros, metrics, dispatcher::submitOrReject);
    }

    private static Path macroFile(@Nullable String data) {
        return Path.of(data == null ? "data" : data, "input", "macros.json");
    }

    @Activate
    void activate() {
        macros.load();
        restore();
        dispatcher.startTimer();
        broadcaster.start();
    }

    void restore() {
        dispatcher.restore(handoverStore);
    }

    @Deactivate
    void deactivate() {
        dispatcher.stop(handoverStore);
        dispatcher.stopTimer();
        broadcaster.stop();
        macros.stop();
        LOG.info("input stopped counters={}", metrics.counters());
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
                || dispatcher.submit(new InputMessage(
                        message.peer(), message.fencingToken(), message.arrivalNanos(), decoded, false, null));
    }

    @Override
    public boolean messagesDiscarded(PeerId peer, String label) {
        return dispatcher.inputLost(peer, "messages_discarded");
    }

    @Override
    public boolean channelEnded(PeerId peer, String label) {
        if (label.equals(StateBroadcaster.CHANNEL)) {
            peerStates.forgetHandshake(peer);
        }
        return dispatcher.inputLost(peer, "channel_closed");
    }

    @Override
    public CompletionStage<Object> call(RpcCall call) {
        return methods.call(call);
    }

    @Override
    public boolean callDiscarded(PeerId peer, String method, Map<String, Object> params, long fencingToken) {
        InputMessage discarded = methods.discardedInput(peer, method, params, fencingToken);
        return discarded == null || dispatcher.inputDiscarded(discarded);
    }

    @Override
    public InputCounters counters() {
        return metrics.counters();
    }

    @Override
    public long lastInputNanos(PeerId peer) {
        return peerStates.lastInput(peer);
    }

    /** Returns the length of the queue of input. */
    @Override
    public String get() {
        return dispatcher.gauge();
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
    public void closed(PeerId peer, CloseReason reason) {
        peerStates.forget(peer);
    }

    @Override
    public void changed(Roster before, Roster after, List<Effect> effects) {
        dispatcher.rosterChanged(after);
        broadcaster.rosterChanged();
    }

    /** Handles what is due on the calling thread, for tests without {@link #activate}. */
    void wake() {
        dispatcher.wake();
    }

    /** The time of the timer's next call. */
    long wakeAt() {
        return dispatcher.wakeAt();
    }

    /** Sends pending state on the calling thread, for tests without {@link #activate}. */
    boolean sendState() {
        return broadcaster.sendChanges();
    }
}
