// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import io.baton.peer.PeerService;
import io.baton.session.Session;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
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

    /** The most unsent messages of a client with a reply among them; more than a client may call in a second. */
    static final int MAX_UNSENT = 4_096;

    private static final Logger LOG = LoggerFactory.getLogger("rpc.jsonrpc");

    /** Of UTF-8, for a character of Java: a surrogate pair has four. */
    private static final int MAX_BYTES_PER_CHAR = 3;

    private static final long RETRY = Duration.ofMillis(100).toNanos();

    private final Supplier<@Nullable PeerService> peers;
    private final Lists lists;
    private final LongSupplier clock;
    private final Set<PeerId> open = ConcurrentHashMap.newKeySet();
    private final Map<PeerId, Integer> unsent = new ConcurrentHashMap<>();
    private final Map<PeerId, ClientQueue> clients = new HashMap<>();
    private final LongAdder lostReplies = new LongAdder();

    /** The session list and the limit for a client that takes nothing. */
    interface Lists {

        /** Returns the list to send now; null while there is none. */
        @Nullable
        SessionListSnapshot snapshot();

        Duration channelSendTimeout();

        /** Returns how long a reply may wait. */
        Duration replyTimeout();
    }

    ClientSender(Supplier<@Nullable PeerService> peers, Lists lists, LongSupplier clock) {
        this.peers = peers;
        this.lists = lists;
        this.clock = clock;
    }

    /**
     * Counts a reply as unsent until it is sent or discarded. Returns false when too many messages are unsent; the
     * reply is not to be made then. Any thread.
     */
    boolean acceptReply(PeerId peer) {
        return accept(peer, MAX_UNSENT);
    }

    /** As {@link #acceptReply}, with room for events after the last reply. Any thread. */
    boolean acceptEvent(PeerId peer) {
        return accept(peer, MAX_UNSENT + ClientQueue.MAX_EVENTS);
    }

    private boolean accept(PeerId peer, int atMost) {
        if (unsent.merge(peer, 1, Integer::sum) <= atMost) {
            return true;
        }
        release(peer);
        return false;
    }

    private void release(PeerId peer) {
        unsent.computeIfPresent(peer, (same, messages) -> messages == 1 ? null : messages - 1);
    }

    /** Returns whether no message for this peer's open channel is unsent. Any thread. */
    boolean isHandedOver(PeerId peer) {
        return !unsent.containsKey(peer) || !open.contains(peer);
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

    /** Returns how many bytes a message to this peer may have. Any thread. */
    int maxBytes(PeerId peer) {
        PeerService service = peers.get();
        return service == null ? Integer.MAX_VALUE : service.maxMessageBytes(peer);
    }

    /** Counts a discarded reply. Any thread. */
    void replyLost() {
        lostReplies.increment();
    }

    /**
     * Returns how many replies were discarded because they or too much else waited too long for their clients. Any
     * thread.
     */
    long lostReplies() {
        return lostReplies.sum();
    }

    /** Sends an accepted event. It waits until the channel is open; a client with too many waiting is closed. */
    void event(PeerId peer, Supplier<String> text) {
        ClientQueue client = client(peer);
        if (client != null && add(client, client::add, text)) {
            serve(client);
        } else if (client == null) {
            release(peer);
        } else {
            close(client, "too many messages waiting");
        }
    }

    /** Sends an accepted reply. It is discarded when too much waits. */
    void reply(PeerId peer, Supplier<String> text) {
        ClientQueue client = client(peer);
        if (client != null && add(client, reply -> client.addReply(reply, now()), text)) {
            serve(client);
            return;
        }
        if (client == null) {
            release(peer);
        }
        replyLost();
    }

    /** Queues an accepted message; releases it when it is not queued. */
    private boolean add(ClientQueue client, Predicate<String> queue, Supplier<String> text) {
        boolean added = false;
        try {
            added = queue.test(text.get());
        } finally {
            if (!added) {
                release(client.peer());
            }
        }
        return added;
    }

    /** Sends a client whose channel opened these events, after those that waited, and the list. */
    void opened(PeerId peer, List<Event> present) {
        ClientQueue client = clients.computeIfAbsent(peer, this::queue);
        client.opened(now());
        for (Event event : present) {
            if (acceptEvent(peer)) {
                add(client, client::add, event::text);
            }
        }
        client.listDue(now());
        serve(client);
    }

    void closed(PeerId peer) {
        ClientQueue client = clients.get(peer);
        if (client != null) {
            client.closed();
        }
    }

    void gone(PeerId peer) {
        ClientQueue client = clients.remove(peer);
        if (client != null) {
            client.clear();
        }
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
            client = queue(peer);
            clients.put(peer, client);
        }
        return client;
    }

    private ClientQueue queue(PeerId peer) {
        return new ClientQueue(peer, now(), () -> release(peer));
    }

    private void serve(ClientQueue client) {
        serve(client, client.wantsList(now()) ? lists.snapshot() : null);
    }

    private void serve(ClientQueue client, @Nullable SessionListSnapshot snapshot) {
        long now = now();
        if (!client.isReady(now)) {
            return;
        }
        PeerService service = peers.get();
        if (service == null) {
            client.postponed(now + RETRY);
            return;
        }
        lostReplies.add(client.dropReplies(now, lists.replyTimeout()));
        for (String message = client.nextMessage(); message != null; message = client.nextMessage()) {
            if (!service.sendText(client.peer(), LABEL, message)) {
                if (!isTooLong(message, service.maxMessageBytes(client.peer()))) {
                    stuck(client, now);
                    return;
                }
                // it would keep all that comes after it
                LOG.warn("message too long for its client, not sent peer={} chars={}", client.peer(), message.length());
                lostReplies.increment();
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

    /**
     * Returns whether a message has more bytes than its client takes; a short one is not encoded to know.
     *
     * @param most as {@link #maxBytes}
     */
    static boolean isTooLong(String message, int most) {
        return most > 0
                && message.length() > most / MAX_BYTES_PER_CHAR
                && message.getBytes(StandardCharsets.UTF_8).length > most;
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
        client.clear();
        PeerService service = peers.get();
        if (service != null) {
            service.close(client.peer(), CloseReason.SLOW_CLIENT);
        }
    }

    private long now() {
        return clock.getAsLong();
    }
}
