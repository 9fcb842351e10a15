// SPDX-License-Identifier: Apache-2.0
package io.baton.runtime.tests;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.inject.Inject;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/**
 * A test that runs inside the framework with exactly the bundles that ship: extend it, and write JUnit 4 test methods.
 * One process for each class. {@link #updateInPlace} replaces a bundle as an upgrade does.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public abstract class ShippedAppliance {
    static final String PORT_PROPERTY = "baton.test.port";
    static final String DOCS_PROPERTY = "baton.test.docs";
    private static final long TIMEOUT_SECONDS = 120;

    /** Set by Pax Exam. */
    @Inject
    protected BundleContext context;

    /** The options of the process the test runs in; called by Pax Exam in the test runner. */
    @Configuration
    public Option[] shipped() throws IOException {
        return Provisioning.profile(profile(), configs()).toArray(Option[]::new);
    }

    /** Which profile runs: {@code appliance} or {@code demo}. */
    protected String profile() {
        return "appliance";
    }

    /** Configuration files beside those that ship, by PID. */
    protected Map<String, String> configs() throws IOException {
        return Map.of();
    }

    /** The bundle with this symbolic name. */
    protected final Bundle bundle(String symbolicName) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(symbolicName + " is not installed"));
    }

    /** The version of a bundle that runs; another one may be installed beside it. */
    protected final Bundle active(String symbolicName) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()) && bundle.getState() == Bundle.ACTIVE)
                .findFirst()
                .orElseThrow(() -> new AssertionError(symbolicName + " does not run"));
    }

    /** All bundles that are meant to run: everything but fragments and what Pax Exam brings. */
    protected final List<Bundle> running() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getHeaders().get("Fragment-Host") == null)
                .toList();
    }

    /** Waits, bounded, for a service and returns it. */
    protected final <T> T await(Class<T> type) throws InterruptedException {
        ServiceTracker<T, T> tracker = new ServiceTracker<>(context, type, null);
        tracker.open();
        try {
            T service = tracker.waitForService(TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS));
            if (service == null) {
                throw new AssertionError("no " + type.getName() + " within " + TIMEOUT_SECONDS + " s");
            }
            return service;
        } finally {
            tracker.close();
        }
    }

    /**
     * Updates the bundle from a copy of its own jar with the next version, then waits, bounded, until the new revision
     * has registered this service.
     *
     * @return how long the role had no service, in milliseconds
     */
    protected final long updateInPlace(String symbolicName, Class<?> role)
            throws BundleException, IOException, InterruptedException {
        return updateInPlace(symbolicName, role.getName());
    }

    /** As {@link #updateInPlace(String, Class)}, for a role whose interface the tests do not know. */
    protected final long updateInPlace(String symbolicName, String role)
            throws BundleException, IOException, InterruptedException {
        Bundle bundle = bundle(symbolicName);
        byte[] next = NextVersion.of(bundle);
        CompletableFuture<Long> gone = new CompletableFuture<>();
        CompletableFuture<Long> back = new CompletableFuture<>();
        ServiceTracker<Object, Object> tracker = new ServiceTracker<>(context, role, null) {
            @Override
            public Object addingService(ServiceReference<Object> reference) {
                if (gone.isDone() && reference.getBundle().equals(bundle)) {
                    back.complete(System.nanoTime());
                }
                return reference;
            }

            @Override
            public void removedService(ServiceReference<Object> reference, Object service) {
                gone.complete(System.nanoTime());
            }
        };
        tracker.open();
        try (InputStream jar = new ByteArrayInputStream(next)) {
            bundle.update(jar);
            long end = back.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            return TimeUnit.NANOSECONDS.toMillis(end - gone.join());
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(symbolicName + " did not come back as " + role, e);
        } finally {
            tracker.close();
        }
    }

    /** An address on the HTTP server of this process. */
    protected final URI address(String path) {
        return URI.create("http://127.0.0.1:" + Integer.getInteger(PORT_PROPERTY) + path);
    }

    /** The status HTTP answers with; 0 when nothing answers. */
    protected final int status(String path) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) address(path).toURL().openConnection();
            connection.setConnectTimeout(10_000);
            connection.setReadTimeout(10_000);
            return connection.getResponseCode();
        } catch (IOException e) {
            return 0;
        }
    }

    /**
     * Waits, bounded, until HTTP answers with this status. Asks again after each service event: each change of the HTTP
     * Whiteboard is one (OSGi Compendium 140.9, {@code service.changecount}).
     */
    protected final void awaitStatus(int wanted, String path) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        Semaphore changes = new Semaphore(0);
        ServiceListener listener = event -> changes.release();
        context.addServiceListener(listener);
        try {
            int seen = status(path);
            while (seen != wanted && System.nanoTime() - end < 0) {
                // once a second in any case: the server may begin to answer after its last event
                if (changes.tryAcquire(1, TimeUnit.SECONDS)) {
                    changes.drainPermits();
                }
                seen = status(path);
            }
            if (seen != wanted) {
                throw new AssertionError(address(path) + " answers " + seen + ", not " + wanted);
            }
        } finally {
            context.removeServiceListener(listener);
        }
    }
}
