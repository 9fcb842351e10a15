// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.v4l2;

import io.baton.shared.linux.Poller;
import io.baton.shared.linux.Posix;
import io.baton.shared.threads.DaemonThreads;
import io.baton.video.FrameSource;
import io.baton.video.TargetDisplay;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** The one thread of a capture device: waits for its frames and events, and lets the loop do what is due. */
final class CaptureThread {

    private static final Duration JOIN = Duration.ofSeconds(5);

    private final DaemonThreads threads;
    private final Poller poller;
    private final CaptureSource source;
    private final CaptureLoop loop;
    private final Queue<Runnable> jobs = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean running = true;

    /** @param changed called on this thread when the signal has changed */
    CaptureThread(
            CaptureDevice.Opener opener,
            CaptureSettings settings,
            StandbySettings standby,
            BooleanSupplier libavReady,
            Runnable changed,
            LongSupplier nanoTime,
            DaemonThreads threads)
            throws IOException {
        this.threads = threads;
        poller = new Poller(1);
        source = new CaptureSource(poller::wake, changed);
        loop = new CaptureLoop(opener, settings, standby, source, libavReady, nanoTime);
        thread = threads.unstarted("baton-video-capture", this::run);
    }

    void start() {
        thread.start();
    }

    FrameSource source() {
        return source;
    }

    String problem() {
        return loop.problem();
    }

    /** What the target sees of the device. */
    TargetDisplay display() {
        return loop.display();
    }

    void settings(CaptureSettings next, StandbySettings standby) {
        loop.settings(next, standby);
        poller.wake();
    }

    /** Runs a job between two steps. */
    void execute(Runnable job) {
        jobs.add(job);
        poller.wake();
    }

    /**
     * Ends the thread, which closes the device, and waits for its end.
     *
     * @param shows whether a display that is hidden is given back to the target before
     */
    void close(boolean shows) {
        if (shows) {
            jobs.add(loop::release);
        }
        running = false;
        poller.wake();
        if (threads.join(thread, JOIN)) {
            poller.close();
        }
    }

    /** Waits; returns whether the device reported an error: it is unplugged, or its stream has failed. */
    private boolean await(int timeoutMillis) {
        int frames = loop.streaming() ? Posix.POLLIN : 0;
        poller.clear().add(loop.descriptor(), Posix.POLLPRI | frames).await(timeoutMillis);
        return (poller.events(0) & (Posix.POLLERR | Posix.POLLHUP)) != 0;
    }

    private void run() {
        try {
            while (running) {
                long nanos = loop.step();
                runJobs();
                int millis = (int) TimeUnit.NANOSECONDS.toMillis(nanos + 999_999);
                if (running && await(millis)) {
                    loop.failed();
                }
            }
            runJobs();
        } finally {
            loop.close();
        }
    }

    private void runJobs() {
        for (Runnable job = jobs.poll(); job != null; job = jobs.poll()) {
            job.run();
        }
    }
}
