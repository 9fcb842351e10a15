// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The bounded queue of frames to one socket, written in order and one at a time. A client that does not read is
 * disconnected; other sockets do not notice.
 *
 * <p>Threading. Confined to the event loop.
 */
final class SendQueue {

    /**
     * More than the answers to a whole burst and the errors after it, so that no client is disconnected, instead of
     * answered or closed with a reason, because a write of the device took long.
     */
    static final int MAX_FRAMES = 256;

    static final int MAX_CHARS = 1024 * 1024;

    /** The empty string stands for a ping control frame; no text frame is empty. */
    private static final String PING = "";

    private final SocketWriter socketWriter;
    private final EventLoop loop;
    private final Supplier<Duration> timeout;
    private final Queue<String> waiting = new ArrayDeque<>();
    private int chars;
    private boolean writing;
    private boolean over;
    private @Nullable Runnable closing;

    /** @param timeout how long one write may take, at the time it begins */
    SendQueue(SocketWriter socketWriter, EventLoop loop, Supplier<Duration> timeout) {
        this.socketWriter = socketWriter;
        this.loop = loop;
        this.timeout = timeout;
    }

    void text(String frame) {
        if (over || closing != null) {
            return;
        }
        if (waiting.size() >= MAX_FRAMES || chars + frame.length() > MAX_CHARS) {
            disconnect();
            return;
        }
        waiting.add(frame);
        chars += frame.length();
        next();
    }

    void ping() {
        text(PING);
    }

    /** Closes the socket once the frames that wait are sent; a client that does not read them is disconnected. */
    void close(int code, String reason) {
        if (!over && closing == null) {
            closing = () -> socketWriter.close(code, reason);
            next();
        }
    }

    /** Closes the socket; queued frames are not sent. */
    void closeNow(int code, String reason) {
        if (!over) {
            end();
            socketWriter.close(code, reason);
        }
    }

    /** Drops the connection without a close frame. */
    void disconnect() {
        if (!over) {
            end();
            socketWriter.disconnect();
        }
    }

    /** Discards the queue of a socket that has closed. */
    void end() {
        over = true;
        waiting.clear();
        chars = 0;
    }

    private void next() {
        if (writing || over) {
            return;
        }
        String frame = waiting.poll();
        if (frame == null) {
            Runnable close = closing;
            if (close != null) {
                end();
                close.run();
            }
            return;
        }
        writing = true;
        chars -= frame.length();
        Runnable timer = loop.after(timeout.get(), this::disconnect);
        if (frame.equals(PING)) {
            socketWriter.ping(done -> loop.execute(() -> written(done, timer)));
        } else {
            socketWriter.text(frame, done -> loop.execute(() -> written(done, timer)));
        }
    }

    private void written(boolean done, Runnable timer) {
        timer.run();
        writing = false;
        if (done) {
            next();
        } else {
            disconnect();
        }
    }
}
