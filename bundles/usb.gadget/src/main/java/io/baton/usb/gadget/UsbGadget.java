// SPDX-License-Identifier: Apache-2.0
package io.baton.usb.gadget;

import io.baton.port.PortListener;
import io.baton.port.ReportPorts;
import io.baton.port.StorageDrive;
import io.baton.shared.ports.ReportDescriptors;
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

/**
 * The USB gadget of a device with a USB device controller. Its ports are registered as {@link ReportPorts} while it is
 * enabled, and precede those of a virtual target.
 */
@Component(
        name = GadgetConfig.PID,
        service = {},
        immediate = true)
@Designate(ocd = GadgetConfig.class)
public final class UsbGadget {

    private static final Logger LOG = LoggerFactory.getLogger("usb.gadget");
    private static final int RANKING = 100;
    private static final Path CONFIGFS = Path.of("/sys/kernel/config");
    private static final Path CONTROLLERS = Path.of("/sys/class/udc");
    private static final Path DEVICES = Path.of("/dev");

    private final BundleContext context;
    private final LongSupplier nanoTime;
    private final DaemonThreads threads;
    private @Nullable GadgetThread gadget;
    private @Nullable ServiceRegistration<ReportPorts> registration;
    private @Nullable ServiceRegistration<StorageDrive> driveRegistration;

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile List<PortListener> listeners = List.of();

    /** Ends the process and takes the reason; offered by the launcher. */
    @Reference(
            target = "(baton.role=fatal)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Consumer<String> fatal;

    @Activate
    public UsbGadget(BundleContext context, GadgetConfig config) {
        this.context = context;
        nanoTime = System::nanoTime;
        threads = new DaemonThreads(LOG, new FatalReporter(() -> fatal));
        begin(config);
    }

    @Modified
    synchronized void modified(GadgetConfig config) {
        close();
        begin(config);
    }

    @Deactivate
    synchronized void close() {
        ServiceRegistration<ReportPorts> registered = registration;
        if (registered != null) {
            registration = null;
            registered.unregister();
        }
        ServiceRegistration<StorageDrive> registeredDrive = driveRegistration;
        if (registeredDrive != null) {
            driveRegistration = null;
            registeredDrive.unregister();
        }
        GadgetThread present = gadget;
        if (present != null) {
            gadget = null;
            present.close();
        }
    }

    private synchronized void begin(GadgetConfig config) {
        if (!config.enabled()) {
            return;
        }
        try {
            GadgetThread next = new GadgetThread(
                    GadgetLayout.of(config),
                    config.deviceController(),
                    new GadgetTree(CONFIGFS, CONTROLLERS),
                    DEVICES,
                    () -> listeners,
                    nanoTime,
                    threads);
            gadget = next;
            registration = context.registerService(
                    ReportPorts.class,
                    next.ports(),
                    FrameworkUtil.asDictionary(Map.of(
                            Constants.SERVICE_RANKING,
                            RANKING,
                            ReportDescriptors.N_KEY_ROLLOVER,
                            config.nKeyRollover())));
            if (config.massStorage()) {
                driveRegistration = context.registerService(
                        StorageDrive.class,
                        next.drive(),
                        FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_RANKING, RANKING)));
            }
            next.start();
        } catch (IOException | IllegalArgumentException e) {
            LOG.error("gadget not made: {}", e.getMessage());
        }
    }
}
