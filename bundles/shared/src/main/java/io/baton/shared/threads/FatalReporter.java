// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.threads;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Ends the device by the launcher's service with {@code baton.role=fatal}. The service is looked up at each report,
 * because it comes and goes with the launcher; without it a report has no effect.
 *
 * <p>Threading. Safe for any thread if the supplier is.
 */
public final class FatalReporter implements Consumer<String> {

    private final Supplier<@Nullable Consumer<String>> service;

    /** @param service returns the present service, read from the component's dynamic reference; null while absent */
    public FatalReporter(Supplier<@Nullable Consumer<String>> service) {
        this.service = service;
    }

    /** Ends the device and gives the reason. */
    @Override
    public void accept(String reason) {
        Consumer<String> present = service.get();
        if (present != null) {
            present.accept(reason);
        }
    }
}
