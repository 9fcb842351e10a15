// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;

/** The OSGi framework with its bundles: installed anew at each start, by start level, and stopped as a whole. */
final class Appliance {
    /** Property of each {@code Supplier<String>} that returns why a bundle is not ready, or an empty text. */
    private static final String READINESS_FILTER = "(baton.role=readiness)";

    /** Property of each {@code Supplier<String>} that returns why a bundle does not work any more, or an empty text. */
    private static final String LIVENESS_FILTER = "(baton.role=liveness)";

    /** Property of the {@code Supplier<String>} that returns the TCP port of HTTPS, or an empty text. */
    private static final String HTTPS_PORT_FILTER = "(baton.role=https-port)";

    /** Property of each {@code Supplier<String>} that returns lines for an operator, or an empty text. */
    private static final String BANNER_FILTER = "(baton.role=banner)";

    /** Property of the {@code Consumer<String>} a bundle calls when the device must not run; it takes the reason. */
    private static final Map<String, String> FATAL_ROLE = Map.of("baton.role", "fatal");

    private final Framework framework;

    private Appliance(Framework framework) {
        this.framework = framework;
    }

    /**
     * Installs and starts the bundles, level by level; returns when the last start level is reached.
     *
     * @param progress ends a start that hangs
     * @param fatal takes the reason when the device must not run
     */
    static Appliance start(
            Map<String, String> properties,
            List<RunBundles.Shipped> bundles,
            StartTimes times,
            StartProgress progress,
            Consumer<String> fatal)
            throws BundleException, InterruptedException {
        Framework framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow(() -> new BundleException("no OSGi framework on the class path"))
                .newFramework(properties);
        framework.init();
        BundleContext context = framework.getBundleContext();
        context.addFrameworkListener(Appliance::report);
        context.registerService(Consumer.class, fatal, FrameworkUtil.asDictionary(FATAL_ROLE));
        for (RunBundles.Shipped shipped : bundles) {
            install(context, shipped);
        }
        framework.start();
        times.ended("framework");
        for (int level = StartLevels.LOGGING; level <= StartLevels.LAST; level++) {
            reach(framework, level, progress);
            times.ended(StartLevels.name(level));
        }
        // what follows, until the device is ready, is the last that systemd waits for
        progress.hangs(StartLevels.LAST + 1, List.of());
        return new Appliance(framework);
    }

    private static void reach(Framework framework, int level, StartProgress progress)
            throws BundleException, InterruptedException {
        CountDownLatch reached = new CountDownLatch(1);
        framework.adapt(FrameworkStartLevel.class).setStartLevel(level, event -> reached.countDown());
        while (!reached.await(StartProgress.INTERVAL.toSeconds(), TimeUnit.SECONDS)) {
            if (progress.hangs(level, notActive(framework))) {
                throw new BundleException("no bundle started for " + StartProgress.LONGEST_BUNDLE_START.toSeconds()
                        + " s; starting: " + starting(framework));
            }
        }
    }

    private static String starting(Framework framework) {
        return Arrays.stream(framework.getBundleContext().getBundles())
                .filter(bundle -> bundle.getBundleId() != 0 && bundle.getState() == Bundle.STARTING)
                .map(Bundle::getSymbolicName)
                .findFirst()
                .orElse("none");
    }

    private static List<String> notActive(Framework framework) {
        return Arrays.stream(framework.getBundleContext().getBundles())
                .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
                .map(Bundle::getSymbolicName)
                .toList();
    }

    /** Has each configuration that is changed from now on taken, by PID. */
    void onConfigurationChange(BiConsumer<String, Map<String, ?>> changed) {
        ConfigurationListener.register(framework.getBundleContext(), changed, System.err::println);
    }

    /** The symbolic names of bundles that are not active. */
    List<String> notRunning() {
        return Arrays.stream(framework.getBundleContext().getBundles())
                .filter(bundle -> bundle.getHeaders().get("Fragment-Host") == null)
                .filter(bundle -> (bundle.getState() & (Bundle.ACTIVE | Bundle.STARTING)) == 0)
                .map(Bundle::getSymbolicName)
                .toList();
    }

    /** Those of these service interfaces that no bundle provides. Activates the components that provide the others. */
    List<String> missingServices(List<String> interfaces) {
        BundleContext context = framework.getBundleContext();
        return interfaces.stream().filter(name -> !isProvided(context, name)).toList();
    }

    /** The reasons that bundles give for not being ready. */
    List<String> reasonsNotReady() {
        return texts(READINESS_FILTER);
    }

    /** The reasons bundles give for not being alive: threads that hang. Empty when the device is about to stop. */
    List<String> reasonsNotAlive() {
        return isRunning() ? texts(LIVENESS_FILTER) : List.of();
    }

    /** The TCP ports at which bundles serve HTTPS now. */
    List<String> httpsPorts() {
        return isRunning() ? texts(HTTPS_PORT_FILTER) : List.of();
    }

    boolean isRunning() {
        return framework.getState() == Bundle.ACTIVE;
    }

    /** Has bundles begin what waits until the device is ready. */
    AfterStart beginAfterStart() {
        return AfterStart.begin(framework.getBundleContext());
    }

    /** What bundles want an operator to read at the start. */
    List<String> banners() {
        return texts(BANNER_FILTER);
    }

    private List<String> texts(String filter) {
        BundleContext context = framework.getBundleContext();
        List<String> texts = new ArrayList<>();
        try {
            for (ServiceReference<?> reference : context.getServiceReferences(Supplier.class, filter)) {
                if (context.getService(reference) instanceof Supplier<?> supplier) {
                    texts.add(String.valueOf(supplier.get()));
                    context.ungetService(reference);
                }
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
        texts.removeIf(String::isEmpty);
        return texts;
    }

    private static boolean isProvided(BundleContext context, String name) {
        ServiceReference<?> reference = context.getServiceReference(name);
        boolean provided = reference != null && context.getService(reference) != null;
        if (provided) {
            context.ungetService(reference);
        }
        return provided;
    }

    /**
     * Waits until the framework has stopped.
     *
     * @return whether it stopped for a restart: an update of the system bundle, as the Web Console's Restart does it
     */
    boolean awaitStop() throws InterruptedException {
        return framework.waitForStop(0).getType() == FrameworkEvent.STOPPED_UPDATE;
    }

    /** Stops the framework; returns false when that took longer than the timeout. */
    boolean stop(Duration timeout) throws BundleException, InterruptedException {
        framework.stop();
        return framework.waitForStop(timeout.toMillis()).getType() != FrameworkEvent.WAIT_TIMEDOUT;
    }

    /** Begins to stop the framework. */
    void stopNow() {
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

    private static void report(FrameworkEvent event) {
        Throwable cause = event.getThrowable();
        if (event.getType() == FrameworkEvent.ERROR && cause != null) {
            String reason = String.valueOf(cause.getMessage()).replaceAll("\\s*[\\r\\n]+\\s*", " | ");
            System.err.println("Bundle " + event.getBundle().getSymbolicName() + ": " + reason);
        }
    }
}
