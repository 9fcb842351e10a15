// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import io.baton.shared.sets.BundleSet;
import io.baton.upgrade.BundleChange;
import io.baton.upgrade.signed.swap.Replacement;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * An upgrade that may be installed.
 *
 * @param jars the new jars, not stored yet, by symbolic name
 * @param changes what changes, in the order of the manifest
 * @param replacements the same for the swap; their jars are those in the store
 * @param set the set that a commit makes active
 * @param staged whether it takes a restart
 */
record Candidate(
        UpgradeManifest manifest,
        String keyId,
        Map<String, Path> jars,
        List<BundleChange> changes,
        List<Replacement> replacements,
        BundleSet set,
        boolean staged) {}
