// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import java.util.concurrent.locks.LockSupport;

/** Looks at the lease of the ports exactly when it can have lapsed. */
final class LeaseWatch {

    private final WatchedPorts ports;
    private final Thread thread;
    private volatile boolean running = true;

    LeaseWatch(WatchedPorts ports, DaemonThreads threads) {
        this.ports = ports;
        thread = threads.thread("baton-target-lease", this::run);
    }

    void start() {
        thread.start();
    }

    void wake() {
        LockSupport.unpark(thread);
    }

    void close() {
        running = false;
        wake();
    }

    private void run() {
        while (running) {
            LockSupport.parkNanos(this, ports.watch());
        }
    }
}
