// SPDX-License-Identifier: Apache-2.0
package io.baton.power.mqtt;

import io.baton.power.PowerControl;
import io.baton.power.PowerListener;
import io.baton.shared.power.PowerRegistration;
import io.baton.shared.power.PowerThread;
import io.baton.shared.threads.DaemonThreads;
import io.baton.shared.threads.FatalReporter;
import java.security.SecureRandom;
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

/** The socket as a component. It is registered as {@link PowerControl} while a broker is configured. */
@Component(
        name = MqttPowerConfig.PID,
        service = {},
        immediate = true)
@Designate(ocd = MqttPowerConfig.class)
public final class MqttPower {

    private static final Logger LOG = LoggerFactory.getLogger("power.mqtt");
    private static final int RANKING = 50;

    private final LongSupplier nanoTime;
    private final String ownId;
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
    public MqttPower(BundleContext context, MqttPowerConfig config) {
        nanoTime = System::nanoTime;
        ownId = "baton-" + Long.toHexString(new SecureRandom().nextLong());
        surroundings = new PowerThread.Surroundings(
                () -> listeners, new DaemonThreads(LOG, new FatalReporter(() -> fatal)), LOG);
        registration = new PowerRegistration(context, LOG, RANKING);
        modified(config);
    }

    @Modified
    void modified(MqttPowerConfig config) {
        registration.replace(() -> config.address().isEmpty()
                ? null
                : new MqttLink(MqttSettings.of(config, ownId), nanoTime, surroundings));
    }

    @Deactivate
    void close() {
        registration.close();
    }
}
