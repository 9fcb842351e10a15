// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class DaemonThreadsTest {

    private final List<String> fatal = new CopyOnWriteArrayList<>();
    private final DaemonThreads threads = new DaemonThreads(LoggerFactory.getLogger("test"), fatal::add);

    @Test
    void threadIsNamedAndDaemon() throws InterruptedException {
        Thread thread = threads.start("baton-test", () -> {});
        thread.join();

        assertEquals("baton-test", thread.getName());
        assertTrue(thread.isDaemon());
        assertEquals(List.of(), fatal);
    }

    @Test
    void endedThreadKeepsNoReferenceToItsBody() throws InterruptedException {
        List<Runnable> bodies = new ArrayList<>(List.of(new Body()));
        WeakReference<Runnable> body = new WeakReference<>(bodies.getFirst());
        Thread thread = threads.start("baton-test", bodies.removeFirst());
        thread.join();
        System.gc();

        assertTrue(body.refersTo(null));
        assertFalse(thread.isAlive());
    }

    /** An object of its own, unlike a lambda. */
    private static final class Body implements Runnable {
        @Override
        public void run() {
            // ends at once
        }
    }

    @Test
    void errorThatEndsAThreadIsFatal() throws InterruptedException {
        Thread thread = threads.factory("baton-test").newThread(() -> {
            throw new NoClassDefFoundError("gone");
        });
        thread.start();
        thread.join();

        assertEquals(List.of("thread baton-test died: java.lang.NoClassDefFoundError"), fatal);
    }

    /** For an executor, whose tasks keep their errors to themselves. */
    @Test
    void handlerOfTheThreadReportsAsFatal() {
        Thread thread = threads.unstarted("baton-test", () -> {});
        thread.getUncaughtExceptionHandler().uncaughtException(thread, new StackOverflowError());

        assertEquals(List.of("thread baton-test died: java.lang.StackOverflowError"), fatal);
    }

    @Test
    void errorThatEndsAVirtualThreadIsNotFatal() throws InterruptedException {
        Thread thread = threads.virtual("baton-test-").newThread(() -> {
            throw new IllegalStateException("one task");
        });
        thread.start();
        thread.join();

        assertEquals("baton-test-0", thread.getName());
        assertEquals(List.of(), fatal);
    }

    @Test
    void nameWithoutThePrefixIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> threads.factory("worker"));
        assertThrows(IllegalArgumentException.class, () -> threads.virtual("worker-"));
        assertThrows(IllegalArgumentException.class, () -> threads.unstarted("worker", () -> {}));
    }

    @Test
    void joinReturnsWhetherTheThreadHasEnded() {
        CountDownLatch release = new CountDownLatch(1);
        Thread waiting = threads.unstarted("baton-test", () -> {
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertTrue(threads.join(waiting, Duration.ZERO), "not started");
        waiting.start();
        assertFalse(threads.join(waiting, Duration.ofMillis(1)));
        release.countDown();
        assertTrue(threads.join(waiting, Duration.ofMinutes(1)));
    }
}
