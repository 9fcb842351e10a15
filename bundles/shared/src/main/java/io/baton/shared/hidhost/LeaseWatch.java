// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.hidhost;

import io.baton.shared.threads.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Checks the lease of the ports when it can have lapsed. */
public final class LeaseWatch {

    private static final Duration JOIN = Duration.ofSeconds(2);

    private final WatchedPorts ports;
    private final DaemonThreads threads;
    private final Thread thread;
    private volatile boolean running = true;

    /** @param name of the thread */
    public LeaseWatch(String name, WatchedPorts ports, DaemonThreads threads) {
        this.ports = ports;
        this.threads = threads;
        thread = threads.unstarted(name, this::run);
    }

    public void start() {
        thread.start();
    }

    public void wake() {
        LockSupport.unpark(thread);
    }

    /** Ends the thread and waits for its end. */
    public void close() {
        running = false;
        wake();
        threads.join(thread, JOIN);
    }

    private void run() {
        while (running) {
            LockSupport.parkNanos(this, ports.watch());
        }
    }
}
