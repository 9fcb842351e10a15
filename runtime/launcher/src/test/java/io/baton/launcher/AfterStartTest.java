// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

final class AfterStartTest {
    private final List<String> called = new ArrayList<>();
    private final Framework framework;
    private final BundleContext context;

    AfterStartTest(@TempDir Path storage) throws Exception {
        framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(Map.of("org.osgi.framework.storage", storage.toString()));
        framework.start();
        context = framework.getBundleContext();
    }

    @AfterEach
    void stop() throws Exception {
        framework.stop();
        framework.waitForStop(0);
    }

    @Test
    void servicesAreCalledOnceWhetherTheyAppearBeforeOrAfter() {
        register("early", "after-start", CompletableFuture.completedFuture(null));
        register("other", "readiness", CompletableFuture.completedFuture(null));
        assertEquals(List.of(), called);
        AfterStart.begin(context);
        assertEquals(List.of("early"), called);
        register("late", "after-start", CompletableFuture.completedFuture(null));
        assertEquals(List.of("early", "late"), called);
    }

    @Test
    void awaitReturnsWhenTheWorkIsDoneOrHasFailed() throws Exception {
        CompletableFuture<String> work = new CompletableFuture<>();
        register("good", "after-start", work);
        register("bad", "after-start", CompletableFuture.failedFuture(new IllegalStateException("thrown by the test")));
        AfterStart afterStart = AfterStart.begin(context);
        Thread worker = Thread.ofPlatform().start(() -> {
            called.add("done");
            work.complete("");
        });
        afterStart.await(Duration.ofMinutes(1));
        worker.join();
        assertEquals(3, called.size());
        assertEquals("done", called.getLast());
    }

    @Test
    void awaitGivesUpAfterTheTimeout() throws Exception {
        register("endless", "after-start", new CompletableFuture<>());
        AfterStart.begin(context).await(Duration.ZERO);
        assertEquals(List.of("endless"), called);
    }

    private void register(String name, String role, CompletionStage<?> work) {
        Supplier<CompletionStage<?>> service = () -> {
            called.add(name);
            return work;
        };
        context.registerService(Supplier.class, service, FrameworkUtil.asDictionary(Map.of("baton.role", role)));
    }
}
