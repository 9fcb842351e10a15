// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
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
    void errorThatEndsAThreadIsFatal() throws InterruptedException {
        Thread thread = threads.factory("baton-test").newThread(() -> {
            throw new NoClassDefFoundError("gone");
        });
        thread.start();
        thread.join();

        assertEquals(List.of("thread baton-test died: java.lang.NoClassDefFoundError"), fatal);
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
}
