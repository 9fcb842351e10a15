// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.handover.SavedState;
import io.baton.hid.HidOutput;
import io.baton.peer.PeerId;
import io.baton.session.Roster;
import io.baton.shared.threads.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes messages and timer calls to the pipeline, one at a time, and hands the state of pipeline and macros over to a
 * successor. After {@link #stop} has begun no message is accepted.
 *
 * <p>Threading. Any thread.
 */
final class InputDispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(HidRpcInput.LOGGER);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** The longest wait on deactivation for messages whose delivery has begun. */
    private static final long IN_FLIGHT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Services services;
    private final Duration longestSave;
    private final LongSupplier nanoTime;
    private final PeerStates peerStates;
    private final InputMetrics metrics;
    private final StateBroadcaster broadcaster;
    private final SerialExecutor executor;
    private final MacroPlayer macros;
    private final InputPipeline pipeline;
    private final InputTimer timer;
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile boolean closed;
    private volatile boolean stopped;

    InputDispatcher(
            Services services,
            LastRoster roster,
            PeerStates peerStates,
            InputMetrics metrics,
            StateBroadcaster broadcaster,
            DaemonThreads threads,
            Consumer<String> fatal,
            Duration longestSave) {
        this.longestSave = longestSave;
        this.services = services;
        this.nanoTime = services.nanoTime();
        this.peerStates = peerStates;
        this.metrics = metrics;
        this.broadcaster = broadcaster;
        executor = new SerialExecutor(fatal);
        macros = new MacroPlayer(services.ports(), broadcaster);
        pipeline = new InputPipeline(services, roster, metrics, peerStates, macros);
        timer = new InputTimer(nanoTime, this::wake, threads);
    }

    /** Returns the length of the queue. Any thread. */
    String gauge() {
        return pipeline.gauge();
    }

    void startTimer() {
        timer.start();
    }

    void stopTimer() {
        timer.stop();
    }

    /**
     * Continues with the state of a predecessor. Without one, or with one that does not say what should be down, the
     * epoch is begun again and no macro goes on: a predecessor may have left a key down.
     */
    void restore(@Nullable SavedState saved) {
        executor.run(() -> {
            boolean known = saved != null
                    && InputHandoverState.restore(saved, nanoTime.getAsLong(), pipeline, macros, peerStates, metrics);
            if (saved != null && !known) {
                LOG.warn(
                        "state discarded, keys released ageMillis={}",
                        saved.age().toMillis());
            }
            if (!known) {
                pipeline.scheduleRelease();
                broadcaster.macro(false);
            }
        });
        wake();
    }

    /** Releases all keys and buttons before the next message, and ends the automatic releases. */
    void release() {
        executor.run(pipeline::scheduleRelease);
        wake();
    }

    /**
     * Refuses messages from now on and returns the state; null when the executor is blocked. Waits for messages whose
     * delivery has begun: a successor takes the state once, and later changes are lost.
     */
    @Nullable
    SavedState stop() {
        closed = true;
        awaitInFlight();
        CompletableFuture<SavedState> saved = new CompletableFuture<>();
        executor.run(() -> {
            stopped = true;
            saved.complete(InputHandoverState.save(nanoTime.getAsLong(), pipeline, macros, peerStates, metrics));
        });
        try {
            return saved.get(longestSave.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            LOG.error("state not saved reason=executor_blocked", e);
        }
        return null;
    }

    /** Handling a message takes microseconds; one that takes longer is not waited for. */
    private void awaitInFlight() {
        long end = nanoTime.getAsLong() + IN_FLIGHT_NANOS;
        while (inFlight.get() > 0 && nanoTime.getAsLong() - end < 0) {
            Thread.onSpinWait();
        }
    }

    /** Handles a message; returns false after {@link #stop} has begun. */
    boolean submit(InputMessage input) {
        return begin(() -> handle(input));
    }

    /** Runs a task that {@link #stop} waits for; returns false after that has begun. */
    private boolean begin(Runnable task) {
        inFlight.incrementAndGet();
        if (closed) {
            inFlight.decrementAndGet();
            return false;
        }
        executor.run(() -> {
            try {
                task.run();
            } finally {
                inFlight.decrementAndGet();
            }
        });
        return true;
    }

    /** Handles a message, or answers it as expired after {@link #stop} has begun. */
    void submitOrReject(InputMessage input) {
        if (!submit(input)) {
            rejectLate(input);
        }
    }

    /** Begins the epoch again when a peer in control has lost input; returns false after {@link #stop} has begun. */
    boolean inputLost(PeerId peer, String reason) {
        return afterLoss(() -> pipeline.inputLost(peer, reason));
    }

    /** Begins the epoch again if this message, which was discarded, may have released a key or button; see above. */
    boolean inputDiscarded(InputMessage input) {
        return afterLoss(() -> pipeline.inputDiscarded(input));
    }

    private boolean afterLoss(Runnable release) {
        boolean begun = begin(() -> {
            if (stopped) {
                releaseAfterStop();
            } else {
                release.run();
            }
        });
        if (begun) {
            wake();
        }
        return begun;
    }

    /** Releases everything after the state was saved: the successor does not know of the loss. */
    private void releaseAfterStop() {
        HidOutput last = services.hid().get();
        if (last != null) {
            last.beginEpoch(last.epoch());
        }
    }

    private void handle(InputMessage input) {
        if (stopped) {
            rejectLate(input);
        } else if (input.message() instanceof HidRpcMessage.Handshake) {
            broadcaster.handshake(input.peer());
        } else {
            accept(input);
        }
    }

    private void accept(InputMessage input) {
        try {
            pipeline.accept(input);
        } catch (RuntimeException | LinkageError e) {
            // the message may be lost, and with it the release of a key
            pipeline.scheduleRelease();
            throw e;
        } finally {
            timer.schedule(pipeline.nextTick(nanoTime.getAsLong()));
        }
    }

    /** Handles a message that came after the state was saved: it is lost, and the epoch is begun again. */
    private void rejectLate(InputMessage input) {
        metrics.expired.increment();
        input.answer(InputPipeline.EXPIRED);
        HidOutput last = services.hid().get();
        if (last != null && last.epoch() == input.epoch()) {
            last.beginEpoch(input.epoch());
        }
        LOG.warn("input lost reason=replacement peer={}", input.peer());
    }

    /** See {@link InputPipeline#nudge}. */
    void nudge(long inactivityNanos) {
        executor.run(() -> {
            if (!stopped) {
                pipeline.nudge(inactivityNanos);
            }
        });
    }

    void rosterChanged(Roster after) {
        executor.run(() -> {
            macros.epochChanged(after);
            peerStates.keepOnly(peer -> after.byLink(peer).isPresent());
        });
    }

    /** Handles what is due; after a failure again in {@link #RETRY_NANOS}. */
    void wake() {
        executor.run(() -> {
            if (stopped) {
                return;
            }
            long next = nanoTime.getAsLong() + RETRY_NANOS;
            try {
                next = pipeline.tick();
            } finally {
                timer.schedule(next);
            }
        });
    }

    /** The time of the timer's next call. */
    long wakeAt() {
        return timer.wakeAt();
    }
}
