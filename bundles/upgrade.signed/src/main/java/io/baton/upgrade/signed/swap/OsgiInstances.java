// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed.swap;

import io.baton.upgrade.signed.swap.SwapSteps.StepException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/** The framework that runs this bundle. */
final class OsgiInstances implements Instances {

    /** The services of the media side, which runs as long as the device. */
    private static final Set<String> MEDIA = Set.of(
            "io.baton.video.EncodedVideo",
            "io.baton.video.FrameSource",
            "io.baton.peer.PeerService",
            "io.baton.port.ReportPorts");

    /** Take effect with the next start: state waits in the one, the other does the work. */
    private static final Set<String> STAGED =
            Set.of("io.baton.handover.HandoverStore", "io.baton.upgrade.UpgradeService");

    private static final String LOCATION = "baton-upgrade:";

    private final BundleContext context;
    private final LongSupplier nanoTime;
    private final AtomicLong installed = new AtomicLong();

    OsgiInstances(BundleContext context, LongSupplier nanoTime) {
        this.context = context;
        this.nanoTime = nanoTime;
    }

    static boolean isInstalledByUpgrade(Bundle bundle) {
        return bundle.getLocation().startsWith(LOCATION);
    }

    static boolean isOurs(Bundle bundle) {
        return String.valueOf(bundle.getSymbolicName()).startsWith("io.baton.");
    }

    @Override
    public @Nullable Instance running(String symbolicName) throws StepException {
        Instance found = null;
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getState() == Bundle.ACTIVE && symbolicName.equals(bundle.getSymbolicName())) {
                if (found != null) {
                    throw new StepException("busy", symbolicName + " runs twice", null);
                }
                found = new OsgiInstance(context, bundle);
            }
        }
        return found;
    }

    @Override
    public void check(Instance previous, Replacement replacement) throws StepException {
        OsgiInstance instance = (OsgiInstance) previous;
        if (instance.version().equals(replacement.version())) {
            throw new StepException("already_installed", previous + " runs already", null);
        }
        for (ServiceReference<?> reference : instance.services()) {
            for (String name : OsgiInstance.interfaces(reference)) {
                if (MEDIA.contains(name) || STAGED.contains(name)) {
                    throw new StepException(
                            MEDIA.contains(name) ? "would_refresh" : "not_upgradable",
                            previous + " is replaced by a restart only",
                            null);
                }
            }
        }
        BundleWiring wiring = instance.bundle().adapt(BundleWiring.class);
        List<BundleWire> dependents = wiring == null ? List.of() : wiring.getProvidedWires(null);
        if (dependents != null && !dependents.isEmpty()) {
            Bundle dependent = dependents.getFirst().getRequirer().getBundle();
            throw new StepException(
                    "would_refresh", previous + " is used by the classes of " + dependent.getSymbolicName(), null);
        }
    }

    @Override
    public OsgiInstance install(Replacement replacement) throws IOException, BundleException, StepException {
        String location = free(LOCATION + replacement.symbolicName() + ":" + replacement.version() + ":"
                + replacement.jar().getFileName() + ":");
        try (InputStream jar = Files.newInputStream(replacement.jar())) {
            Bundle bundle = context.installBundle(location, jar);
            if (!replacement.symbolicName().equals(bundle.getSymbolicName())
                    || !replacement.version().equals(bundle.getVersion().toString())) {
                bundle.uninstall();
                throw new StepException("bad_archive", "the jar is another bundle than " + replacement, null);
            }
            Instance previous = running(replacement.symbolicName());
            if (previous instanceof OsgiInstance before) {
                bundle.adapt(BundleStartLevel.class)
                        .setStartLevel(
                                before.bundle().adapt(BundleStartLevel.class).getStartLevel());
            }
            return new OsgiInstance(context, bundle);
        }
    }

    /** An installation at the location of an installed bundle would return that one. */
    private String free(String prefix) {
        String location = prefix + installed.incrementAndGet();
        while (context.getBundle(location) != null) {
            location = prefix + installed.incrementAndGet();
        }
        return location;
    }

    @Override
    public void resolve(List<Instance> instances) throws StepException {
        List<Bundle> bundles = instances.stream()
                .map(instance -> ((OsgiInstance) instance).bundle())
                .toList();
        FrameworkWiring wiring =
                context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
        if (!wiring.resolveBundles(bundles)) {
            throw new StepException("unresolved", "a requirement of " + instances + " is not met", null);
        }
    }

    @Override
    public GapMeter meter(Instance first, Instance second) {
        Set<Bundle> both = Set.of(((OsgiInstance) first).bundle(), ((OsgiInstance) second).bundle());
        List<String> wanted = first.wanted();
        GapMeter meter = new GapMeter(nanoTime);
        ServiceListener listener = event -> {
            if (both.contains(event.getServiceReference().getBundle())) {
                for (String name : OsgiInstance.interfaces(event.getServiceReference())) {
                    if (!wanted.contains(name)) {
                        continue;
                    }
                    if (event.getType() == ServiceEvent.REGISTERED) {
                        meter.registered(name);
                    } else if (event.getType() == ServiceEvent.UNREGISTERING) {
                        meter.unregistering(name);
                    }
                }
            }
        };
        for (Instance instance : List.of(first, second)) {
            for (ServiceReference<?> reference : ((OsgiInstance) instance).services()) {
                OsgiInstance.interfaces(reference).stream()
                        .filter(wanted::contains)
                        .forEach(meter::registered);
            }
        }
        context.addServiceListener(listener);
        meter.onClose(() -> context.removeServiceListener(listener));
        return meter;
    }
}
