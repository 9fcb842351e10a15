// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for the threads of this bundle to end. */
final class Threads {

    private static final Logger LOG = LoggerFactory.getLogger("peer.webrtc");
    private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(3);

    private Threads() {}

    /**
     * Waits for a thread to end, at most {@link #JOIN_TIMEOUT}, and logs one that does not. One that was not started
     * needs no waiting.
     */
    static void join(Thread thread) {
        if (thread == Thread.currentThread() || thread.getState() == Thread.State.NEW) {
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
