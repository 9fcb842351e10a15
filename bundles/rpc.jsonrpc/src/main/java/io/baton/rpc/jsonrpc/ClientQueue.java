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

    static final int MAX_WAITING = 128;
    static final long APART = Duration.ofMillis(50).toNanos();
    private static final long FIRST_RETRY = Duration.ofMillis(20).toNanos();
    private static final long LAST_RETRY = Duration.ofMillis(320).toNanos();

    private static final long SET_UP = Duration.ofSeconds(10).toNanos();

    private final PeerId peer;
    private final long began;
    private final Deque<String> messages = new ArrayDeque<>();
    private @Nullable Long listDue;
    private @Nullable Long stuckSince;
    private long retry = FIRST_RETRY;
    private long retryAt = Long.MIN_VALUE;
    private long lastList;
    private long revision = -1;
    private boolean open;

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
            messages.clear();
        }
    }

    /** Its channel is closed and may be opened again: the next one is told anew. */
    void closed() {
        open = false;
        messages.clear();
        listDue = null;
        stuckSince = null;
        revision = -1;
    }

    /**
     * Another event after those that wait; false when too many do. Before its channel is open the oldest makes place:
     * some never open it.
     */
    boolean add(String message) {
        if (!open && messages.size() == MAX_WAITING) {
            messages.remove();
        }
        return messages.size() < MAX_WAITING && messages.add(message);
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
        return messages.peek();
    }

    void messageSent() {
        messages.remove();
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

    /** Nobody can send to it at the moment, which is not its doing. */
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
