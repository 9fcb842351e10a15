// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an upgrade file says of itself; its bytes are what the signature covers.
 *
 * @param name the name that its maker gave it
 * @param product the product it is made for
 * @param counter grows with each published upgrade of a bundle
 * @param permitDowngradeFrom installed counters up to this one may be replaced by the lower {@code counter}; 0 for no
 *     permit
 * @param securityFloor the least counter that any later upgrade or roll back may have; 0 leaves it as it is
 * @param bundles what it brings
 * @param keys the keys that are trusted from its commit on; empty to leave them as they are
 */
record UpgradeManifest(
        String name,
        String product,
        long counter,
        long permitDowngradeFrom,
        long securityFloor,
        List<NewBundle> bundles,
        Optional<KeyList> keys) {

    UpgradeManifest {
        bundles = List.copyOf(bundles);
    }

    /**
     * A bundle in the file.
     *
     * @param version with all three numbers
     * @param size length of its jar in bytes
     * @param apis the version ranges of the API packages it needs, as OSGi writes them, by package
     * @param state the state it reads, by role
     */
    record NewBundle(
            String symbolicName,
            String version,
            String sha256,
            long size,
            Map<String, String> apis,
            Map<String, SchemaRange> state) {

        NewBundle {
            apis = Map.copyOf(apis);
            state = Map.copyOf(state);
        }

        /** The name of its entry in the file. */
        String entryName() {
            return "bundles/" + symbolicName + "-" + version + ".jar";
        }
    }

    /** The schemas of a state that a bundle reads, from and to. */
    record SchemaRange(int min, int max) {

        boolean includes(int schema) {
            return min <= schema && schema <= max;
        }
    }

    /**
     * The keys that replace the trusted ones.
     *
     * @param serial grows with each list; an older list is refused
     * @param keys public keys in the form of X.509, in Base64
     */
    record KeyList(long serial, List<String> keys) {

        KeyList {
            keys = List.copyOf(keys);
        }
    }
}
