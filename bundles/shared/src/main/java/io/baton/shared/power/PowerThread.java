// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.power;

import io.baton.power.PowerAction;
import io.baton.power.PowerControl;
import io.baton.power.PowerListener;
import io.baton.power.PowerState;
import io.baton.power.RestoreState;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.shared.threads.DaemonThreads;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * A power control with one thread that owns what it controls: it takes calls from a bounded queue, keeps the last state
 * and tells each change of it.
 *
 * <p>Threading. The methods of {@link PowerControl}, {@link #start} and {@link #close} are for any thread; the others
 * are called on, and by, the thread alone.
 */
public abstract class PowerThread implements PowerControl {

    private static final Duration JOIN = Duration.ofSeconds(5);
    private static final int MAX_CALLS = 8;

    private final String kind;
    private final Surroundings surroundings;
    private final Thread thread;
    private final BlockingQueue<PowerCall> calls = new LinkedBlockingQueue<>(MAX_CALLS);
    /** Answers of calls that are done, given once the state of that moment is published: the caller may ask for it. */
    private final Queue<CompletableFuture<Outcome>> done = new ConcurrentLinkedQueue<>();

    private volatile boolean running = true;
    private volatile PowerState state;

    /**
     * What a component lends its control.
     *
     * @param listeners the present ones
     * @param threads makes the thread
     * @param log the logger of the bundle
     */
    public record Surroundings(Supplier<List<PowerListener>> listeners, DaemonThreads threads, Logger log) {}

    /**
     * @param kind as {@link #kind}
     * @param threadName {@code baton-power-} and the kind
     * @param first the state until the first {@link #publish}
     */
    protected PowerThread(String kind, String threadName, PowerState first, Surroundings surroundings) {
        this.kind = kind;
        this.surroundings = surroundings;
        state = first;
        thread = surroundings.threads().unstarted(threadName, this::run);
    }

    /** Starts the thread. */
    public final void start() {
        thread.start();
    }

    /** Ends the thread and waits for its end. */
    public final void close() {
        running = false;
        wake();
        surroundings.threads().join(thread, JOIN);
    }

    @Override
    public final String kind() {
        return kind;
    }

    @Override
    public final PowerState state() {
        return state;
    }

    @Override
    public final CompletionStage<Outcome> perform(PowerAction action) {
        return actions().contains(action)
                ? call(action, null)
                : CompletableFuture.completedStage(Outcome.refused(Reason.UNSUPPORTED, noSuch(action)));
    }

    @Override
    public final CompletionStage<Outcome> setRestore(RestoreState restore) {
        return restores().contains(restore) ? call(null, restore) : PowerControl.super.setRestore(restore);
    }

    private CompletionStage<Outcome> call(@Nullable PowerAction action, @Nullable RestoreState restore) {
        PowerCall call = new PowerCall(action, restore, new CompletableFuture<>());
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        var unused = call.answer().thenAccept(outcome -> {
            if (outcome.isDone()) {
                done.add(answer);
            } else {
                answer.complete(outcome);
            }
        });
        if (!running || !calls.offer(call)) {
            return CompletableFuture.completedStage(
                    Outcome.refused(Reason.BUSY, "Other calls wait.", Duration.ofSeconds(1)));
        }
        wake();
        if (!running) {
            // the thread may have looked for the last time
            refuseWaiting();
        }
        return answer;
    }

    /** Returns what the supply can be told to do after a power cut. */
    protected Set<RestoreState> restores() {
        return Set.of();
    }

    /** Returns why an action that is not among {@link #actions} cannot be done, in a sentence. */
    protected String noSuch(PowerAction action) {
        return action.isButton() ? "There is no such button." : "There is no supply to be switched.";
    }

    /** Does what is due, then waits for a call, a {@link #wake} or the next time; throws only what nothing mends. */
    protected abstract void serve() throws InterruptedException;

    /** Ends the wait of {@link #serve}; for any thread. Interrupts it, unless there is a better way. */
    protected void wake() {
        if (!running) {
            thread.interrupt();
        }
    }

    /** Gives back what the control holds, at the end of the thread. */
    protected abstract void release();

    /** Returns the next call; null for none. */
    protected final @Nullable PowerCall nextCall() {
        return calls.poll();
    }

    /** Returns the next call; null for none within the time. */
    protected final @Nullable PowerCall nextCall(Duration longest) throws InterruptedException {
        answerDone();
        return calls.poll(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Sets the state, tells it if it is another one, and then answers the calls that are done: {@link #serve} calls
     * this after it has done a call and before it waits.
     */
    protected final void publish(PowerState next) {
        if (!next.equals(state)) {
            state = next;
            tell();
        }
        answerDone();
    }

    private void answerDone() {
        for (CompletableFuture<Outcome> answer = done.poll(); answer != null; answer = done.poll()) {
            answer.complete(Outcome.done());
        }
    }

    private void tell() {
        for (PowerListener listener : surroundings.listeners().get()) {
            try {
                listener.changed(this);
            } catch (RuntimeException | LinkageError e) {
                surroundings.log().warn("listener failed", e);
            }
        }
    }

    /** Publishes that nothing is known, and logs a problem that is a new one. */
    protected final void lost(String problem) {
        boolean isNew = !problem.equals(state.problem());
        publish(PowerState.unknown(problem));
        if (isNew) {
            surroundings.log().warn("power control lost cause=\"{}\"", problem);
        }
    }

    /** Returns the refusal of what cannot be done at present. */
    protected static Outcome.Refused unavailable(String message) {
        return Outcome.refused(Reason.TEMPORARILY_UNAVAILABLE, message, Duration.ofSeconds(1));
    }

    private void run() {
        try {
            while (running) {
                serve();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            running = false;
            release();
            refuseWaiting();
            answerDone();
        }
    }

    private void refuseWaiting() {
        for (PowerCall call = calls.poll(); call != null; call = calls.poll()) {
            call.answer().complete(unavailable("The power control is being replaced."));
        }
    }
}
