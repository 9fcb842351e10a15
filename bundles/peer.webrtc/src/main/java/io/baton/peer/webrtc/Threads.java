// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates and ends the threads of this bundle. */
final class Threads {

    private static final Logger LOG = LoggerFactory.getLogger("peer.webrtc");
    private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(3);

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
        LOG.error("thread ended by an exception thread={}", thread.getName(), bug);
    }

    /** Waits for a thread to end, at most {@link #JOIN_TIMEOUT}, and logs one that does not. */
    static void join(Thread thread) {
        if (thread == Thread.currentThread()) {
            return;
        }
        try {
            if (!thread.join(JOIN_TIMEOUT)) {
                LOG.warn("thread did not end in time thread={}", thread.getName());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
