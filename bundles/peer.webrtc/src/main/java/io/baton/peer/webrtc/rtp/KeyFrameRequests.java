// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

/**
 * Makes one request to the encoder out of the many that viewers send: at most one per interval, none while the last one
 * is still being answered, and a late one is kept until the interval is over. Shared by all viewers.
 *
 * <p>Threading. Thread-safe. The encoder is asked on the calling thread, outside any lock of this class; asking must
 * not block.
 */
public final class KeyFrameRequests {

    /** Returned by {@link #deadlineNanos()} when there is nothing to wait for. */
    public static final long NEVER = Long.MAX_VALUE;

    private final Runnable ask;
    private final long intervalNanos;
    private final Object lock = new Object();
    private long askedAt;
    private boolean everAsked;
    private boolean pending;
    private long received;
    private long asked;

    /**
     * @param ask asks the encoder for a key frame
     * @param intervalNanos shortest time between two requests to the encoder, usually 100–250 ms
     */
    public KeyFrameRequests(Runnable ask, long intervalNanos) {
        this.ask = ask;
        this.intervalNanos = intervalNanos;
    }

    /** A viewer cannot go on without a key frame. */
    public void request(long now) {
        synchronized (lock) {
            received++;
            pending = true;
        }
        tick(now);
    }

    /** A key frame is on its way to all viewers, which answers the pending request. */
    public void keyFrame() {
        synchronized (lock) {
            pending = false;
        }
    }

    /** When {@link #tick} has to be called, on the clock of its argument; {@link #NEVER} without a pending request. */
    public long deadlineNanos() {
        synchronized (lock) {
            return pending ? askedAt + intervalNanos : NEVER;
        }
    }

    /** Sends the pending request if its time has come. Calling it early or twice does no harm. */
    public void tick(long now) {
        synchronized (lock) {
            if (!pending || (everAsked && now - askedAt < intervalNanos)) {
                return;
            }
            pending = false;
            everAsked = true;
            askedAt = now;
            asked++;
        }
        ask.run();
    }

    /** Requests received from viewers. */
    public long received() {
        synchronized (lock) {
            return received;
        }
    }

    /** Requests passed on to the encoder. */
    public long asked() {
        synchronized (lock) {
            return asked;
        }
    }
}
