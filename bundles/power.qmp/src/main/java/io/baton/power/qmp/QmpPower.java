// SPDX-License-Identifier: Apache-2.0
package io.baton.power.qmp;

import io.baton.power.PowerControl;
import io.baton.power.PowerListener;
import io.baton.shared.power.PowerRegistration;
import io.baton.shared.power.PowerThread;
import io.baton.shared.threads.DaemonThreads;
import io.baton.shared.threads.FatalReporter;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
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

    private final LongSupplier nanoTime;
    private final PowerThread.Surroundings surroundings;
    private final PowerRegistration registration;

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
        nanoTime = System::nanoTime;
        surroundings = new PowerThread.Surroundings(
                () -> listeners, new DaemonThreads(LOG, new FatalReporter(() -> fatal)), LOG);
        registration = new PowerRegistration(context, LOG, RANKING);
        modified(config);
    }

    @Modified
    void modified(QmpPowerConfig config) {
        registration.replace(() -> config.address().isEmpty()
                ? null
                : new QmpLink(QmpAddress.of(config.address()), config.longPressQuits(), nanoTime, surroundings));
    }

    @Deactivate
    void close() {
        registration.close();
    }
}
