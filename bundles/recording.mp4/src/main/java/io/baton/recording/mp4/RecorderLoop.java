// SPDX-License-Identifier: Apache-2.0
package io.baton.recording.mp4;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The recorder's thread: runs commands in order and, after each and whenever frames have arrived, the recorder.
 *
 * <p>Threading. {@link #run} is one thread; the other methods are for any thread and do not block.
 */
final class RecorderLoop implements Runnable, Executor {

    private static final Logger LOG = LoggerFactory.getLogger("recording.mp4");
    private static final Duration TICK = Duration.ofMillis(200);
    private static final int MAX_COMMANDS = 64;

    private final Semaphore wake = new Semaphore(0);
    private final BlockingQueue<Runnable> commands = new ArrayBlockingQueue<>(MAX_COMMANDS);
    private final Runnable tick;
    private volatile boolean stopped;

    RecorderLoop(Runnable tick) {
        this.tick = tick;
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                if (wake.tryAcquire(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
                runCommands();
                guarded(tick);
            }
            runCommands();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void runCommands() {
        for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
            guarded(command);
        }
    }

    /** A service that is leaving may throw anything. */
    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | LinkageError e) {
            LOG.error("recorder failed", e);
        }
    }

    /** @throws RejectedExecutionException when too much waits */
    @Override
    public void execute(Runnable command) {
        if (stopped || !commands.offer(command)) {
            throw new RejectedExecutionException("the recorder is busy");
        }
        wake.release();
    }

    void wake() {
        wake.release();
    }

    /** Ends {@link #run} once the accepted commands have run. */
    void stop() {
        stopped = true;
        wake.release();
    }
}
