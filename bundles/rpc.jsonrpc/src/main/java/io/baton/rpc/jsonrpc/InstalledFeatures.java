// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.rpc.Feature;
import io.baton.shared.http.DeclaredAccess;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleRevision;

/**
 * What the installed bundles say that they serve. A bundle that is stopped or replaced counts; one that is not
 * installed does not.
 *
 * <p>Threading. Any thread.
 */
final class InstalledFeatures {

    /** What every device of this firmware has: an upgrade of the software does not stop the picture. */
    private static final List<String> ALWAYS = List.of("video_during_update");

    /** Services with capabilities. */
    static final String FILTER = "(" + Feature.CAPABILITIES + "=*)";

    private final BundleContext context;

    InstalledFeatures(BundleContext context) {
        this.context = context;
    }

    /** Returns whether an installed bundle serves the feature. */
    boolean has(Feature feature) {
        return Arrays.stream(context.getBundles()).anyMatch(bundle -> serves(bundle, feature));
    }

    private static boolean serves(Bundle bundle, Feature feature) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        return revision != null
                && revision.getDeclaredCapabilities(Feature.NAMESPACE).stream()
                        .anyMatch(capability ->
                                feature.word().equals(capability.getAttributes().get(Feature.NAMESPACE)));
    }

    /** Returns the names of JetKVM's capabilities that the device has now, in order. */
    List<String> capabilities() {
        TreeSet<String> names = new TreeSet<>(ALWAYS);
        try {
            ServiceReference<?>[] found = context.getAllServiceReferences(null, FILTER);
            if (found != null) {
                for (ServiceReference<?> service : found) {
                    names.addAll(DeclaredAccess.strings(service.getProperty(Feature.CAPABILITIES)));
                }
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
        return List.copyOf(names);
    }
}
