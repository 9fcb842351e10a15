// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.handover.SavedState;
import io.baton.handover.StateHandover;
import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import io.baton.peer.PeerListener;
import io.baton.peer.PeerService;
import io.baton.port.PortListener;
import io.baton.port.ReportPorts;
import io.baton.port.UsbState;
import io.baton.rpc.InputStateEvent;
import io.baton.rpc.RpcEvents;
import io.baton.rpc.StateSource;
import io.baton.rpc.StreamDisclosure;
import io.baton.session.Effect;
import io.baton.session.Roster;
import io.baton.session.RosterListener;
import io.baton.session.SessionCoordinator;
import io.baton.shared.handover.BundleStandby;
import io.baton.shared.handover.Standby;
import io.baton.shared.http.DeclaredAccess;
import io.baton.shared.threads.FatalReporter;
import io.baton.upgrade.UpgradeListener;
import io.baton.upgrade.UpgradeService;
import io.baton.upgrade.UpgradeStatus;
import io.baton.video.EncodedVideo;
import io.baton.video.SignalListener;
import io.baton.video.VideoSignal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;
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
 * The sending side of the channel {@code rpc} as a component. Owns the thread {@code baton-rpc-sender}, on which
 * everything is sent.
 */
@Component(
        service = {
            RpcEvents.class,
            ReplySender.class,
            PeerListener.class,
            RosterListener.class,
            SignalListener.class,
            PortListener.class,
            UpgradeListener.class,
            StateHandover.class
        },
        property = {
            StateHandover.ROLE + "=" + JsonRpcEvents.ROLE,
            StateHandover.READS + ":Integer=1",
            StateHandover.WRITES + ":Integer=1"
        },
        immediate = true)
public final class JsonRpcEvents
        implements RpcEvents,
                ReplySender,
                PeerListener,
                RosterListener,
                SignalListener,
                PortListener,
                UpgradeListener,
                StateHandover {

    static final String ROLE = "rpc.events";
    private static final int SCHEMA = 1;
    private static final Logger LOG = LoggerFactory.getLogger("rpc.jsonrpc");

    /** A channel that is open. */
    private record OpenChannel(PeerId peer, String label) {}

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable SessionCoordinator coordinator;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable PeerService peers;

    private volatile @Nullable EncodedVideo video;

    /** The state of the video input that clients were told last; guarded by {@link #videoLock}. */
    private @Nullable VideoSignal toldSignal;

    private final Object videoLock = new Object();

    private volatile @Nullable ReportPorts ports;

    /** The USB state that clients were told last; guarded by {@link #usbLock}. */
    private @Nullable UsbState toldUsbState;

    private final Object usbLock = new Object();

    /** Ends the device and gives the reason; the launcher provides it. */
    @Reference(
            target = "(baton.role=fatal)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Consumer<String> fatal;

    private final Timer timer;
    private final EventPublisher publisher;
    private final Standby standby;

    private final List<StreamDisclosure> disclosures;
    private final List<NamedState> states = new CopyOnWriteArrayList<>();

    private final Set<OpenChannel> open = ConcurrentHashMap.newKeySet();

    private Runnable stopWatching = () -> {};
    private volatile boolean publishing;
    private volatile boolean frozen;

    @Activate
    public JsonRpcEvents(BundleContext context) {
        standby = new BundleStandby(context, ROLE);
        timer = new ThreadTimer("baton-rpc-sender", new FatalReporter(() -> fatal));
        disclosures = new CopyOnWriteArrayList<>();
        publisher = new EventPublisher(new Bound(context), timer, System::nanoTime);
        watchCapabilities(context);
    }

    private void watchCapabilities(BundleContext context) {
        ServiceListener watch = new CapabilityWatch(new InstalledFeatures(context)::capabilities, timer, names -> {
            if (publishing) {
                publisher.capabilities(names);
            }
        });
        try {
            context.addServiceListener(watch, InstalledFeatures.FILTER);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
        stopWatching = () -> context.removeServiceListener(watch);
    }

    JsonRpcEvents(EventPublisher publisher, Timer timer, Standby standby) {
        this(publisher, timer, standby, new CopyOnWriteArrayList<>());
    }

    /** @param disclosures those that the publisher shows; changed here */
    JsonRpcEvents(EventPublisher publisher, Timer timer, Standby standby, List<StreamDisclosure> disclosures) {
        this.disclosures = disclosures;
        this.publisher = publisher;
        this.timer = timer;
        this.standby = standby;
        activate();
    }

    @Activate
    void activate() {
        if (standby.begin(this::publish)) {
            LOG.info("events on standby");
        } else {
            publish();
        }
    }

    @Deactivate
    void deactivate() {
        standby.end();
        stopWatching.run();
        timer.close();
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindPorts(ReportPorts selected) {
        ports = selected;
        tellUsbState();
    }

    void unbindPorts(ReportPorts unselected) {
        if (ports == unselected) {
            ports = null;
            tellUsbState();
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindVideo(EncodedVideo selected) {
        video = selected;
        tellSignal(selected.signal());
    }

    void unbindVideo(EncodedVideo unselected) {
        if (video == unselected) {
            video = null;
        }
    }

    /** Begins to publish; clients with open channels are sent the present state. */
    private void publish() {
        synchronized (videoLock) {
            EncodedVideo selected = video;
            toldSignal = selected == null ? null : selected.signal();
        }
        publishing = true;
        open.forEach(channel -> publisher.opened(channel.peer(), channel.label()));
    }

    /** Publishes no event from now on; its successor sends every client the present state. */
    @Override
    public SavedState freeze(int schema) {
        if (schema != SCHEMA) {
            throw new IllegalArgumentException("no such schema: " + schema);
        }
        if (!publishing) {
            throw new IllegalStateException("not active");
        }
        publishing = false;
        frozen = true;
        return new SavedState(ROLE, SCHEMA, 0, Duration.ZERO, Map.of());
    }

    @Override
    public void adopt(SavedState state) {
        if (publishing || frozen) {
            throw new IllegalStateException("not on standby");
        }
        standby.end();
        publish();
    }

    @Override
    public void resume() {
        if (!frozen) {
            throw new IllegalStateException("not frozen");
        }
        frozen = false;
        publish();
    }

    @Override
    public void reply(PeerId peer, Supplier<String> text) {
        publisher.reply(peer, text);
    }

    @Override
    public int maxBytes(PeerId peer) {
        return publisher.maxBytes(peer);
    }

    @Override
    public void send(PeerId peer, InputStateEvent event) {
        publisher.send(peer, Event.of(event));
    }

    @Override
    public boolean isHandedOver(PeerId peer) {
        return publisher.isHandedOver(peer);
    }

    @Override
    public void channelOpened(PeerId peer, String label) {
        open.add(new OpenChannel(peer, label));
        if (publishing) {
            publisher.opened(peer, label);
        }
    }

    @Override
    public void channelClosed(PeerId peer, String label) {
        open.remove(new OpenChannel(peer, label));
        publisher.closed(peer, label);
    }

    @Override
    public void closed(PeerId peer, CloseReason reason) {
        open.removeIf(channel -> channel.peer().equals(peer));
        publisher.gone(peer);
    }

    @Override
    public void changed(Roster before, Roster after, List<Effect> effects) {
        if (publishing) {
            publisher.changed(before, after, effects);
        }
    }

    /** Any provider of video tells; what counts is the state of the one that viewers are shown. */
    @Override
    public void signal(VideoSignal signal) {
        EncodedVideo selected = video;
        tellSignal(selected == null ? signal : selected.signal());
    }

    private void tellSignal(VideoSignal signal) {
        synchronized (videoLock) {
            if (publishing && !signal.equals(toldSignal)) {
                toldSignal = signal;
                publisher.signal(signal);
            }
        }
    }

    /** Any provider of ports tells; what counts is the state of the ports that input goes to. */
    @Override
    public void usbState(UsbState state) {
        tellUsbState();
    }

    private void tellUsbState() {
        synchronized (usbLock) {
            ReportPorts selected = ports;
            UsbState state = selected == null ? UsbState.NOT_ATTACHED : selected.state();
            if (publishing && state != toldUsbState) {
                toldUsbState = state;
                publisher.usbState(state);
            }
        }
    }

    @Override
    public void upgradeChanged(UpgradeStatus status) {
        if (publishing) {
            publisher.upgrade(status);
        }
    }

    /** Takes a disclosure; the event of every open channel is queued before this returns. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindDisclosure(StreamDisclosure disclosure) {
        disclosures.add(disclosure);
        if (publishing) {
            publisher.disclosure(disclosure.kind());
        }
    }

    void unbindDisclosure(StreamDisclosure disclosure) {
        if (disclosures.remove(disclosure) && publishing) {
            publisher.disclosure(disclosure.kind());
        }
    }

    @Override
    public boolean discloses(StreamDisclosure disclosure) {
        return publishing && disclosures.contains(disclosure);
    }

    /** Takes a source of states; each is sent to every session whose channel is open. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindStates(StateSource source, Map<String, Object> properties) {
        for (String name : DeclaredAccess.strings(properties.get(StateSource.EVENTS))) {
            if (EventTable.event(name).isEmpty()) {
                LOG.warn("unknown state ignored name={}", name);
            } else {
                states.add(new NamedState(name, source));
                stateChanged(name);
            }
        }
    }

    void unbindStates(StateSource source) {
        states.removeIf(state -> state.source() == source);
    }

    @Override
    public void stateChanged(String event) {
        if (publishing) {
            states.stream()
                    .filter(state -> state.name().equals(event))
                    .findFirst()
                    .ifPresent(state -> publisher.state(state::event));
        }
    }

    /** Returns the present states. */
    List<Event> states() {
        return states.stream().map(NamedState::event).toList();
    }

    /** A state by the name of its event. */
    private record NamedState(String name, StateSource source) {

        Event event() {
            return new Event(name, source.state(name));
        }
    }

    private final class Bound implements EventPublisher.Services {

        private final BundleContext context;
        private final InstalledFeatures features;

        Bound(BundleContext context) {
            this.context = context;
            features = new InstalledFeatures(context);
        }

        @Override
        public String version() {
            return DeviceMethods.semantic(context.getBundle().getVersion());
        }

        @Override
        public List<String> capabilities() {
            return features.capabilities();
        }

        @Override
        public @Nullable SessionCoordinator coordinator() {
            return coordinator;
        }

        @Override
        public @Nullable PeerService peers() {
            return peers;
        }

        @Override
        public @Nullable EncodedVideo video() {
            return video;
        }

        @Override
        public @Nullable ReportPorts ports() {
            return ports;
        }

        @Override
        public List<StreamDisclosure> disclosures() {
            return disclosures;
        }

        @Override
        public List<Event> states() {
            return JsonRpcEvents.this.states();
        }

        /** Looked up, not referenced: the upgrade service refers to its listeners, of which this is one. */
        @Override
        public @Nullable UpgradeStatus upgrade() {
            ServiceReference<UpgradeService> reference = context.getServiceReference(UpgradeService.class);
            UpgradeService upgrades = reference == null ? null : context.getService(reference);
            if (reference == null || upgrades == null) {
                return null;
            }
            UpgradeStatus status = upgrades.status();
            context.ungetService(reference);
            return status;
        }
    }
}
