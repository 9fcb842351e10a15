// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import io.baton.peer.PeerListener;
import io.baton.peer.PeerService;
import io.baton.port.PortListener;
import io.baton.port.ReportPorts;
import io.baton.port.UsbState;
import io.baton.rpc.InputStateEvent;
import io.baton.rpc.RpcEvents;
import io.baton.session.Effect;
import io.baton.session.Roster;
import io.baton.session.RosterListener;
import io.baton.session.SessionCoordinator;
import io.baton.shared.threads.FatalReporter;
import io.baton.video.EncodedVideo;
import io.baton.video.SignalListener;
import io.baton.video.VideoSignal;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

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
            PortListener.class
        },
        immediate = true)
public final class JsonRpcEvents
        implements RpcEvents, ReplySender, PeerListener, RosterListener, SignalListener, PortListener {

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

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable EncodedVideo video;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable ReportPorts ports;

    /** Ends the device and gives the reason; the launcher provides it. */
    @Reference(
            target = "(baton.role=fatal)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Consumer<String> fatal;

    private final Timer timer;
    private final EventPublisher publisher;

    @Activate
    public JsonRpcEvents() {
        timer = new ThreadTimer("baton-rpc-sender", new FatalReporter(() -> fatal));
        publisher = new EventPublisher(new Bound(), timer, System::nanoTime);
    }

    JsonRpcEvents(EventPublisher publisher, Timer timer) {
        this.publisher = publisher;
        this.timer = timer;
    }

    @Deactivate
    void deactivate() {
        timer.close();
    }

    @Override
    public void reply(PeerId peer, Supplier<String> text) {
        publisher.reply(peer, text);
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
        publisher.opened(peer, label);
    }

    @Override
    public void channelClosed(PeerId peer, String label) {
        publisher.closed(peer, label);
    }

    @Override
    public void closed(PeerId peer, CloseReason reason) {
        publisher.gone(peer);
    }

    @Override
    public void changed(Roster before, Roster after, List<Effect> effects) {
        publisher.changed(before, after, effects);
    }

    @Override
    public void signal(VideoSignal signal) {
        publisher.signal(signal);
    }

    @Override
    public void usbState(UsbState state) {
        publisher.usbState(state);
    }

    private final class Bound implements EventPublisher.Services {

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
    }
}
