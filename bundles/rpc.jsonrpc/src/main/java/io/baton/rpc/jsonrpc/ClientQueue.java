// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.peer.PeerId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The unsent messages of one client in order, and after them the session list, of which only the last state counts.
 *
 * <p>Threading. The sender's thread. Times are nanoseconds on the publisher's clock.
 */
final class ClientQueue {

    /** The most events that wait for a client's buffer. */
    static final int MAX_EVENTS = 128;

    /** The most characters of waiting replies; one reply always fits. */
    static final int MAX_REPLY_CHARS = 1_048_576;

    static final long APART = Duration.ofMillis(50).toNanos();
    private static final long FIRST_RETRY = Duration.ofMillis(20).toNanos();
    private static final long LAST_RETRY = Duration.ofMillis(320).toNanos();

    private static final long SET_UP = Duration.ofSeconds(10).toNanos();

    private final PeerId peer;
    private final long createdAt;
    private final Runnable onRemoved;
    private final Deque<Message> messages = new ArrayDeque<>();
    private int replies;
    private int replyChars;
    private @Nullable Long listDue;
    private @Nullable Long stuckSince;
    private long retry = FIRST_RETRY;
    private long retryAt = Long.MIN_VALUE;
    private long lastList;
    private long revision = -1;
    private boolean open;

    private record Message(String text, boolean reply, long since) {}

    /** @param onRemoved runs once for each message that is sent or discarded */
    ClientQueue(PeerId peer, long nowNanos, Runnable onRemoved) {
        this.peer = peer;
        this.createdAt = nowNanos;
        this.onRemoved = onRemoved;
        this.lastList = nowNanos - APART;
    }

    PeerId peer() {
        return peer;
    }

    boolean isOpen() {
        return open;
    }

    /** Notes that the channel opened. Messages that waited for it are kept unless the set-up took too long. */
    void opened(long nowNanos) {
        open = true;
        if (nowNanos - createdAt > SET_UP) {
            clear();
        }
    }

    /** Notes that the channel closed. It may open again and starts anew then. */
    void closed() {
        open = false;
        clear();
        listDue = null;
        stuckSince = null;
        revision = -1;
    }

    /**
     * Adds an event; returns false when too many wait. While the channel is not open the oldest message makes room:
     * some clients never open it.
     */
    boolean add(String event) {
        if (!open && messages.size() >= MAX_EVENTS) {
            remove();
        }
        if (messages.size() - replies >= MAX_EVENTS) {
            return false;
        }
        noteIdle();
        return messages.add(new Message(event, false, 0));
    }

    /** Adds a reply; returns false when the replies become too large together. */
    boolean addReply(String reply, long nowNanos) {
        if (replies > 0 && replyChars + reply.length() > MAX_REPLY_CHARS) {
            return false;
        }
        noteIdle();
        replies++;
        replyChars += reply.length();
        return messages.add(new Message(reply, true, nowNanos));
    }

    /** A client for which nothing waited was not stuck, even if its last replies were discarded. */
    private void noteIdle() {
        if (messages.isEmpty() && listDue == null) {
            stuckSince = null;
        }
    }

    /** Discards replies that have waited too long: their callers have given up. Returns how many. */
    int dropReplies(long nowNanos, Duration atMost) {
        int dropped = 0;
        for (Iterator<Message> each = messages.iterator(); replies > 0 && each.hasNext(); ) {
            Message message = each.next();
            if (message.reply && nowNanos - message.since >= atMost.toNanos()) {
                each.remove();
                removed(message);
                dropped++;
            }
        }
        return dropped;
    }

    private void remove() {
        removed(messages.remove());
    }

    private void removed(Message message) {
        if (message.reply) {
            replies--;
            replyChars -= message.text.length();
        }
        onRemoved.run();
    }

    /** Discards the messages. */
    void clear() {
        while (!messages.isEmpty()) {
            remove();
        }
    }

    /** Schedules the list for a time, not before {@link #APART} after the last one; an earlier schedule stays. */
    void listDue(long nanos) {
        if (listDue == null) {
            listDue = Math.max(nanos, lastList + APART);
        }
    }

    /** Postpones a list that could not be made. */
    void listLater(long nanos) {
        listDue = nanos;
    }

    @Nullable
    String nextMessage() {
        Message next = messages.peek();
        return next == null ? null : next.text;
    }

    void messageSent() {
        remove();
        unstuck();
    }

    boolean wantsList(long nowNanos) {
        return listDue != null && listDue <= nowNanos;
    }

    /** Returns whether this list is not older than the last one sent. */
    boolean mayBeShown(long listRevision) {
        return listRevision >= revision;
    }

    void listSent(long listRevision, long nowNanos) {
        revision = listRevision;
        lastList = nowNanos;
        listDue = null;
        unstuck();
    }

    /** Drops the scheduled list: a newer one was sent already. */
    void listDone() {
        listDue = null;
    }

    /** Schedules a retry after a full buffer, with a delay that doubles each time. */
    void stuck(long nowNanos) {
        if (stuckSince == null) {
            stuckSince = nowNanos;
        }
        retryAt = nowNanos + retry;
        retry = Math.min(LAST_RETRY, retry * 2);
    }

    /** Postpones sending while the peer service is absent, without counting the client as stuck. */
    void postponed(long untilNanos) {
        retryAt = untilNanos;
    }

    /** Returns whether a send may be tried now. */
    boolean isReady(long nowNanos) {
        return open && retryAt <= nowNanos;
    }

    boolean isStuckFor(long nowNanos, Duration atMost) {
        return stuckSince != null && nowNanos - stuckSince >= atMost.toNanos();
    }

    /** Returns when the next send is due; null when nothing waits. */
    @Nullable
    Long due() {
        if (!open || (messages.isEmpty() && listDue == null)) {
            return null;
        }
        long wanted = messages.isEmpty() && listDue != null ? listDue : Long.MIN_VALUE;
        return Math.max(wanted, retryAt);
    }

    private void unstuck() {
        stuckSince = null;
        retry = FIRST_RETRY;
        retryAt = Long.MIN_VALUE;
    }
}
