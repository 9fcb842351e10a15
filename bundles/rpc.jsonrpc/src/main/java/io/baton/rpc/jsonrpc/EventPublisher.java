// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import io.baton.peer.PeerService;
import io.baton.port.ReportPorts;
import io.baton.port.UsbState;
import io.baton.session.Effect;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionCoordinator;
import io.baton.session.Setting;
import io.baton.video.EncodedVideo;
import io.baton.video.VideoSignal;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells browsers what happened. Events go out at once and in order; the list goes out when its time has come, and of
 * several states of it the last. Whoever's buffer is full is tried again and waited for by nobody, and closed when it
 * takes nothing for too long.
 *
 * <p>Threading. Any thread; everything is done on the timer's.
 */
final class EventPublisher {

    private static final Logger LOG = LoggerFactory.getLogger(EventPublisher.class);
    private static final String LABEL = "rpc";
    private static final long RETRY = Duration.ofMillis(100).toNanos();

    private final Collaborators with;
    private final Timer timer;
    private final LongSupplier nanoTime;
    private final long beganNanos;
    private final Set<PeerId> open = ConcurrentHashMap.newKeySet();
    private final Map<PeerId, Integer> onTheWay = new ConcurrentHashMap<>();
    private final Set<PeerId> waiting = ConcurrentHashMap.newKeySet();
    private final Map<PeerId, ClientQueue> clients = new HashMap<>();
    private final ListThrottle tempo = new ListThrottle(0);
    private @Nullable Seen seen;
    private @Nullable Appointed next;
    private @Nullable Long roundDue;

    /** The last roster told of and the desk it came from, which may be gone by now and is not kept from going. */
    private record Seen(WeakReference<@Nullable SessionCoordinator> desk, Roster roster) {}

    private record Appointed(long atNanos, Timer.Appointment appointment) {}

    /** What there is to tell of, each of which may be away. */
    interface Collaborators {

        @Nullable
        SessionCoordinator desk();

        @Nullable
        PeerService peers();

        @Nullable
        EncodedVideo video();

        @Nullable
        ReportPorts ports();
    }

    EventPublisher(Collaborators with, Timer timer, LongSupplier nanoTime) {
        this.with = with;
        this.timer = timer;
        this.nanoTime = nanoTime;
        this.beganNanos = nanoTime.getAsLong();
    }

    void send(PeerId peer, Event event) {
        send(List.of(new Delivery(peer, event)), () -> {});
    }

    /** Sends in this order, then does the rest. */
    private void send(List<Delivery> deliveries, Runnable rest) {
        deliveries.forEach(delivery -> onTheWay.merge(delivery.peer(), 1, Integer::sum));
        later(() -> {
            deliveries.forEach(this::deliver);
            rest.run();
        });
    }

    private void deliver(Delivery delivery) {
        try {
            tell(delivery.peer(), delivery.event().text());
        } catch (RuntimeException | LinkageError e) {
            LOG.error("event failed name={} peer={}", delivery.event().name(), delivery.peer(), e);
        } finally {
            onTheWay.computeIfPresent(delivery.peer(), (same, events) -> events == 1 ? null : events - 1);
        }
    }

    /** Whether nothing is on its way to this peer's channel any more. */
    boolean isHandedOver(PeerId peer) {
        return !onTheWay.containsKey(peer) && !waiting.contains(peer);
    }

    private void sendToAdmitted(Event event) {
        SessionCoordinator desk = with.desk();
        if (desk != null) {
            send(Delivery.toAdmitted(desk.roster(), open::contains, event), () -> {});
        }
    }

    void opened(PeerId peer, String label) {
        if (label.equals(LABEL)) {
            open.add(peer);
            later(() -> welcome(peer));
        }
    }

    void closed(PeerId peer, String label) {
        if (label.equals(LABEL)) {
            open.remove(peer);
            later(() -> {
                ClientQueue client = clients.get(peer);
                if (client != null) {
                    client.closed();
                    waiting.remove(peer);
                }
            });
        }
    }

    void gone(PeerId peer) {
        open.remove(peer);
        later(() -> {
            clients.remove(peer);
            waiting.remove(peer);
        });
    }

    void changed(Roster before, Roster after, List<Effect> effects) {
        SessionCoordinator desk = with.desk();
        Seen now = new Seen(new WeakReference<>(desk), after);
        Instant time = desk == null ? Instant.EPOCH : desk.now();
        send(Delivery.of(before, after, effects, open::contains, time), () -> {
            seen = now;
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

    private void later(Runnable work) {
        timer.after(Duration.ZERO, () -> {
            try {
                work.run();
            } finally {
                appoint();
            }
        });
    }

    /** What comes before the channel is open waits for that. */
    private void tell(PeerId peer, String event) {
        ClientQueue client = clients.get(peer);
        if (client == null) {
            PeerService peers = with.peers();
            if (peers == null || peers.stats(peer).isEmpty()) {
                return;
            }
            client = client(peer);
        }
        if (!client.add(event)) {
            close(client, "has " + ClientQueue.MAX_WAITING + " events waiting");
        } else {
            serve(client);
        }
    }

    private void welcome(PeerId peer) {
        if (!open.contains(peer)) {
            return;
        }
        ClientQueue client = client(peer);
        client.opened(now());
        Roster roster = roster();
        Session viewer = roster == null ? null : roster.byLink(peer).orElse(null);
        if (viewer != null && viewer.admitted()) {
            EncodedVideo video = with.video();
            if (video != null) {
                client.add(Event.videoInputState(video.signal()).text());
            }
            ReportPorts ports = with.ports();
            if (ports != null) {
                client.add(Event.usbState(ports.state()).text());
            }
        }
        client.listDue(now());
        serve(client);
    }

    private ClientQueue client(PeerId peer) {
        return clients.computeIfAbsent(peer, unknown -> new ClientQueue(unknown, now()));
    }

    private void listChanged() {
        long now = now();
        long due = tempo.change(now);
        roundDue = due;
        for (ClientQueue client : clients.values()) {
            if (client.isOpen()) {
                client.listDue(due);
            }
        }
        if (due <= now) {
            round();
        }
    }

    /** Everybody for whom something is due is told. */
    private void round() {
        long now = now();
        if (roundDue != null && roundDue <= now) {
            roundDue = null;
            tempo.told(now, open.size());
        }
        SessionListSnapshot snapshot = snapshot();
        for (ClientQueue client : List.copyOf(clients.values())) {
            Long due = client.due();
            if (due != null && due <= now) {
                serve(client, snapshot);
            }
        }
    }

    private void serve(ClientQueue client) {
        serve(client, client.wantsList(now()) ? snapshot() : null);
    }

    private void serve(ClientQueue client, @Nullable SessionListSnapshot snapshot) {
        try {
            sendDue(client, snapshot);
        } finally {
            if (client.isOpen() && client.nextEvent() != null && clients.containsKey(client.peer())) {
                waiting.add(client.peer());
            } else {
                waiting.remove(client.peer());
            }
        }
    }

    private void sendDue(ClientQueue client, @Nullable SessionListSnapshot snapshot) {
        long now = now();
        if (!client.isReady(now)) {
            return;
        }
        PeerService peers = with.peers();
        if (peers == null) {
            client.postponed(now + RETRY);
            return;
        }
        for (String event = client.nextEvent(); event != null; event = client.nextEvent()) {
            if (!peers.sendText(client.peer(), LABEL, event)) {
                stuck(client, now);
                return;
            }
            client.eventSent();
        }
        if (client.wantsList(now)) {
            list(client, snapshot, peers, now);
        }
    }

    private void list(ClientQueue client, @Nullable SessionListSnapshot snapshot, PeerService peers, long now) {
        Session viewer = snapshot == null ? null : snapshot.viewer(client.peer());
        if (snapshot == null || viewer == null) {
            client.listLater(now + RETRY);
        } else if (!client.mayBeShown(snapshot.revision())) {
            client.listDone();
        } else if (peers.sendText(client.peer(), LABEL, snapshot.message(viewer))) {
            client.listSent(snapshot.revision(), now);
        } else {
            stuck(client, now);
        }
    }

    private void stuck(ClientQueue client, long now) {
        client.stuck(now);
        Duration atMost = patience();
        if (client.isStuckFor(now, atMost)) {
            close(client, "has taken nothing for " + atMost);
        }
    }

    private Duration patience() {
        Seen last = seen;
        return (last == null ? Roster.EMPTY : last.roster()).settings().time(Setting.CHANNEL_SEND);
    }

    private void close(ClientQueue client, String why) {
        LOG.info("{} {} and is closed", client.peer(), why);
        clients.remove(client.peer());
        open.remove(client.peer());
        waiting.remove(client.peer());
        PeerService peers = with.peers();
        if (peers != null) {
            peers.close(client.peer(), CloseReason.CONSENT_LOST);
        }
    }

    private @Nullable SessionListSnapshot snapshot() {
        SessionCoordinator desk = with.desk();
        Roster roster = roster();
        return desk == null || roster == null ? null : new SessionListSnapshot(roster, desk.now());
    }

    /** The roster up to which everybody was told of their modes; null while there is no desk. */
    private @Nullable Roster roster() {
        SessionCoordinator desk = with.desk();
        Seen last = seen;
        return desk == null ? null : last != null && last.desk().refersTo(desk) ? last.roster() : desk.roster();
    }

    /** Sees to it that the next thing that is due is done. */
    private void appoint() {
        long due = Long.MAX_VALUE;
        for (ClientQueue client : clients.values()) {
            Long own = client.due();
            due = own == null ? due : Math.min(due, own);
        }
        if (roundDue != null) {
            due = Math.min(due, roundDue);
        }
        Appointed present = next;
        if (present != null && present.atNanos() != due) {
            present.appointment().cancel();
            next = null;
        }
        if (due != Long.MAX_VALUE && (present == null || present.atNanos() != due)) {
            long now = now();
            long wait = due <= now ? 0 : due - now;
            next = new Appointed(due, timer.after(Duration.ofNanos(wait), () -> {
                next = null;
                try {
                    round();
                } finally {
                    appoint();
                }
            }));
        }
    }

    private long now() {
        return nanoTime.getAsLong() - beganNanos;
    }
}
