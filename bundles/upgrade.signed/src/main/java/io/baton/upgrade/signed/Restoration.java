// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import io.baton.shared.sets.BundleSet;
import io.baton.shared.sets.Sha256;
import io.baton.upgrade.BundleChange;
import io.baton.upgrade.UpgradeException;
import io.baton.upgrade.signed.swap.Replacement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * The way from the active set to another one.
 *
 * @param changes with an empty version for a bundle that is removed
 * @param removed the symbolic names of those that are in neither the other set nor the image
 * @param shipped the symbolic names of those that ship with the image
 */
record Restoration(
        List<BundleChange> changes, List<Replacement> replacements, List<String> removed, List<String> shipped) {

    static Restoration to(BundleSet wanted, Environment environment) throws IOException, UpgradeException {
        BundleSet active = environment.active();
        Set<String> names = new TreeSet<>();
        active.bundles().forEach(entry -> names.add(entry.symbolicName()));
        wanted.bundles().forEach(entry -> names.add(entry.symbolicName()));
        names.removeIf(name -> active.bundle(name).equals(wanted.bundle(name)));
        List<BundleChange> changes = new ArrayList<>();
        List<Replacement> replacements = new ArrayList<>();
        List<String> removed = new ArrayList<>();
        List<String> shipped = new ArrayList<>();
        for (String name : names) {
            Optional<Path> jar = environment.jar(wanted, name);
            Optional<Path> present = environment.jar(active, name);
            String from = environment.platform().version(name).orElse("");
            String fromDigest = present.isPresent() ? Sha256.of(present.get()) : "";
            if (jar.isEmpty()) {
                changes.add(new BundleChange(name, from, "", fromDigest, ""));
                removed.add(name);
                continue;
            }
            String version = version(jar.get());
            changes.add(new BundleChange(name, from, version, fromDigest, Sha256.of(jar.get())));
            replacements.add(new Replacement(name, version, jar.get(), present));
            if (wanted.bundle(name).isEmpty()) {
                shipped.add(name);
            }
        }
        replacements.addAll(Intake.along(
                environment,
                wanted,
                changes.stream().map(BundleChange::symbolicName).toList()));
        return new Restoration(
                List.copyOf(changes), List.copyOf(replacements), List.copyOf(removed), List.copyOf(shipped));
    }

    private static String version(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            String version =
                    manifest == null ? null : manifest.getMainAttributes().getValue("Bundle-Version");
            if (version == null) {
                throw new IOException(jar + " is no bundle");
            }
            return version;
        }
    }
}
