// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How this bundle makes and ends its threads. */
final class Threads {

    private static final Logger LOG = LoggerFactory.getLogger(Threads.class);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private Threads() {}

    /** An unstarted daemon thread. */
    static Thread platform(String name, Runnable body) {
        return Thread.ofPlatform()
                .name(name)
                .daemon()
                .uncaughtExceptionHandler(Threads::uncaught)
                .unstarted(body);
    }

    /** Virtual threads {@code baton-dtls-0}, {@code -1} and so on: a handshake mostly waits for the network. */
    static ThreadFactory handshakes() {
        return Thread.ofVirtual()
                .name("baton-dtls-", 0)
                .uncaughtExceptionHandler(Threads::uncaught)
                .factory();
    }

    private static void uncaught(Thread thread, Throwable bug) {
        LOG.error("thread {} ended", thread.getName(), bug);
    }

    /** Waits a little for a thread to end; names one that does not. */
    static void join(Thread thread) {
        if (thread == Thread.currentThread()) {
            return;
        }
        try {
            if (!thread.join(PATIENCE)) {
                LOG.warn("thread {} did not end in time", thread.getName());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
