// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.felix.webconsole.servlet.ServletConstants;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The Web Console's page <i>Baton → Bundles</i>: each of Baton's bundles, how it is, and how its last swap went. */
@Component(
        service = Servlet.class,
        property = {ConsolePage.LABEL + "device-bundles", ConsolePage.TITLE + "Bundles", ConsolePage.CATEGORY})
public final class BundlesPage extends ConsolePage {

    private static final long serialVersionUID = 1L;

    private final transient BundleContext context;
    private final transient SwapMonitor swaps;

    @Activate
    public BundlesPage(BundleContext context, @Reference SwapMonitor swaps) {
        this.context = context;
        this.swaps = swaps;
    }

    @Override
    void live(HttpServletRequest request, HtmlWriter html) {
        BundlesTable.write(html, rows(), String.valueOf(request.getAttribute(ServletConstants.ATTR_APP_ROOT)));
        html.status("Swaps and gaps are counted since this page's own bundle was started. A gap is the time in which no"
                + " version of the bundle ran.");
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
