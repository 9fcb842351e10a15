// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import io.baton.upgrade.UpgradeException;
import io.baton.upgrade.UpgradeRefusal;
import io.baton.upgrade.signed.UpgradeManifest.NewBundle;
import io.baton.upgrade.signed.UpgradeManifest.SchemaRange;
import io.baton.upgrade.signed.swap.BundleSwap;
import io.baton.upgrade.signed.swap.ControlSetSwap;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running framework.
 *
 * <p>Threading. As {@link Platform}.
 */
final class FrameworkPlatform implements Platform {

    private static final Logger LOG = LoggerFactory.getLogger("upgrade.signed");
    private static final String REFERENCE = "reference:";
    private static final long MIB = 1024 * 1024;
    private static final long SPARE_DISK = 16 * MIB;
    private static final long SPARE_HEAP = 8 * MIB;

    private final BundleContext context;
    private final Path data;
    private final Function<Boolean, BundleSwap> swaps;
    private final Function<List<String>, HealthGate> gates;
    private final DryResolution resolution;

    /** @param data the data directory */
    FrameworkPlatform(
            BundleContext context,
            Path data,
            Function<Boolean, BundleSwap> swaps,
            Function<List<String>, HealthGate> gates) {
        this.context = context;
        this.data = data;
        this.swaps = swaps;
        this.gates = gates;
        resolution = new DryResolution(context);
    }

    @Override
    public Optional<String> version(String symbolicName) {
        return bundle(symbolicName).map(bundle -> bundle.getVersion().toString());
    }

    private Optional<Bundle> bundle(String symbolicName) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
                .findFirst();
    }

    /** By the image's directory; outside of an image, as in tests, by the location the bundle was installed from. */
    @Override
    public Optional<Path> shippedJar(String symbolicName) throws IOException {
        String home = System.getProperty("baton.home", "");
        Path directory = Path.of(home, "bundle");
        if (!home.isEmpty() && Files.isDirectory(directory)) {
            try (DirectoryStream<Path> jars = Files.newDirectoryStream(directory, "*.jar")) {
                for (Path jar : jars) {
                    if (symbolicName.equals(symbolicName(jar))) {
                        return Optional.of(jar);
                    }
                }
            }
            return Optional.empty();
        }
        return bundle(symbolicName).flatMap(bundle -> file(bundle.getLocation()));
    }

    private static String symbolicName(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            String name =
                    manifest == null ? null : manifest.getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME);
            return name == null ? "" : name.split(";", -1)[0].strip();
        }
    }

    @Override
    public Set<String> inPlace(Map<String, Path> jars) throws IOException {
        Set<String> found = new HashSet<>();
        for (Map.Entry<String, Path> jar : jars.entrySet()) {
            Optional<Bundle> running = bundle(jar.getKey());
            if (running.isPresent()
                    && (BundleSwap.isInPlace(running.get().getHeaders("").get(BundleSwap.HEADER))
                            || BundleSwap.isInPlace(header(jar.getValue())))) {
                found.add(jar.getKey());
            }
        }
        return found;
    }

    private static @Nullable String header(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            return manifest == null ? null : manifest.getMainAttributes().getValue(BundleSwap.HEADER);
        }
    }

    private static Optional<Path> file(String location) {
        String uri = location.startsWith(REFERENCE) ? location.substring(REFERENCE.length()) : location;
        try {
            return uri.startsWith("file:")
                    ? Optional.of(Path.of(URI.create(uri))).filter(Files::isRegularFile)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public void check(UpgradeManifest manifest, Map<String, Path> jars) throws UpgradeException {
        boolean withApi = manifest.bundles().stream()
                .anyMatch(bundle -> bundle.symbolicName().equals(ControlSetSwap.API));
        for (NewBundle bundle : manifest.bundles()) {
            if (!withApi) {
                checkApis(bundle);
            }
            for (Map.Entry<String, SchemaRange> state : bundle.state().entrySet()) {
                checkState(bundle, state.getKey(), state.getValue());
            }
        }
        resolution.check(jars);
    }

    private void checkApis(NewBundle bundle) throws UpgradeException {
        for (Map.Entry<String, String> api : bundle.apis().entrySet()) {
            VersionRange range = new VersionRange(api.getValue());
            List<Version> present = versions(api.getKey()).toList();
            if (present.stream().noneMatch(range::includes)) {
                throw new UpgradeException(
                        UpgradeRefusal.API_RANGE,
                        bundle.symbolicName() + " needs " + api.getKey() + " " + range + ", the device has "
                                + (present.isEmpty() ? "none" : present.getFirst()) + ".");
            }
        }
    }

    private Stream<Version> versions(String exported) {
        return Arrays.stream(context.getBundles())
                .map(bundle -> bundle.adapt(BundleWiring.class))
                .filter(wiring -> wiring != null && wiring.isCurrent())
                .flatMap(wiring -> wiring.getCapabilities(PackageNamespace.PACKAGE_NAMESPACE).stream())
                .map(BundleCapability::getAttributes)
                .filter(attributes -> exported.equals(attributes.get(PackageNamespace.PACKAGE_NAMESPACE)))
                .map(attributes -> attributes.get(PackageNamespace.CAPABILITY_VERSION_ATTRIBUTE) instanceof Version v
                        ? v
                        : Version.emptyVersion);
    }

    /** A bundle with state registers the schemas it can write. */
    private void checkState(NewBundle bundle, String role, SchemaRange reads) throws UpgradeException {
        List<Integer> written = new ArrayList<>();
        try {
            ServiceReference<?>[] found = context.getAllServiceReferences(null, "(baton.handover.role=*)");
            for (ServiceReference<?> reference : found == null ? new ServiceReference<?>[0] : found) {
                if (role.equals(reference.getProperty("baton.handover.role"))) {
                    written.addAll(integers(reference.getProperty("baton.schema.writes")));
                }
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
        if (!written.isEmpty() && written.stream().noneMatch(reads::includes)) {
            throw new UpgradeException(
                    UpgradeRefusal.STATE_SCHEMA,
                    bundle.symbolicName() + " reads the schemas " + reads.min() + " to " + reads.max() + " of " + role
                            + ", the running bundle writes " + written + ".");
        }
    }

    private static List<Integer> integers(@Nullable Object property) {
        return switch (property) {
            case Integer one -> List.of(one);
            case Integer[] several -> List.of(several);
            case int[] several -> Arrays.stream(several).boxed().toList();
            case null, default -> List.of();
        };
    }

    @Override
    public void checkSpace(long bytes) throws UpgradeException {
        try {
            long usable = Files.getFileStore(data).getUsableSpace();
            if (usable < 2 * bytes + SPARE_DISK) {
                throw new UpgradeException(
                        UpgradeRefusal.NO_SPACE,
                        "The data directory has " + usable / MIB + " MiB left; the upgrade needs "
                                + (2 * bytes + SPARE_DISK) / MIB + " MiB.");
            }
        } catch (IOException e) {
            throw new UpgradeException(UpgradeRefusal.STORAGE, "The data directory cannot be read: " + e.getMessage());
        }
        Runtime runtime = Runtime.getRuntime();
        long free = runtime.maxMemory() - (runtime.totalMemory() - runtime.freeMemory());
        if (free < SPARE_HEAP) {
            throw new UpgradeException(
                    UpgradeRefusal.NO_SPACE, "The heap has " + free / MIB + " MiB left; an upgrade needs 8 MiB.");
        }
    }

    @Override
    public List<String> usersOfControl() {
        return ControlSetSwap.dependents(context);
    }

    @Override
    public BundleSwap swap(boolean ofControl) {
        return swaps.apply(ofControl);
    }

    @Override
    public HealthGate observe(List<String> symbolicNames) {
        return gates.apply(symbolicNames);
    }

    @Override
    public void restart(String reason) {
        LOG.error("device restarts reason={}", reason);
        try {
            context.getBundle(Constants.SYSTEM_BUNDLE_ID).update();
        } catch (BundleException e) {
            LOG.error("device does not restart", e);
        }
    }
}
