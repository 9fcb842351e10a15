// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.peer.PeerId;
import io.baton.peer.PeerService;
import io.baton.port.ReportPorts;
import io.baton.port.UsbState;
import io.baton.rpc.StreamDisclosure;
import io.baton.session.Effect;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionCoordinator;
import io.baton.session.Setting;
import io.baton.session.Settings;
import io.baton.upgrade.UpgradeState;
import io.baton.upgrade.UpgradeStatus;
import io.baton.video.EncodedVideo;
import io.baton.video.VideoSignal;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what happened into messages for clients. Replies and events go out at once and in order; the session list goes
 * out when it is due, and of several states of it the last.
 *
 * <p>Threading. Any thread; messages are written and sent on the timer's thread alone.
 */
final class EventPublisher implements ReplySender, ClientSender.Lists {

    private static final Logger LOG = LoggerFactory.getLogger("rpc.jsonrpc");

    /** How often a state is told again that is never the same twice. */
    private static final int MAX_LOOKS = 16;

    private final Services services;
    private final Timer timer;
    private final LongSupplier nanoTime;
    private final long startNanos;
    private final ClientSender sender;
    private final ListThrottle throttle = new ListThrottle(0);
    private @Nullable Published published;
    private @Nullable NextRun next;
    private @Nullable Long listDue;

    /** The last roster published and its coordinator, held weakly so that a replaced one can be collected. */
    private record Published(WeakReference<@Nullable SessionCoordinator> coordinator, Roster roster) {}

    private record NextRun(long atNanos, Timer.Appointment appointment) {}

    /** The services events are made from, each of which may be absent. */
    interface Services {

        @Nullable
        SessionCoordinator coordinator();

        @Nullable
        PeerService peers();

        @Nullable
        EncodedVideo video();

        @Nullable
        ReportPorts ports();

        /** Returns the upgrade that runs or ran last; null while that is unknown. */
        @Nullable
        UpgradeStatus upgrade();

        /** Returns the version of this firmware; null where clients are not told. */
        default @Nullable String version() {
            return null;
        }

        /** Returns the names of JetKVM's capabilities that the device has now. */
        default List<String> capabilities() {
            return List.of();
        }

        /** Returns where the picture goes beside the sessions. */
        default List<StreamDisclosure> disclosures() {
            return List.of();
        }

        /** Returns the present states of other bundles. */
        default List<Event> states() {
            return List.of();
        }
    }

    EventPublisher(Services services, Timer timer, LongSupplier nanoTime) {
        this.services = services;
        this.timer = timer;
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
        this.sender = new ClientSender(services::peers, this, this::now);
    }

    @Override
    public void reply(PeerId peer, Supplier<String> text) {
        if (sender.acceptReply(peer)) {
            later(() -> sender.reply(peer, text));
        } else {
            sender.replyLost();
        }
    }

    @Override
    public int maxBytes(PeerId peer) {
        return sender.maxBytes(peer);
    }

    /** Returns how many replies were discarded because too much waited for their clients. */
    long lostReplies() {
        return sender.lostReplies();
    }

    void send(PeerId peer, Event event) {
        send(List.of(new Delivery(peer, event)), () -> {});
    }

    /** Returns whether no message for this peer's open channel is unsent. */
    boolean isHandedOver(PeerId peer) {
        return sender.isHandedOver(peer);
    }

    void opened(PeerId peer, String label) {
        if (label.equals(ClientSender.LABEL)) {
            sender.markOpen(peer);
            later(() -> welcome(peer));
        }
    }

    void closed(PeerId peer, String label) {
        if (label.equals(ClientSender.LABEL)) {
            sender.markClosed(peer);
            later(() -> sender.closed(peer));
        }
    }

    void gone(PeerId peer) {
        sender.markClosed(peer);
        later(() -> sender.gone(peer));
    }

    /** Sends what a decision has for sessions, modes included, and then the list that shows it. */
    void changed(Roster before, Roster after, List<Effect> effects) {
        SessionCoordinator coordinator = services.coordinator();
        Published now = new Published(new WeakReference<>(coordinator), after);
        Instant time = coordinator == null ? Instant.EPOCH : coordinator.now();
        send(Delivery.of(before, after, effects, sender::isOpen, time), () -> {
            published = now;
            if (after.revision() != before.revision()
                    || after.epoch() != before.epoch()
                    || !after.settings().equals(before.settings())) {
                listChanged();
            }
        });
    }

    void signal(VideoSignal signal) {
        sendToAdmitted(Event.videoInputState(signal));
    }

    void usbState(UsbState state) {
        sendToAdmitted(Event.usbState(state));
    }

    /** Tells every admitted session the state that another bundle has; some events are for administrators alone. */
    void state(Supplier<Event> present) {
        tellNewest(present, this::state);
    }

    private void state(Event event) {
        SessionCoordinator coordinator = services.coordinator();
        if (coordinator != null) {
            send(
                    isForAdministrators(event)
                            ? Delivery.toAdministrators(coordinator.roster(), sender::isOpen, event)
                            : Delivery.toAdmitted(coordinator.roster(), sender::isOpen, event),
                    () -> {});
        }
    }

    private static boolean isForAdministrators(Event event) {
        return EventTable.event(event.name())
                .filter(known -> known.to() == EventTable.To.ADMINISTRATORS)
                .isPresent();
    }

    void upgrade(UpgradeStatus status) {
        SessionCoordinator coordinator = services.coordinator();
        if (coordinator != null) {
            Event event = Event.otaState(status);
            send(Delivery.toAdministrators(coordinator.roster(), sender::isOpen, event), () -> {});
        }
    }

    /** Tells every session what the device has. */
    void capabilities(List<String> names) {
        SessionCoordinator coordinator = services.coordinator();
        if (coordinator != null) {
            send(Delivery.toAll(coordinator.roster(), sender::isOpen, Event.deviceCapabilities(names)), () -> {});
        }
    }

    /** Tells every session whether the picture goes to a destination of this kind. */
    void disclosure(StreamDisclosure.Kind kind) {
        tellNewest(() -> disclosureEvent(kind), this::disclosure);
    }

    private void disclosure(Event event) {
        SessionCoordinator coordinator = services.coordinator();
        if (coordinator != null) {
            send(Delivery.toAll(coordinator.roster(), sender::isOpen, event), () -> {});
        }
    }

    /**
     * Tells a state, and again while it is another one than was told. Several threads may be here at once, and the one
     * that read first may be the last to tell: clients would go on showing what it read.
     */
    private static void tellNewest(Supplier<Event> present, Consumer<Event> tell) {
        Event told = present.get();
        tell.accept(told);
        Event now = present.get();
        for (int i = 0; i < MAX_LOOKS && !now.equals(told); i++) {
            told = now;
            tell.accept(told);
            now = present.get();
        }
    }

    /** Of several disclosures of a kind the first is shown. */
    private Event disclosureEvent(StreamDisclosure.Kind kind) {
        return Event.disclosure(
                kind,
                services.disclosures().stream()
                        .filter(disclosure -> disclosure.kind() == kind)
                        .findFirst()
                        .orElse(null));
    }

    private void sendToAdmitted(Event event) {
        SessionCoordinator coordinator = services.coordinator();
        if (coordinator != null) {
            send(Delivery.toAdmitted(coordinator.roster(), sender::isOpen, event), () -> {});
        }
    }

    /** Sends in this order, then runs the rest. A client with no room for one more event is closed. */
    private void send(List<Delivery> deliveries, Runnable rest) {
        List<Delivery> accepted = new ArrayList<>();
        for (Delivery delivery : deliveries) {
            if (sender.acceptEvent(delivery.peer())) {
                accepted.add(delivery);
            } else if (sender.isOpen(delivery.peer())) {
                sender.markClosed(delivery.peer());
                later(() -> sender.giveUp(delivery.peer()));
            }
        }
        later(() -> {
            accepted.forEach(this::deliver);
            rest.run();
        });
    }

    private void deliver(Delivery delivery) {
        try {
            sender.event(delivery.peer(), delivery.event()::text);
        } catch (RuntimeException | LinkageError e) {
            LOG.error("event failed name={} peer={}", delivery.event().name(), delivery.peer(), e);
        }
    }

    private void later(Runnable work) {
        timer.after(Duration.ZERO, () -> {
            try {
                work.run();
            } finally {
                schedule();
            }
        });
    }

    /** Sends a client whose channel opened the present state. */
    private void welcome(PeerId peer) {
        if (!sender.isOpen(peer)) {
            return;
        }
        List<Event> present = new ArrayList<>();
        String version = services.version();
        if (version != null) {
            present.add(Event.localVersion(version));
            present.add(Event.deviceCapabilities(services.capabilities()));
        }
        for (StreamDisclosure.Kind kind : StreamDisclosure.Kind.values()) {
            present.add(disclosureEvent(kind));
        }
        Roster roster = roster();
        Optional<Session> session = roster == null ? Optional.empty() : roster.byLink(peer);
        if (session.filter(Session::admitted).isPresent()) {
            EncodedVideo video = services.video();
            if (video != null) {
                present.add(Event.videoInputState(video.signal()));
            }
            ReportPorts ports = services.ports();
            if (ports != null) {
                present.add(Event.usbState(ports.state()));
            }
            boolean administrator = session.filter(Delivery::isAdministrator).isPresent();
            services.states().stream()
                    .filter(state -> administrator || !isForAdministrators(state))
                    .forEach(present::add);
        }
        if (session.filter(Delivery::isAdministrator).isPresent()) {
            UpgradeStatus upgrade = services.upgrade();
            if (upgrade != null && (upgrade.state().isRunning() || upgrade.state() == UpgradeState.STAGED)) {
                present.add(Event.otaState(upgrade));
            }
        }
        sender.opened(peer, present);
    }

    private void listChanged() {
        long now = now();
        long due = throttle.change(now);
        listDue = due;
        sender.listDue(due);
        if (due <= now) {
            run();
        }
    }

    private void run() {
        long now = now();
        if (listDue != null && listDue <= now) {
            listDue = null;
            throttle.told(now, sender.openChannels());
        }
        sender.sendDue();
    }

    @Override
    public @Nullable SessionListSnapshot snapshot() {
        SessionCoordinator coordinator = services.coordinator();
        Roster roster = roster();
        return coordinator == null || roster == null
                ? null
                : new SessionListSnapshot(roster, ListClock.of(coordinator));
    }

    @Override
    public Duration channelSendTimeout() {
        return settings().time(Setting.CHANNEL_SEND);
    }

    @Override
    public Duration replyTimeout() {
        return settings().time(Setting.REPLY);
    }

    private Settings settings() {
        Published last = published;
        return (last == null ? Roster.EMPTY : last.roster()).settings();
    }

    /** Returns the roster whose modes sessions were told already; null while there is no coordinator. */
    private @Nullable Roster roster() {
        SessionCoordinator coordinator = services.coordinator();
        Published last = published;
        if (coordinator == null) {
            return null;
        }
        return last != null && last.coordinator().refersTo(coordinator) ? last.roster() : coordinator.roster();
    }

    /** Makes the timer run when something is due next. */
    private void schedule() {
        long due = Math.min(sender.nextDue(), listDue == null ? Long.MAX_VALUE : listDue);
        NextRun present = next;
        if (present != null && present.atNanos() == due) {
            return;
        }
        if (present != null) {
            present.appointment().cancel();
            next = null;
        }
        if (due != Long.MAX_VALUE) {
            Duration wait = Duration.ofNanos(Math.max(0, due - now()));
            next = new NextRun(due, timer.after(wait, () -> {
                next = null;
                try {
                    run();
                } finally {
                    schedule();
                }
            }));
        }
    }

    private long now() {
        return nanoTime.getAsLong() - startNanos;
    }
}
