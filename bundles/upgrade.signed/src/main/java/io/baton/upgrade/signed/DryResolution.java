// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import io.baton.upgrade.UpgradeException;
import io.baton.upgrade.UpgradeRefusal;
import io.baton.upgrade.signed.swap.ControlSetSwap;
import io.baton.upgrade.signed.swap.SetHooks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * Asks the framework's own resolver whether new bundles resolve beside those that run: they are installed, resolved,
 * and uninstalled, and none is started. Then asks which bundles a replacement would have to refresh.
 *
 * <p>Threading. One thread at a time.
 */
final class DryResolution {

    private static final String NO_SUCH_CLASS = "io.baton.upgrade.signed.none.None";

    private final BundleContext context;

    DryResolution(BundleContext context) {
        this.context = context;
    }

    /** @param jars the new bundles by symbolic name */
    void check(Map<String, Path> jars) throws UpgradeException {
        FrameworkWiring framework =
                context.getBundle(Constants.SYSTEM_BUNDLE_ID).adapt(FrameworkWiring.class);
        boolean ofControl = jars.containsKey(ControlSetSwap.API);
        checkRefresh(framework, jars.keySet(), ofControl);
        List<Bundle> installed = new ArrayList<>();
        try (SetHooks hooks = new SetHooks(context, jars.keySet())) {
            for (Path jar : jars.values()) {
                Bundle bundle = install(jar);
                installed.add(bundle);
                hooks.add(bundle);
            }
            if (!framework.resolveBundles(installed)) {
                throw new UpgradeException(UpgradeRefusal.UNRESOLVED, why(installed));
            }
        } catch (BundleException e) {
            throw new UpgradeException(
                    UpgradeRefusal.UNRESOLVED, "A bundle cannot be installed: " + oneLine(e.getMessage()));
        } finally {
            remove(framework, installed);
        }
    }

    /** At a location of its own: the jar may be that of a bundle that runs. */
    private Bundle install(Path jar) throws BundleException {
        try (InputStream in = Files.newInputStream(jar)) {
            return context.installBundle("baton-upgrade-check:" + jar.getFileName(), in);
        } catch (IOException e) {
            throw new BundleException("cannot be read: " + jar, e);
        }
    }

    /** Control bundles are replaced with their API; a bundle that is none of ours keeps the classes it has. */
    private void checkRefresh(FrameworkWiring framework, Set<String> names, boolean ofControl) throws UpgradeException {
        Set<Bundle> replaced = Arrays.stream(context.getBundles())
                .filter(bundle -> names.contains(String.valueOf(bundle.getSymbolicName())))
                .collect(Collectors.toSet());
        Collection<Bundle> others = new HashSet<>(framework.getDependencyClosure(replaced));
        others.removeAll(replaced);
        if (ofControl) {
            others.removeIf(bundle -> bundle.getState() != Bundle.ACTIVE
                    || !String.valueOf(bundle.getSymbolicName()).startsWith("io.baton."));
        }
        if (!others.isEmpty()) {
            throw new UpgradeException(
                    UpgradeRefusal.WOULD_REFRESH,
                    "The upgrade would restart bundles that are not in it: "
                            + others.stream()
                                    .map(bundle -> String.valueOf(bundle.getSymbolicName()))
                                    .sorted()
                                    .collect(Collectors.joining(", "))
                            + ". Upgrade them as one set.");
        }
    }

    /** The resolver's own words: it gives them to a caller that needs a class. */
    private static String why(List<Bundle> bundles) {
        for (Bundle bundle : bundles) {
            if (bundle.getState() == Bundle.INSTALLED) {
                try {
                    bundle.loadClass(NO_SUCH_CLASS);
                } catch (ClassNotFoundException e) {
                    Throwable cause = e.getCause();
                    return bundle.getSymbolicName() + " does not resolve: "
                            + oneLine(cause == null ? e.getMessage() : cause.getMessage());
                }
            }
        }
        return "The bundles do not resolve.";
    }

    private static String oneLine(@Nullable String message) {
        return String.valueOf(message).replaceAll("\\s+", " ");
    }

    private static void remove(FrameworkWiring framework, List<Bundle> installed) {
        for (Bundle bundle : installed) {
            try {
                bundle.uninstall();
            } catch (BundleException | IllegalStateException e) {
                // it is gone already, or goes with the next start: it was never started
            }
        }
        if (!installed.isEmpty()) {
            framework.refreshBundles(installed);
        }
    }
}
