// SPDX-License-Identifier: Apache-2.0
package io.baton.rules;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/** The dependencies between bundles that are allowed. */
final class AllowedDependencies {
    static final String MEDIA_API = "api.media";
    static final String CONTROL_API = "api.control";
    static final String TESTKIT = "testkit";
    static final String SHARED = "shared";

    /** The packages of shared that use the control API: media bundles may not have a copy of them. */
    static final Set<String> SHARED_BY_CONTROL = Set.of("io.baton.shared.power");

    private static final Set<String> MEDIA_ROLES = Set.of("video", "peer", "target", "usb");

    private AllowedDependencies() {}

    static boolean isApi(String bundle) {
        return bundle.startsWith("api.");
    }

    static boolean isMedia(String bundle) {
        return MEDIA_ROLES.contains(bundle.split("\\.", -1)[0]);
    }

    /** The bundles whose packages this one may use besides its own. */
    static Set<String> mayUse(String bundle) {
        if (bundle.equals(MEDIA_API) || bundle.startsWith("log.")) {
            return Set.of();
        }
        if (bundle.equals(CONTROL_API)) {
            return Set.of(MEDIA_API);
        }
        if (bundle.equals(SHARED)) {
            return Set.of(MEDIA_API, CONTROL_API);
        }
        return isMedia(bundle) ? Set.of(MEDIA_API, SHARED) : Set.of(MEDIA_API, CONTROL_API, SHARED);
    }

    /** Whether a class of this bundle may refer to a class of ours in the given package. */
    static Predicate<String> allowedPackages(String bundle) {
        Set<String> allowed = new HashSet<>();
        mayUse(bundle).forEach(api -> allowed.addAll(Workspace.packages(api)));
        if (isApi(bundle)) {
            allowed.addAll(Workspace.packages(bundle));
        }
        if (isMedia(bundle)) {
            allowed.removeAll(SHARED_BY_CONTROL);
        }
        String own = Workspace.rootPackage(bundle);
        return name -> allowed.contains(name) || name.equals(own) || name.startsWith(own + ".");
    }
}
