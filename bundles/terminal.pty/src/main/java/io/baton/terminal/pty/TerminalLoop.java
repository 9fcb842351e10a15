// SPDX-License-Identifier: Apache-2.0
package io.baton.terminal.pty;

import io.baton.shared.linux.Poller;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of the terminals: waits for shells, for viewers that were slow and for tasks.
 *
 * <p>Threading. {@link #run} is one thread; the other methods are for any thread and do not block. The callers bound
 * the tasks.
 */
final class TerminalLoop implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(TerminalPty.LOGGER);
    private static final int MOST_SHELLS = 16;
    /** After a failure that is none of a shell's. */
    private static final int PAUSE_MILLIS = 1_000;

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final TerminalServer server;
    private final Poller poller;
    private volatile boolean stopped;

    TerminalLoop(TerminalServer server) throws IOException {
        this.server = server;
        poller = new Poller(MOST_SHELLS);
    }

    /** Runs a task on the thread; after {@link #stop} it is dropped. */
    void execute(Runnable task) {
        tasks.add(task);
        poller.wake();
    }

    /** Has the thread look again at what it uses. */
    void wake() {
        poller.wake();
    }

    @Override
    public void run() {
        while (!stopped) {
            int wait = turn();
            poller.clear();
            server.addTo(poller);
            poller.await(wait);
        }
    }

    /** Does what can be done now; returns how long to wait at most, in milliseconds, −1 for ever. */
    int turn() {
        try {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
            return server.serve();
        } catch (RuntimeException | LinkageError e) {
            // a service that is leaving may throw anything
            LOG.error("terminal failed", e);
            return PAUSE_MILLIS;
        }
    }

    /** Ends {@link #run}. */
    void stop() {
        stopped = true;
        poller.wake();
    }

    /** To be called once {@link #run} has ended. */
    void close() {
        poller.close();
    }
}
