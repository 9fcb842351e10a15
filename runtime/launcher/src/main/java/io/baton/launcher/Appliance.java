// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;

/** The framework with its bundles: installed afresh at each start, level by level, and stopped as a whole. */
final class Appliance {
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);

    /** What a bundle calls that cannot let the device run: {@code Consumer<String>} with this property. */
    private static final Map<String, String> FATAL_ROLE = Map.of("baton.role", "fatal");

    private final Framework framework;
    private final CompletableFuture<String> fatal;

    private Appliance(Framework framework, CompletableFuture<String> fatal) {
        this.framework = framework;
        this.fatal = fatal;
    }

    /** Installs and starts the bundles; returns when the last start level is reached. */
    static Appliance start(Map<String, String> properties, List<RunBundles.Shipped> bundles)
            throws BundleException, InterruptedException {
        Framework framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow(() -> new BundleException("no OSGi framework on the class path"))
                .newFramework(properties);
        framework.init();
        BundleContext context = framework.getBundleContext();
        context.addFrameworkListener(Appliance::tell);
        CompletableFuture<String> fatal = new CompletableFuture<>();
        context.registerService(
                Consumer.class, (Consumer<String>) fatal::complete, FrameworkUtil.asDictionary(FATAL_ROLE));
        for (RunBundles.Shipped shipped : bundles) {
            install(context, shipped);
        }
        framework.start();
        CountDownLatch reached = new CountDownLatch(1);
        framework.adapt(FrameworkStartLevel.class).setStartLevel(StartLevels.LAST, event -> reached.countDown());
        if (!reached.await(START_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new BundleException("bundles did not start within " + START_PATIENCE.toSeconds() + " s");
        }
        return new Appliance(framework, fatal);
    }

    /** Why a bundle cannot let the device run; empty while none says so. */
    Optional<String> fatal() {
        return Optional.ofNullable(fatal.getNow(null));
    }

    /** Names of bundles that should run and do not. */
    List<String> notRunning() {
        return java.util.Arrays.stream(framework.getBundleContext().getBundles())
                .filter(bundle -> bundle.getHeaders().get("Fragment-Host") == null)
                .filter(bundle -> (bundle.getState() & (Bundle.ACTIVE | Bundle.STARTING)) == 0)
                .map(Bundle::getSymbolicName)
                .toList();
    }

    /** Returns when the framework has stopped, for whatever reason; it is stopped if a bundle says it must. */
    void awaitEnd() throws InterruptedException {
        CompletableFuture<Void> ending = fatal.thenAccept(why -> stopNow());
        framework.waitForStop(0);
        ending.cancel(false);
    }

    /** Stops everything; returns whether it was done in time. */
    boolean stop(Duration patience) throws BundleException, InterruptedException {
        framework.stop();
        return framework.waitForStop(patience.toMillis()).getType() != FrameworkEvent.WAIT_TIMEDOUT;
    }

    private void stopNow() {
        try {
            framework.stop();
        } catch (BundleException e) {
            System.err.println("Baton did not stop cleanly: " + e.getMessage());
        }
    }

    private static void install(BundleContext context, RunBundles.Shipped shipped) throws BundleException {
        // By reference: nothing is copied, flash memory is not worn at each start.
        Path jar = shipped.jar().toAbsolutePath();
        Bundle bundle = context.installBundle("reference:" + jar.toUri());
        bundle.adapt(BundleStartLevel.class).setStartLevel(StartLevels.of(shipped.name()));
        if (!shipped.fragment()) {
            bundle.start(Bundle.START_ACTIVATION_POLICY);
        }
    }

    private static void tell(FrameworkEvent event) {
        Throwable cause = event.getThrowable();
        if (event.getType() == FrameworkEvent.ERROR && cause != null) {
            String reason = String.valueOf(cause.getMessage()).replaceAll("\\s*[\\r\\n]+\\s*", " | ");
            System.err.println("Bundle " + event.getBundle().getSymbolicName() + ": " + reason);
        }
    }
}
