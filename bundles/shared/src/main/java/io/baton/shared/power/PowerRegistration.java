// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.power;

import io.baton.power.PowerControl;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;

/**
 * The service of a component that is a {@link PowerControl} while it is configured.
 *
 * <p>Threading. Safe for any thread.
 */
public final class PowerRegistration {

    private final BundleContext context;
    private final Logger log;
    private final int ranking;
    private @Nullable PowerThread control;
    private @Nullable ServiceRegistration<PowerControl> registration;

    /** Makes a control by its configuration. */
    @FunctionalInterface
    public interface Maker {

        /**
         * Returns a control that is not started; null when none is configured.
         *
         * @throws IllegalArgumentException naming the setting that is wrong
         */
        @Nullable
        PowerThread make() throws IOException;
    }

    public PowerRegistration(BundleContext context, Logger log, int ranking) {
        this.context = context;
        this.log = log;
        this.ranking = ranking;
    }

    /** Ends the present control, then starts and registers the next one. */
    public synchronized void replace(Maker maker) {
        close();
        try {
            PowerThread next = maker.make();
            if (next != null) {
                control = next;
                next.start();
                registration = context.registerService(
                        PowerControl.class,
                        next,
                        FrameworkUtil.asDictionary(
                                Map.of(Constants.SERVICE_RANKING, ranking, PowerControl.KIND, next.kind())));
            }
        } catch (IOException | IllegalArgumentException e) {
            log.error("power control not started: {}", e.getMessage());
        }
    }

    /** Ends the present control. */
    public synchronized void close() {
        ServiceRegistration<PowerControl> registered = registration;
        if (registered != null) {
            registration = null;
            registered.unregister();
        }
        PowerThread present = control;
        if (present != null) {
            control = null;
            present.close();
        }
    }
}
