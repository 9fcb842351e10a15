// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import io.baton.harness.DeviceBundle;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.Version;

/**
 * Replaces bundles inside the device, by the shell command {@code bench:swap}. {@link #jar} makes a bundle of this
 * class alone, so that it uses nothing but the framework; the swap of the upgrade service, which no bundle exports, is
 * called by reflection.
 */
public final class SwapDriver implements BundleActivator {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final String PACKAGE = "io.baton.upgrade.signed.swap.";

    private @Nullable BundleContext context;

    /** Called by the framework. */
    public SwapDriver() {}

    /** Writes the bundle. */
    static Path jar(Path directory) throws IOException {
        return DeviceBundle.write(directory, SwapDriver.class, Map.of("Import-Package", "org.osgi.framework"));
    }

    @Override
    public void start(BundleContext started) {
        context = started;
        started.registerService(
                SwapDriver.class,
                this,
                FrameworkUtil.asDictionary(Map.of("osgi.command.scope", "bench", "osgi.command.function", "swap")));
    }

    @Override
    public void stop(BundleContext stopped) {
        context = null;
    }

    /**
     * Replaces a bundle by its next version.
     *
     * @param how {@code in-place} or {@code beside}
     * @return a line beginning with {@code swapped}: the outcome and the time of the replacement alone
     */
    public String swap(String symbolicName, String how) throws Exception {
        BundleContext present = context;
        if (present == null) {
            return "swapped nothing";
        }
        Bundle bundle = active(present, symbolicName);
        byte[] next = next(bundle);
        String version = version(bundle);
        long start;
        String outcome;
        if (how.equals("in-place")) {
            start = System.nanoTime();
            outcome = update(bundle, next);
        } else {
            Path jar = Files.write(Files.createTempFile("baton-next-", ".jar"), next);
            Bundle upgrade = active(present, "io.baton.upgrade.signed");
            Object replacement = upgrade.loadClass(PACKAGE + "Replacement")
                    .getConstructor(String.class, String.class, Path.class, Optional.class)
                    .newInstance(symbolicName, version, jar, Optional.empty());
            Object swap = upgrade.loadClass(PACKAGE + "SideBySideSwap")
                    .getConstructor(BundleContext.class, LongSupplier.class)
                    .newInstance(upgrade.getBundleContext(), (LongSupplier) System::nanoTime);
            start = System.nanoTime();
            Object result = swap.getClass().getMethod("replace", List.class).invoke(swap, List.of(replacement));
            swap.getClass().getMethod("keep").invoke(swap);
            outcome = String.valueOf(result.getClass().getMethod("outcome").invoke(result));
            Files.delete(jar);
        }
        return "swapped " + outcome + " micros=" + (System.nanoTime() - start) / 1000;
    }

    private static String update(Bundle bundle, byte[] next) throws BundleException {
        bundle.update(new ByteArrayInputStream(next));
        return bundle.getState() == Bundle.ACTIVE ? "DONE" : "BROKEN";
    }

    private static Bundle active(BundleContext context, String symbolicName) {
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getState() == Bundle.ACTIVE && symbolicName.equals(bundle.getSymbolicName())) {
                return bundle;
            }
        }
        throw new IllegalArgumentException(symbolicName + " does not run");
    }

    private static String version(Bundle bundle) {
        Version present = bundle.getVersion();
        return present.getMajor() + "." + present.getMinor() + "." + (present.getMicro() + 1);
    }

    private static byte[] next(Bundle bundle) throws IOException {
        Manifest manifest;
        try (InputStream in = bundle.getEntry(MANIFEST).openStream()) {
            manifest = new Manifest(in);
        }
        manifest.getMainAttributes().putValue("Bundle-Version", version(bundle));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream out = new JarOutputStream(bytes, manifest)) {
            for (URL entry : Collections.list(bundle.findEntries("/", "*", true))) {
                String name = entry.getPath().substring(1);
                if (!name.equals(MANIFEST)) {
                    out.putNextEntry(new JarEntry(name));
                    if (!name.endsWith("/")) {
                        try (InputStream in = entry.openStream()) {
                            in.transferTo(out);
                        }
                    }
                    out.closeEntry();
                }
            }
        }
        return bytes.toByteArray();
    }
}
