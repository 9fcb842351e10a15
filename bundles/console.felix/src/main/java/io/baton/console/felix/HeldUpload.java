// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import io.baton.shared.sets.Sha256;
import io.baton.upgrade.UpgradeException;
import io.baton.upgrade.UpgradePlan;
import io.baton.upgrade.UpgradeService;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The upgrade file that was checked and waits for an administrator's confirmation: one at a time, for ten minutes. Its
 * id is the digest of its bytes, so that what is confirmed is what was checked. It does not outlive this bundle.
 *
 * <p>Threading. The threads of the console's requests. One checks or installs at a time, for as long as that takes;
 * what is held is read at once.
 */
final class HeldUpload {

    static final Duration KEPT = Duration.ofMinutes(10);

    private static final int MAX_NAME = 80;

    /**
     * A file that was checked and may be installed.
     *
     * @param id the SHA-256 digest of the file, in hexadecimal
     * @param name the file's name on the administrator's computer
     * @param plan what it would change
     * @param expires when it is forgotten
     */
    record Checked(String id, String name, UpgradePlan plan, Instant expires) {}

    /** What a file is installed by. */
    interface Installer {
        void install(InputStream file) throws UpgradeException, IOException;
    }

    private final Path directory;
    private final InstantSource clock;
    private volatile @Nullable Checked checked;
    private volatile String refusal = "";

    /** @param directory of this class alone; made when it is needed */
    HeldUpload(Path directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /** Returns the file that waits for its confirmation. */
    Optional<Checked> checked() {
        Checked present = checked;
        return present == null || clock.instant().isAfter(present.expires()) ? Optional.empty() : Optional.of(present);
    }

    /** Returns why the latest file was refused; empty when it was not. */
    String refusal() {
        return refusal;
    }

    /**
     * Checks a file, which takes the place of the one before.
     *
     * @param submitted the file's name, as the browser tells it
     * @throws UpgradeException when it would be refused; {@link #refusal} has the reason then
     */
    synchronized void check(InputStream in, String submitted, UpgradeService upgrades)
            throws UpgradeException, IOException {
        drop();
        String name = submitted.substring(0, Math.min(MAX_NAME, submitted.length()));
        boolean kept = false;
        Files.createDirectories(directory);
        try {
            String id = copy(in);
            try (InputStream file = Files.newInputStream(file())) {
                UpgradePlan plan = upgrades.plan(file);
                checked = new Checked(id, name, plan, clock.instant().plus(KEPT));
            }
            kept = true;
        } catch (UpgradeException e) {
            refusal = name + " is refused (" + e.reason().wireName() + "): " + e.getMessage() + " Nothing was changed.";
            throw e;
        } finally {
            if (!kept) {
                remove();
            }
        }
    }

    /**
     * Installs the file that waits, and forgets it.
     *
     * @return whether it was this one, and waited no longer than it may
     */
    synchronized boolean install(String id, Installer installer) throws UpgradeException, IOException {
        if (checked().filter(held -> held.id().equals(id)).isEmpty()) {
            return false;
        }
        try (InputStream file = Files.newInputStream(file())) {
            installer.install(file);
            return true;
        } finally {
            drop();
        }
    }

    /** Forgets the file, also one that an earlier run of this bundle left behind. */
    synchronized void drop() throws IOException {
        checked = null;
        refusal = "";
        remove();
    }

    private Path file() {
        return directory.resolve("upgrade");
    }

    private String copy(InputStream in) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file()), digest)) {
            in.transferTo(out);
        }
        return Sha256.hex(digest.digest());
    }

    private void remove() throws IOException {
        Files.deleteIfExists(file());
    }
}
