// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import io.baton.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/** The loop without a thread: tasks run on the caller, timers when a test moves the clock. */
final class ManualEventLoop implements EventLoop {

    private record Timer(long due, long number, Runnable task) {}

    private final ManualClock clock = new ManualClock();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparingLong(Timer::due).thenComparingLong(Timer::number));
    private boolean running;
    private long number;

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (running) {
            return;
        }
        running = true;
        try {
            for (Runnable next = tasks.poll(); next != null; next = tasks.poll()) {
                next.run();
            }
        } finally {
            running = false;
        }
    }

    @Override
    public Runnable after(Duration delay, Runnable task) {
        Timer timer = new Timer(clock.nanoTime() + delay.toNanos(), number++, task);
        timers.add(timer);
        return () -> timers.remove(timer);
    }

    @Override
    public long nanoTime() {
        return clock.nanoTime();
    }

    /** Returns how many timers wait. */
    int timers() {
        return timers.size();
    }

    /** Moves the clock, stopping at each timer that is due on the way. */
    void advance(Duration by) {
        long end = clock.nanoTime() + by.toNanos();
        for (Timer next = timers.peek(); next != null && next.due() <= end; next = timers.peek()) {
            timers.remove(next);
            clock.advance(Duration.ofNanos(next.due() - clock.nanoTime()));
            execute(next.task());
        }
        clock.advance(Duration.ofNanos(end - clock.nanoTime()));
    }
}
