// SPDX-License-Identifier: Apache-2.0
package io.baton.fleet.hawkbit;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls an agent whenever it wants to be called, or an upgrade has changed.
 *
 * <p>Threading. {@link #run} is one thread; the other methods are for any thread and do not block.
 */
public final class AgentLoop implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger("fleet.hawkbit");
    private static final Duration AFTER_FAULT = Duration.ofMinutes(1);

    private final Agent agent;
    private final Semaphore wake = new Semaphore(0);
    private volatile boolean stopped;

    public AgentLoop(Agent agent) {
        this.agent = agent;
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                Duration wait = tick();
                if (wake.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** An upgrade service that is leaving may throw anything. */
    private Duration tick() throws InterruptedException {
        try {
            return agent.tick();
        } catch (RuntimeException e) {
            LOG.error("agent failed retryMillis={}", AFTER_FAULT.toMillis(), e);
            return AFTER_FAULT;
        }
    }

    /** Has the agent called soon: an upgrade has changed. */
    public void wake() {
        wake.release();
    }

    /** Ends {@link #run} once the present call has returned. */
    public void stop() {
        stopped = true;
        wake.release();
    }
}
