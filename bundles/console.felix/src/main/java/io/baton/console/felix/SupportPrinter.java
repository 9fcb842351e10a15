// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import io.baton.session.SessionCoordinator;
import java.io.PrintWriter;
import org.apache.felix.inventory.Format;
import org.apache.felix.inventory.InventoryPrinter;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Prints sessions, bundles and limits for support, in the console's <i>Status</i> and in its archive. Nicknames,
 * accounts, addresses and tokens are left out, ids are cut.
 *
 * <p>Threading. Any thread.
 */
@Component(
        property = {
            InventoryPrinter.NAME + "=baton",
            InventoryPrinter.TITLE + "=Baton",
            InventoryPrinter.FORMAT + "=TEXT"
        })
public final class SupportPrinter implements InventoryPrinter {

    private final SessionsReader sessions;
    private final BundlesReader bundles;
    private final LimitsReport limits;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SessionCoordinator coordinator;

    @Activate
    public SupportPrinter(
            @Reference SessionsReader sessions, @Reference BundlesReader bundles, @Reference LimitsReport limits) {
        this.sessions = sessions;
        this.bundles = bundles;
        this.limits = limits;
    }

    @Override
    public void print(PrintWriter out, Format format, boolean isZip) {
        out.println("Sessions");
        SessionCoordinator present = coordinator;
        if (present == null) {
            out.println("  the session coordinator is being replaced");
        } else {
            sessions.table(present).lines().forEach(line -> out.println("  " + line));
        }
        out.println("  " + sessions.input());
        out.println("Bundles");
        for (BundlesTable.Row row : bundles.rows()) {
            out.println("  %s %s %s swaps=%d%s"
                    .formatted(
                            row.name(),
                            row.version(),
                            row.state(),
                            row.swaps().count(),
                            row.swaps()
                                    .gap()
                                    .map(gap -> " gapMillis=" + gap.toMillis())
                                    .orElse("")));
        }
        out.print(limits.limits());
        out.flush();
    }
}
