// SPDX-License-Identifier: Apache-2.0
package io.baton.power.qmp;

import io.baton.power.PowerControl;
import io.baton.power.PowerListener;
import io.baton.shared.threads.DaemonThreads;
import io.baton.shared.threads.FatalReporter;
import java.io.IOException;
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

/** The virtual machine as a component. It is registered as {@link PowerControl} while an address is configured. */
@Component(
        name = QmpPowerConfig.PID,
        service = {},
        immediate = true)
@Designate(ocd = QmpPowerConfig.class)
public final class QmpPower {

    private static final Logger LOG = LoggerFactory.getLogger("power.qmp");
    private static final int RANKING = 80;

    private final BundleContext context;
    private final LongSupplier nanoTime;
    private final DaemonThreads threads;
    private @Nullable QmpLink link;
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
    public QmpPower(BundleContext context, QmpPowerConfig config) {
        this.context = context;
        nanoTime = System::nanoTime;
        threads = new DaemonThreads(LOG, new FatalReporter(() -> fatal));
        begin(config);
    }

    @Modified
    synchronized void modified(QmpPowerConfig config) {
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
        QmpLink present = link;
        if (present != null) {
            link = null;
            present.close();
        }
    }

    private synchronized void begin(QmpPowerConfig config) {
        if (config.address().isEmpty()) {
            return;
        }
        try {
            QmpLink next = new QmpLink(
                    QmpAddress.of(config.address()), config.longPressQuits(), () -> listeners, nanoTime, threads);
            link = next;
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
