// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import io.baton.shared.files.AtomicFiles;
import io.baton.shared.json.JsonCodec;
import io.baton.upgrade.BundleChange;
import io.baton.upgrade.UpgradeException;
import io.baton.upgrade.UpgradeRefusal;
import io.baton.upgrade.signed.UpgradeManifest.NewBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The protection against old versions: the counter of the newest committed upgrade of each bundle, the counter of each
 * committed jar, and the security floor. A bundle that ships with the image has the counter 0.
 *
 * <p>Threading. One thread at a time.
 */
final class Counters {

    private static final int MAX_BYTES = 256 * 1024;
    private static final JsonCodec JSON = new JsonCodec(new JsonCodec.Limits(MAX_BYTES, 4, 20, 128));

    private final Path file;
    private final Map<String, Long> newest = new TreeMap<>();
    private final Map<String, Long> jars = new TreeMap<>();
    private long floor;

    /** @throws IOException when the file is damaged: no upgrade can be accepted then */
    Counters(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            try {
                Map<String, Object> members = JSON.readObject(AtomicFiles.read(file, MAX_BYTES));
                read(members.get("bundles"), newest);
                read(members.get("jars"), jars);
                floor = members.get("securityFloor") instanceof Long number ? number : 0;
            } catch (IllegalArgumentException e) {
                throw new IOException(file + " is damaged", e);
            }
        }
    }

    private static void read(@org.jspecify.annotations.Nullable Object value, Map<String, Long> into) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, number) -> {
                if (number instanceof Long counter) {
                    into.put(String.valueOf(key), counter);
                }
            });
        }
    }

    /**
     * Refuses an upgrade that is older than what was committed. The same counter is accepted for the same jar alone,
     * which was committed and rolled back.
     */
    void check(UpgradeManifest manifest) throws UpgradeException {
        if (manifest.counter() < floor) {
            throw new UpgradeException(
                    UpgradeRefusal.SECURITY_FLOOR,
                    "The upgrade's counter " + manifest.counter() + " is below the security floor " + floor + ".");
        }
        for (NewBundle bundle : manifest.bundles()) {
            long installed = newest.getOrDefault(bundle.symbolicName(), 0L);
            boolean sameJar = jars.getOrDefault(bundle.sha256(), 0L) == manifest.counter();
            boolean newer = manifest.counter() > installed || (manifest.counter() == installed && sameJar);
            if (!newer && installed > manifest.permitDowngradeFrom()) {
                throw new UpgradeException(
                        UpgradeRefusal.DOWNGRADE,
                        bundle.symbolicName() + " has the counter " + installed + ", the upgrade has "
                                + manifest.counter() + " and no permit for a downgrade from " + installed + ".");
            }
        }
    }

    /**
     * Refuses a roll back below the security floor.
     *
     * @param changes with the jars that would run again
     * @param shipped symbolic names of those that ship with the image
     */
    void checkRollBack(List<BundleChange> changes, List<String> shipped) throws UpgradeException {
        for (BundleChange change : changes) {
            if (change.toVersion().isEmpty()) {
                continue; // nothing runs in its place
            }
            long counter = shipped.contains(change.symbolicName()) ? 0 : jars.getOrDefault(change.toSha256(), 0L);
            if (counter < floor) {
                throw new UpgradeException(
                        UpgradeRefusal.SECURITY_FLOOR,
                        change.symbolicName() + " " + change.toVersion() + " has the counter " + counter
                                + ", below the security floor " + floor + ".");
            }
        }
    }

    /** Raises the counters by a committed upgrade. A permitted downgrade lowers those of its bundles, not the floor. */
    void committed(Attempt attempt) throws IOException {
        if (attempt.counter() == 0) {
            return;
        }
        for (BundleChange change : attempt.status().bundles()) {
            newest.put(change.symbolicName(), attempt.counter());
            jars.put(change.toSha256(), attempt.counter());
        }
        floor = Math.max(floor, attempt.securityFloor());
        byte[] content = JSON.bytes(Map.of("bundles", newest, "jars", jars, "securityFloor", floor));
        AtomicFiles.replace(file, content, AtomicFiles.OWNER_ONLY);
    }
}
