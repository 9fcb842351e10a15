// SPDX-License-Identifier: Apache-2.0
package io.baton.runtime.tests;

import java.util.concurrent.locks.LockSupport;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** The activator of a bad build: it starts threads and never ends them. */
public final class ThreadLeak implements BundleActivator {
    private static final String NAME = "leaked-by-test";
    private static final int THREADS = 100;

    /** Called by the framework. */
    public ThreadLeak() {}

    @Override
    public void start(BundleContext context) {
        for (int i = 0; i < THREADS; i++) {
            Thread.ofPlatform().name(NAME).daemon().start(ThreadLeak::stay);
        }
    }

    @Override
    public void stop(BundleContext context) {
        // leaves the threads behind
    }

    private static void stay() {
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.park();
        }
    }

    /** Ends the threads, for the tests that follow. */
    static void end() {
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(NAME))
                .forEach(Thread::interrupt);
    }
}
