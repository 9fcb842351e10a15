// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * What waits to be written to one socket: in order, one at a time, bounded. Who does not read is cut off and costs
 * nobody else anything.
 *
 * <p>Threading. Confined to the loop.
 */
final class SendQueue {

    static final int MAX_FRAMES = 128;
    static final int MAX_CHARS = 1024 * 1024;

    /** The empty string stands for a ping control frame; no text frame is empty. */
    private static final String PING = "";

    private final SocketWriter wire;
    private final EventLoop loop;
    private final Supplier<Duration> timeout;
    private final Queue<String> waiting = new ArrayDeque<>();
    private int chars;
    private boolean writing;
    private boolean over;

    /** @param timeout how long one write may take, at the time it begins */
    SendQueue(SocketWriter wire, EventLoop loop, Supplier<Duration> timeout) {
        this.wire = wire;
        this.loop = loop;
        this.timeout = timeout;
    }

    void text(String frame) {
        if (over) {
            return;
        }
        if (waiting.size() >= MAX_FRAMES || chars + frame.length() > MAX_CHARS) {
            cut();
            return;
        }
        waiting.add(frame);
        chars += frame.length();
        next();
    }

    void ping() {
        text(PING);
    }

    /** Closes the socket; what still waits is not sent. */
    void close(int code, String reason) {
        if (!over) {
            end();
            wire.close(code, reason);
        }
    }

    /** Drops the connection without a word. */
    void cut() {
        if (!over) {
            end();
            wire.cut();
        }
    }

    /** The socket is gone. */
    void end() {
        over = true;
        waiting.clear();
        chars = 0;
    }

    private void next() {
        String frame = writing || over ? null : waiting.poll();
        if (frame == null) {
            return;
        }
        writing = true;
        chars -= frame.length();
        Runnable timer = loop.after(timeout.get(), this::cut);
        if (frame.equals(PING)) {
            wire.ping(done -> loop.execute(() -> written(done, timer)));
        } else {
            wire.text(frame, done -> loop.execute(() -> written(done, timer)));
        }
    }

    private void written(boolean done, Runnable timer) {
        timer.run();
        writing = false;
        if (done) {
            next();
        } else {
            cut();
        }
    }
}
