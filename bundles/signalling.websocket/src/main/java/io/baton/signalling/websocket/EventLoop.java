// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import java.time.Duration;

/** A thread that runs the tasks of every signalling session, so that sessions need no locks. Tasks never block. */
interface EventLoop {

    /** Runs a task after those queued before it. Safe for any thread. */
    void execute(Runnable task);

    /** Runs a task after a delay; the result cancels it. */
    Runnable after(Duration delay, Runnable task);

    /** Returns the time of {@link System#nanoTime()}. */
    long nanoTime();
}
