// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade;

import java.util.List;
import java.util.Set;

/**
 * What an upgrade file would change.
 *
 * @param name the name that its maker gave it
 * @param keyId the key that signed it
 * @param counter its number for protection against old versions
 * @param bundles the changes, in the order of the file
 * @param staged whether it takes a restart of the device
 * @param probationSeconds seconds for which the new bundles are observed
 * @param inPlace symbolic names of the bundles that stop before their successor starts; the others run beside it
 */
public record UpgradePlan(
        String name,
        String keyId,
        long counter,
        List<BundleChange> bundles,
        boolean staged,
        int probationSeconds,
        Set<String> inPlace) {

    public UpgradePlan {
        bundles = List.copyOf(bundles);
        inPlace = Set.copyOf(inPlace);
    }
}
