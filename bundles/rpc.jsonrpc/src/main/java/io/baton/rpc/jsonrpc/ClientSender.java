// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import io.baton.peer.PeerService;
import io.baton.session.Session;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends messages and the session list to clients on the channel {@code rpc}, in order for each client. A client whose
 * buffer is full is tried again and delays no other; its link is closed when it takes nothing for too long.
 *
 * <p>Threading. The sender's thread, except where a method says otherwise. Times are nanoseconds on the given clock.
 */
final class ClientSender {

    static final String LABEL = "rpc";

    /** The most messages of one client that wait for the sender's thread. */
    static final int MAX_ON_THE_WAY = 4_096;

    private static final Logger LOG = LoggerFactory.getLogger("rpc.jsonrpc");
    private static final long RETRY = Duration.ofMillis(100).toNanos();

    private final Supplier<@Nullable PeerService> peers;
    private final Lists lists;
    private final LongSupplier clock;
    private final Set<PeerId> open = ConcurrentHashMap.newKeySet();
    private final Map<PeerId, Integer> onTheWay = new ConcurrentHashMap<>();
    private final Set<PeerId> waiting = ConcurrentHashMap.newKeySet();
    private final Map<PeerId, ClientQueue> clients = new HashMap<>();
    private final LongAdder unsentReplies = new LongAdder();

    /** The session list and the limit for a client that takes nothing. */
    interface Lists {

        /** Returns the list to send now; null while there is none. */
        @Nullable
        SessionListSnapshot snapshot();

        Duration channelSendTimeout();
    }

    ClientSender(Supplier<@Nullable PeerService> peers, Lists lists, LongSupplier clock) {
        this.peers = peers;
        this.lists = lists;
        this.clock = clock;
    }

    /**
     * Counts a message as on its way; {@link #arrived} ends that. Returns false when too many are, in which case the
     * message is not to be sent. Any thread.
     */
    boolean depart(PeerId peer) {
        if (onTheWay.merge(peer, 1, Integer::sum) <= MAX_ON_THE_WAY) {
            return true;
        }
        arrived(peer);
        return false;
    }

    /** Ends what {@link #depart} began. Any thread. */
    void arrived(PeerId peer) {
        onTheWay.computeIfPresent(peer, (same, messages) -> messages == 1 ? null : messages - 1);
    }

    /** Returns whether nothing is on its way to this peer's channel any more. Any thread. */
    boolean isHandedOver(PeerId peer) {
        return !onTheWay.containsKey(peer) && !waiting.contains(peer);
    }

    /** Returns whether the peer's channel is open. Any thread. */
    boolean isOpen(PeerId peer) {
        return open.contains(peer);
    }

    int openChannels() {
        return open.size();
    }

    /** Notes that a channel opened. Any thread; {@link #opened} follows on the sender's. */
    void markOpen(PeerId peer) {
        open.add(peer);
    }

    /** Notes that a channel closed. Any thread; {@link #closed} or {@link #gone} follows on the sender's. */
    void markClosed(PeerId peer) {
        open.remove(peer);
    }

    /** Counts a reply that is lost because too much waits for its client. Any thread. */
    void replyLost() {
        unsentReplies.increment();
    }

    /** Returns how many replies were lost because too much waited for their clients. Any thread. */
    long unsentReplies() {
        return unsentReplies.sum();
    }

    /** Sends an event. Until the channel is open it waits; a client with too many waiting is closed. */
    void event(PeerId peer, String text) {
        ClientQueue client = client(peer);
        if (client != null) {
            if (client.add(text)) {
                serve(client);
            } else {
                close(client, "too many messages waiting");
            }
        }
    }

    /** Sends a reply. It is lost when too many messages wait. */
    void reply(PeerId peer, String text) {
        ClientQueue client = client(peer);
        if (client != null && client.addReply(text)) {
            serve(client);
        } else {
            replyLost();
        }
    }

    /** Sends a client whose channel opened these events, after those that waited, and the list. */
    void opened(PeerId peer, List<Event> present) {
        ClientQueue client = clients.computeIfAbsent(peer, unknown -> new ClientQueue(unknown, now()));
        client.opened(now());
        for (Event event : present) {
            client.add(event.text());
        }
        client.listDue(now());
        serve(client);
    }

    void closed(PeerId peer) {
        ClientQueue client = clients.get(peer);
        if (client != null) {
            client.closed();
            waiting.remove(peer);
        }
    }

    void gone(PeerId peer) {
        clients.remove(peer);
        waiting.remove(peer);
    }

    /** Closes a client that cannot be kept up to date. */
    void giveUp(PeerId peer) {
        ClientQueue client = clients.get(peer);
        if (client != null && client.isOpen()) {
            close(client, "too many messages waiting");
        }
    }

    /** The list changed and is due then for every client. */
    void listDue(long nanos) {
        for (ClientQueue client : clients.values()) {
            if (client.isOpen()) {
                client.listDue(nanos);
            }
        }
    }

    /** Sends whatever is due. */
    void sendDue() {
        long now = now();
        SessionListSnapshot snapshot = lists.snapshot();
        for (ClientQueue client : List.copyOf(clients.values())) {
            Long due = client.due();
            if (due != null && due <= now) {
                serve(client, snapshot);
            }
        }
    }

    /** Returns when something is due next; {@link Long#MAX_VALUE} for never. */
    long nextDue() {
        long next = Long.MAX_VALUE;
        for (ClientQueue client : clients.values()) {
            Long due = client.due();
            next = due == null ? next : Math.min(next, due);
        }
        return next;
    }

    /** Returns the peer's queue; null when there is no such peer. */
    private @Nullable ClientQueue client(PeerId peer) {
        ClientQueue client = clients.get(peer);
        if (client == null) {
            PeerService service = peers.get();
            if (service == null || service.stats(peer).isEmpty()) {
                return null;
            }
            client = new ClientQueue(peer, now());
            clients.put(peer, client);
        }
        return client;
    }

    private void serve(ClientQueue client) {
        serve(client, client.wantsList(now()) ? lists.snapshot() : null);
    }

    private void serve(ClientQueue client, @Nullable SessionListSnapshot snapshot) {
        try {
            sendDue(client, snapshot);
        } finally {
            if (client.isOpen() && client.nextMessage() != null && clients.containsKey(client.peer())) {
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
        PeerService service = peers.get();
        if (service == null) {
            client.postponed(now + RETRY);
            return;
        }
        for (String message = client.nextMessage(); message != null; message = client.nextMessage()) {
            if (!service.sendText(client.peer(), LABEL, message)) {
                stuck(client, now);
                return;
            }
            client.messageSent();
        }
        if (client.wantsList(now)) {
            sendList(client, snapshot, service, now);
        }
    }

    private void sendList(ClientQueue client, @Nullable SessionListSnapshot snapshot, PeerService service, long now) {
        Session viewer = snapshot == null ? null : snapshot.viewer(client.peer());
        if (snapshot == null || viewer == null) {
            client.listLater(now + RETRY);
        } else if (!client.mayBeShown(snapshot.revision())) {
            client.listDone();
        } else if (service.sendText(client.peer(), LABEL, snapshot.message(viewer))) {
            client.listSent(snapshot.revision(), now);
        } else {
            stuck(client, now);
        }
    }

    private void stuck(ClientQueue client, long now) {
        client.stuck(now);
        Duration atMost = lists.channelSendTimeout();
        if (client.isStuckFor(now, atMost)) {
            close(client, "nothing taken for " + atMost.toMillis() + " ms");
        }
    }

    private void close(ClientQueue client, String why) {
        LOG.info("slow client closed peer={} reason=\"{}\"", client.peer(), why);
        clients.remove(client.peer());
        open.remove(client.peer());
        waiting.remove(client.peer());
        PeerService service = peers.get();
        if (service != null) {
            service.close(client.peer(), CloseReason.CONSENT_LOST);
        }
    }

    private long now() {
        return clock.getAsLong();
    }
}
