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
import io.baton.video.EncodedVideo;
import io.baton.video.SignalListener;
import io.baton.video.VideoSignal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Events as a component: hears of everything browsers are told and owns the thread {@code baton-rpc-push}. */
@Component(
        service = {RpcEvents.class, PeerListener.class, RosterListener.class, SignalListener.class, PortListener.class},
        immediate = true)
public final class JsonRpcEvents implements RpcEvents, PeerListener, RosterListener, SignalListener, PortListener {

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable SessionCoordinator desk;

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

    private final Timer timer;
    private final EventPublisher pusher;

    @Activate
    public JsonRpcEvents() {
        timer = new ThreadTimer("baton-rpc-push");
        pusher = new EventPublisher(new Bound(), timer, System::nanoTime);
    }

    JsonRpcEvents(EventPublisher pusher, Timer timer) {
        this.pusher = pusher;
        this.timer = timer;
    }

    @Deactivate
    void deactivate() {
        timer.close();
    }

    @Override
    public void send(PeerId peer, InputStateEvent event) {
        pusher.send(peer, Event.of(event));
    }

    @Override
    public boolean isHandedOver(PeerId peer) {
        return pusher.isHandedOver(peer);
    }

    @Override
    public void channelOpened(PeerId peer, String label) {
        pusher.opened(peer, label);
    }

    @Override
    public void channelClosed(PeerId peer, String label) {
        pusher.closed(peer, label);
    }

    @Override
    public void closed(PeerId peer, CloseReason reason) {
        pusher.gone(peer);
    }

    @Override
    public void changed(Roster before, Roster after, List<Effect> effects) {
        pusher.changed(before, after, effects);
    }

    @Override
    public void signal(VideoSignal signal) {
        pusher.signal(signal);
    }

    @Override
    public void usbState(UsbState state) {
        pusher.usbState(state);
    }

    private final class Bound implements EventPublisher.Collaborators {

        @Override
        public @Nullable SessionCoordinator desk() {
            return desk;
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
