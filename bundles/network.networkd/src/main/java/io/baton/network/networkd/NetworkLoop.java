// SPDX-License-Identifier: Apache-2.0
package io.baton.network.networkd;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of the bundle: runs commands in order, and looks at the network once a second.
 *
 * <p>Threading. {@link #run} is one thread; the other methods are for any thread and do not block.
 */
final class NetworkLoop implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger("network.networkd");
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final int MAX_COMMANDS = 16;

    private final BlockingQueue<Runnable> commands = new ArrayBlockingQueue<>(MAX_COMMANDS);
    private final Runnable tick;
    private volatile boolean stopped;

    NetworkLoop(Runnable tick) {
        this.tick = tick;
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                Runnable command = commands.poll(TICK.toMillis(), TimeUnit.MILLISECONDS);
                if (command != null) {
                    guarded(command);
                }
                guarded(tick);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A service that is leaving may throw anything. */
    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | LinkageError e) {
            LOG.error("network failed", e);
        }
    }

    /** Queues a command, and returns false when too much waits. */
    boolean offer(Runnable command) {
        return !stopped && commands.offer(command);
    }

    void stop() {
        stopped = true;
        commands.offer(() -> {});
    }
}
