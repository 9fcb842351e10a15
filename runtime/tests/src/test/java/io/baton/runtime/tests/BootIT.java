// SPDX-License-Identifier: Apache-2.0
package io.baton.runtime.tests;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.Test;
import org.osgi.framework.Bundle;

/** The resolved appliance starts as a whole. */
public class BootIT extends ShippedAppliance {
    @Test
    public void everyBundleRuns() {
        List<String> idle = running().stream()
                .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
                .map(Bundle::getSymbolicName)
                .toList();
        assertEquals(List.of(), idle);
    }

    @Test
    public void batonThreadsAreDocumentedDaemons() throws IOException {
        String table = Files.readString(Path.of(System.getProperty(ShippedAppliance.DOCS_PROPERTY), "threads.md"));
        // components start when their configuration has come
        WatchedAppliance.awaitThat("eight threads", () -> ours().size() >= 8);
        assertEquals(
                List.of(),
                ours().stream()
                        .filter(thread -> !thread.isDaemon() || !table.contains("`" + thread.getName() + "`"))
                        .toList());
    }

    private static List<Thread> ours() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("baton-"))
                .toList();
    }

    @Test
    public void pageIsServed() throws InterruptedException {
        awaitStatus(200, "/");
    }
}
