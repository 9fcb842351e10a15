// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import io.baton.upgrade.UpgradeException;
import io.baton.upgrade.signed.swap.BundleSwap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The running device as an upgrade sees it. The framework provides it; tests replace it.
 *
 * <p>Threading. As the caller: one thread at a time.
 */
interface Platform {

    /** Returns the version of the installed bundle; empty when none of this name is installed. */
    Optional<String> version(String symbolicName);

    /**
     * Returns the jar that ships with the image; empty when none does.
     *
     * @throws IOException when the image cannot be read
     */
    Optional<Path> shippedJar(String symbolicName) throws IOException;

    /**
     * Refuses bundles that would not resolve against those that run, that need other APIs, that could not read the
     * state of the running ones, or whose replacement would make the framework refresh others. Starts and stops
     * nothing.
     *
     * @param jars the jars by symbolic name: those of the manifest and those that are replaced along
     */
    void check(UpgradeManifest manifest, Map<String, Path> jars) throws UpgradeException;

    /**
     * Returns which bundles stop before their successor starts, because the running or the new one asks for that.
     *
     * @param jars the new bundles by symbolic name
     * @throws IOException when a jar cannot be read
     */
    Set<String> inPlace(Map<String, Path> jars) throws IOException;

    /**
     * Refuses when disk or heap have no room.
     *
     * @param bytes the size of the new jars
     */
    void checkSpace(long bytes) throws UpgradeException;

    /**
     * Returns the symbolic names of the running bundles that {@code api.control} takes along when it is replaced: all
     * that have classes of it.
     */
    List<String> usersOfControl();

    /**
     * Returns a replacement that has not begun.
     *
     * @param ofControl whether {@code api.control} is one of the bundles
     */
    BundleSwap swap(boolean ofControl);

    /** Begins to observe the health of these bundles, with what is so now as the measure. */
    HealthGate observe(List<String> symbolicNames);

    /** Restarts the device: the set that is active then runs. */
    void restart(String reason);
}
