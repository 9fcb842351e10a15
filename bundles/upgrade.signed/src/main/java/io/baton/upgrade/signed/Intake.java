// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import io.baton.shared.files.AtomicFiles;
import io.baton.shared.sets.BundleSet;
import io.baton.shared.sets.Sha256;
import io.baton.upgrade.BundleChange;
import io.baton.upgrade.UpgradeException;
import io.baton.upgrade.UpgradeRefusal;
import io.baton.upgrade.signed.UpgradeManifest.NewBundle;
import io.baton.upgrade.signed.swap.ControlSetSwap;
import io.baton.upgrade.signed.swap.Replacement;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads an upgrade file into a directory of its own and decides whether it may be installed. Nothing outside of that
 * directory changes, and closing removes it.
 *
 * <p>Threading. One thread.
 */
final class Intake implements AutoCloseable {

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final String OURS = "io.baton.";
    private static final String API = ControlSetSwap.API;

    /** Media, logs and the media API change with the system. */
    private static final Set<String> SYSTEM_ROLES = Set.of("video", "peer", "target", "usb", "log", "api");

    /** They hold what a swap works with. */
    static final Set<String> STAGED = Set.of("io.baton.handover.store", "io.baton.upgrade.signed");

    private final Environment environment;
    private final Path directory;

    /** @throws IOException when the directory cannot be made */
    Intake(Environment environment) throws IOException {
        this.environment = environment;
        directory = environment.directory().resolve("incoming");
        remove(directory);
        AtomicFiles.createDirectories(directory);
    }

    /**
     * Reads and checks an upgrade file.
     *
     * @throws UpgradeException when it may not be installed
     * @throws IOException when a file of the device cannot be read or written
     */
    Candidate check(InputStream in, Counters counters) throws IOException, UpgradeException {
        Path file = directory.resolve("upgrade");
        copy(in, file);
        try (UpgradeArchive archive =
                UpgradeArchive.open(file, environment.keys().trusted())) {
            UpgradeManifest manifest = archive.manifest();
            if (!manifest.product().equals(environment.product())) {
                throw new UpgradeException(
                        UpgradeRefusal.WRONG_PRODUCT,
                        "The upgrade is for " + manifest.product() + ", this device is " + environment.product() + ".");
            }
            counters.check(manifest);
            if (manifest.keys().isPresent()) {
                checkKeys(manifest.keys().get());
            }
            for (NewBundle bundle : manifest.bundles()) {
                checkUpgradable(bundle);
            }
            environment
                    .platform()
                    .checkSpace(manifest.bundles().stream()
                            .mapToLong(NewBundle::size)
                            .sum());
            Map<String, Path> jars = archive.extract(directory);
            List<Replacement> along = along(environment, environment.active(), jars.keySet());
            Map<String, Path> all = new LinkedHashMap<>(jars);
            along.forEach(replacement -> all.put(replacement.symbolicName(), replacement.jar()));
            environment.platform().check(manifest, all);
            return candidate(manifest, archive.keyId(), jars, along);
        }
    }

    private static void copy(InputStream in, Path file) throws IOException, UpgradeException {
        byte[] buffer = new byte[BUFFER_BYTES];
        long total = 0;
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                total += read;
                if (total > UpgradeArchive.MAX_BYTES) {
                    throw new UpgradeException(
                            UpgradeRefusal.TOO_LARGE,
                            "The upgrade file is larger than " + UpgradeArchive.MAX_BYTES + " bytes.");
                }
                out.write(buffer, 0, read);
            }
        }
    }

    private void checkKeys(UpgradeManifest.KeyList list) throws UpgradeException {
        try {
            environment.keys().check(list);
        } catch (IOException e) {
            throw new UpgradeException(UpgradeRefusal.BAD_MANIFEST, "The key list is refused: " + e.getMessage() + ".");
        }
    }

    private void checkUpgradable(NewBundle bundle) throws UpgradeException {
        String name = bundle.symbolicName();
        String role = role(name);
        if (role.isEmpty() || (SYSTEM_ROLES.contains(role) && !name.equals(API))) {
            throw new UpgradeException(
                    UpgradeRefusal.NOT_UPGRADABLE, name + " changes with an upgrade of the whole system alone.");
        }
        if (environment.platform().version(name).equals(Optional.of(bundle.version()))) {
            throw new UpgradeException(
                    UpgradeRefusal.ALREADY_INSTALLED, name + " " + bundle.version() + " is installed.");
        }
    }

    /**
     * Returns what is replaced by itself because {@code api.control} is among these bundles: those that use it and are
     * not among them.
     *
     * @param set names their jars
     * @throws UpgradeException for a media bundle, and when a jar is not found
     */
    static List<Replacement> along(Environment environment, BundleSet set, Collection<String> names)
            throws IOException, UpgradeException {
        List<Replacement> along = new ArrayList<>();
        if (!names.contains(API)) {
            return along;
        }
        for (String name : environment.platform().usersOfControl()) {
            if (names.contains(name)) {
                continue;
            }
            if (SYSTEM_ROLES.contains(role(name))) {
                throw new UpgradeException(
                        UpgradeRefusal.WOULD_REFRESH,
                        "The upgrade would restart " + name + ", which uses its classes.");
            }
            Path jar = environment
                    .jar(set, name)
                    .orElseThrow(() -> new UpgradeException(
                            UpgradeRefusal.STORAGE,
                            "The jar of " + name + " is not found: it cannot be replaced along."));
            along.add(new Replacement(name, environment.platform().version(name).orElse(""), jar, Optional.of(jar)));
        }
        return along;
    }

    private static String role(String name) {
        return name.startsWith(OURS) ? name.substring(OURS.length()).split("\\.", -1)[0] : "";
    }

    private Candidate candidate(UpgradeManifest manifest, String keyId, Map<String, Path> jars, List<Replacement> along)
            throws IOException, UpgradeException {
        BundleSet active = environment.active();
        List<BundleChange> changes = new ArrayList<>();
        List<Replacement> replacements = new ArrayList<>();
        List<BundleSet.Entry> entries = new ArrayList<>();
        boolean staged = false;
        for (NewBundle bundle : manifest.bundles()) {
            String name = bundle.symbolicName();
            Optional<String> version = environment.platform().version(name);
            Optional<Path> previous = version.isPresent() ? environment.jar(active, name) : Optional.empty();
            if (version.isPresent() && previous.isEmpty()) {
                throw new UpgradeException(
                        UpgradeRefusal.STORAGE, "The present jar of " + name + " is not found: no way back.");
            }
            changes.add(new BundleChange(
                    name,
                    version.orElse(""),
                    bundle.version(),
                    previous.isPresent() ? Sha256.of(previous.get()) : "",
                    bundle.sha256()));
            replacements.add(new Replacement(
                    name, bundle.version(), environment.sets().store().path(bundle.sha256()), previous));
            entries.add(new BundleSet.Entry(name, bundle.version(), bundle.sha256()));
            staged |= STAGED.contains(name);
        }
        boolean ofControl =
                changes.stream().anyMatch(change -> change.symbolicName().equals(API));
        replacements.addAll(along);
        return new Candidate(
                manifest,
                keyId,
                jars,
                List.copyOf(changes),
                List.copyOf(replacements),
                active.with(entries),
                staged && !ofControl);
    }

    /** Stores the new jars, forced to the medium. */
    void store(Candidate candidate) throws IOException {
        for (NewBundle bundle : candidate.manifest().bundles()) {
            Path jar = candidate.jars().get(bundle.symbolicName());
            if (jar == null) {
                throw new IOException("no jar of " + bundle.symbolicName());
            }
            try (InputStream in = Files.newInputStream(jar)) {
                environment.sets().store().add(in, bundle.sha256(), bundle.size());
            }
        }
    }

    @Override
    public void close() throws IOException {
        remove(directory);
    }

    private static void remove(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
