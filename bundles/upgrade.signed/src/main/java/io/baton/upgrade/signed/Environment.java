// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import io.baton.shared.sets.BundleSet;
import io.baton.shared.sets.SetFiles;
import io.baton.upgrade.UpgradeStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What upgrades work with.
 *
 * @param directory {@code <data>/upgrade}
 * @param sets the files that say which bundles the device starts
 * @param base the digest of the bundles that ship with the image
 * @param product what the device is; upgrades for another product are refused
 * @param keys the trusted keys
 * @param platform the running device
 * @param worker runs what takes time
 * @param clock the time of day, for records
 * @param nanoTime a clock that no setting of the time changes, for the probation
 * @param probation how long a new set is observed
 * @param published is given each change of an attempt
 */
record Environment(
        Path directory,
        SetFiles sets,
        String base,
        String product,
        PinnedKeys keys,
        Platform platform,
        Worker worker,
        InstantSource clock,
        LongSupplier nanoTime,
        Supplier<Duration> probation,
        Consumer<UpgradeStatus> published) {

    /** The permanent set. */
    BundleSet active() throws IOException {
        return sets.read(SetFiles.Name.ACTIVE).orElseGet(() -> BundleSet.shipped(base));
    }

    /**
     * Returns the jar of a bundle in a set: a stored one that differs from the shipped one, else the shipped one.
     *
     * @return empty when the bundle is in neither
     */
    Optional<Path> jar(BundleSet set, String symbolicName) throws IOException {
        Optional<BundleSet.Entry> entry = set.bundle(symbolicName);
        return entry.isPresent() ? Optional.of(sets.store().verified(entry.get())) : platform.shippedJar(symbolicName);
    }
}
