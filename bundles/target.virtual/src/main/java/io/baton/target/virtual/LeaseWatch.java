// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import io.baton.shared.threads.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Checks the lease of the ports when it can have lapsed. */
final class LeaseWatch {

    private static final Duration JOIN = Duration.ofSeconds(2);

    private final WatchedPorts ports;
    private final DaemonThreads threads;
    private final Thread thread;
    private volatile boolean running = true;

    LeaseWatch(WatchedPorts ports, DaemonThreads threads) {
        this.ports = ports;
        this.threads = threads;
        thread = threads.unstarted("baton-target-lease", this::run);
    }

    void start() {
        thread.start();
    }

    void wake() {
        LockSupport.unpark(thread);
    }

    /** Ends the thread and waits for its end. */
    void close() {
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
