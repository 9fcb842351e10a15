// SPDX-License-Identifier: Apache-2.0
package io.baton.power.gpio;

import io.baton.power.PowerControl;
import io.baton.power.PowerListener;
import io.baton.shared.threads.DaemonThreads;
import io.baton.shared.threads.FatalReporter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The front panel as a component. It is registered as {@link PowerControl} while a chip is configured. */
@Component(
        name = GpioPowerConfig.PID,
        service = {},
        immediate = true)
@Designate(ocd = GpioPowerConfig.class)
public final class GpioPower {

    private static final Logger LOG = LoggerFactory.getLogger("power.gpio");
    private static final int RANKING = 100;
    private static final Path DEVICES = Path.of("/dev");

    private final BundleContext context;
    private final LongSupplier nanoTime;
    private final DaemonThreads threads;
    private @Nullable PanelThread panel;
    private @Nullable ServiceRegistration<PowerControl> registration;

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile List<PowerListener> listeners = List.of();

    /** Ends the process and takes the reason; offered by the launcher. */
    @Reference(
            target = "(baton.role=fatal)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Consumer<String> fatal;

    @Activate
    public GpioPower(BundleContext context, GpioPowerConfig config) {
        this.context = context;
        nanoTime = System::nanoTime;
        threads = new DaemonThreads(LOG, new FatalReporter(() -> fatal));
        begin(config);
    }

    @Modified
    synchronized void modified(GpioPowerConfig config) {
        close();
        begin(config);
    }

    @Deactivate
    synchronized void close() {
        ServiceRegistration<PowerControl> registered = registration;
        if (registered != null) {
            registration = null;
            registered.unregister();
        }
        PanelThread present = panel;
        if (present != null) {
            panel = null;
            present.close();
        }
    }

    private synchronized void begin(GpioPowerConfig config) {
        if (config.chip().isEmpty()) {
            return;
        }
        try {
            FrontPanelSettings settings = FrontPanelSettings.of(config);
            FrontPanel lines = new FrontPanel(settings, new GpioChip(DEVICES), nanoTime);
            PanelThread next = new PanelThread(settings, lines, () -> listeners, threads);
            panel = next;
            next.start();
            registration = context.registerService(
                    PowerControl.class,
                    next,
                    FrameworkUtil.asDictionary(
                            Map.of(Constants.SERVICE_RANKING, RANKING, PowerControl.KIND, next.kind())));
        } catch (IOException | IllegalArgumentException e) {
            LOG.error("power control not started: {}", e.getMessage());
        }
    }
}
