// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import java.time.Duration;

/** One thread on which every conversation lives, so that none of them needs a lock. Nothing that runs on it blocks. */
interface EventLoop {

    /** Runs a task soon, after those that came before it. May be called from any thread. */
    void execute(Runnable task);

    /** Runs a task later; the result cancels it. */
    Runnable after(Duration delay, Runnable task);

    /** On the clock of {@link System#nanoTime()}. */
    long nanoTime();
}
