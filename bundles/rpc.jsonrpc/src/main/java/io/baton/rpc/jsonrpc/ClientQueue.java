// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.peer.PeerId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What one client has yet to be told: messages in order, and after them the list, of which only the last state counts.
 *
 * <p>Threading. The pusher's thread. Times are nanoseconds since the pusher began.
 */
final class ClientQueue {

    /** The most events that wait. */
    static final int MAX_WAITING = 128;

    /** The most replies that wait; more than a client may call in a second, refusals included. */
    static final int MAX_REPLIES = 4_096;

    /** All waiting replies together, characters; one always fits. */
    static final int MAX_REPLY_CHARS = 1_048_576;

    static final long APART = Duration.ofMillis(50).toNanos();
    private static final long FIRST_RETRY = Duration.ofMillis(20).toNanos();
    private static final long LAST_RETRY = Duration.ofMillis(320).toNanos();

    private static final long SET_UP = Duration.ofSeconds(10).toNanos();

    private final PeerId peer;
    private final long began;
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

    private record Message(String text, boolean reply) {}

    ClientQueue(PeerId peer, long nowNanos) {
        this.peer = peer;
        this.began = nowNanos;
        this.lastList = nowNanos - APART;
    }

    PeerId peer() {
        return peer;
    }

    boolean isOpen() {
        return open;
    }

    /** Its channel is open; what waited for that is told, unless it is old by now. */
    void opened(long nowNanos) {
        open = true;
        if (nowNanos - began > SET_UP) {
            clear();
        }
    }

    /** Its channel is closed and may be opened again: the next one is told anew. */
    void closed() {
        open = false;
        clear();
        listDue = null;
        stuckSince = null;
        revision = -1;
    }

    /**
     * Adds an event after the messages that wait; false when too many do. Before its channel is open the oldest makes
     * room: some clients never open it.
     */
    boolean add(String event) {
        if (!open && messages.size() >= MAX_WAITING) {
            remove();
        }
        return messages.size() - replies < MAX_WAITING && messages.add(new Message(event, false));
    }

    /** Adds a reply after the messages that wait; false when too many or too large ones do. */
    boolean addReply(String reply) {
        if (replies >= MAX_REPLIES || (replies > 0 && replyChars + reply.length() > MAX_REPLY_CHARS)) {
            return false;
        }
        replies++;
        replyChars += reply.length();
        return messages.add(new Message(reply, true));
    }

    private void remove() {
        Message message = messages.remove();
        if (message.reply) {
            replies--;
            replyChars -= message.text.length();
        }
    }

    private void clear() {
        messages.clear();
        replies = 0;
        replyChars = 0;
    }

    /** The list changed: it is told then, or when it was to be told anyway, and never too soon after the last one. */
    void listDue(long nanos) {
        if (listDue == null) {
            listDue = Math.max(nanos, lastList + APART);
        }
    }

    /** The list could not be made: it is tried again then. */
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

    /** Whether this list is not older than what it was shown. */
    boolean mayBeShown(long listRevision) {
        return listRevision >= revision;
    }

    void listSent(long listRevision, long nowNanos) {
        revision = listRevision;
        lastList = nowNanos;
        listDue = null;
        unstuck();
    }

    /** There was nothing to show it. */
    void listDone() {
        listDue = null;
    }

    /** Its buffer is full: it is tried again a little later, each time somewhat later. */
    void stuck(long nowNanos) {
        if (stuckSince == null) {
            stuckSince = nowNanos;
        }
        retryAt = nowNanos + retry;
        retry = Math.min(LAST_RETRY, retry * 2);
    }

    /** The peer service is absent at the moment, which is not the client's fault. */
    void postponed(long untilNanos) {
        retryAt = untilNanos;
    }

    /** Whether it may be sent something now. */
    boolean isReady(long nowNanos) {
        return open && retryAt <= nowNanos;
    }

    boolean isStuckFor(long nowNanos, Duration atMost) {
        return stuckSince != null && nowNanos - stuckSince >= atMost.toNanos();
    }

    /** When there is something to do for it; null when there is nothing. */
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
