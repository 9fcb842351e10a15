// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Reads what is known of Baton's bundles.
 *
 * <p>Threading. Any thread.
 */
@Component(service = BundlesReader.class)
public final class BundlesReader {

    private final BundleContext context;
    private final SwapMonitor swaps;

    @Activate
    public BundlesReader(BundleContext context, @Reference SwapMonitor swaps) {
        this.context = context;
        this.swaps = swaps;
    }

    /** Returns Baton's bundles by their names. */
    List<BundlesTable.Row> rows() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getSymbolicName() != null
                        && bundle.getSymbolicName().startsWith(SwapMonitor.OWN))
                .sorted(Comparator.comparing(Bundle::getSymbolicName).thenComparing(Bundle::getVersion))
                .map(this::row)
                .toList();
    }

    private BundlesTable.Row row(Bundle bundle) {
        return new BundlesTable.Row(
                bundle.getBundleId(),
                bundle.getSymbolicName(),
                bundle.getVersion().toString(),
                state(bundle),
                swaps.swaps(bundle.getSymbolicName()),
                List.of());
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
