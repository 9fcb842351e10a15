// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Reads what is known of Baton's bundles.
 *
 * <p>Threading. Any thread; waits for the health checks.
 */
@Component(service = BundlesReader.class)
public final class BundlesReader {

    private final BundleContext context;
    private final SwapMonitor swaps;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable HealthReader health;

    @Activate
    public BundlesReader(BundleContext context, @Reference SwapMonitor swaps) {
        this.context = context;
        this.swaps = swaps;
    }

    /** Returns Baton's bundles by their names. */
    List<BundlesTable.Row> rows() {
        HealthReader reader = health;
        Map<String, List<String>> found = reader == null ? Map.of() : reader.byBundle();
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getSymbolicName() != null
                        && bundle.getSymbolicName().startsWith(SwapMonitor.OWN))
                .sorted(Comparator.comparing(Bundle::getSymbolicName).thenComparing(Bundle::getVersion))
                .map(bundle -> row(bundle, found.getOrDefault(bundle.getSymbolicName(), List.of())))
                .toList();
    }

    private BundlesTable.Row row(Bundle bundle, List<String> lines) {
        return new BundlesTable.Row(
                bundle.getBundleId(),
                bundle.getSymbolicName(),
                bundle.getVersion().toString(),
                state(bundle),
                swaps.swaps(bundle.getSymbolicName()),
                lines);
    }

    private static String state(Bundle bundle) {
        boolean fragment = bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
        return switch (bundle.getState()) {
            case Bundle.ACTIVE -> "active";
            case Bundle.RESOLVED -> fragment ? "fragment" : "stopped";
            case Bundle.STARTING -> "starting";
            case Bundle.STOPPING -> "stopping";
            default -> "not resolved";
        };
    }
}
