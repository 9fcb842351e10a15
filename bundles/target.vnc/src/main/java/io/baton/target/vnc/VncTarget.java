// SPDX-License-Identifier: Apache-2.0
package io.baton.target.vnc;

import io.baton.port.PortListener;
import io.baton.port.ReportPorts;
import io.baton.shared.net.VncAddress;
import io.baton.shared.ports.ReportDescriptors;
import io.baton.shared.threads.DaemonThreads;
import io.baton.shared.threads.FatalReporter;
import io.baton.video.FrameSource;
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
 * A VNC server as the target computer. While a server is configured, its screen is registered as {@link FrameSource}
 * and its input as {@link ReportPorts}; both precede those of hardware and of the virtual target.
 */
@Component(
        name = VncTargetConfig.PID,
        service = {},
        immediate = true)
@Designate(ocd = VncTargetConfig.class)
public final class VncTarget {

    private static final Logger LOG = LoggerFactory.getLogger("target.vnc");
    private static final int RANKING = 200;

    /** Pixels of a desktop: two desktops of four bytes each may take half of the heap, while one replaces the other. */
    private static final int HEAP_BYTES_PER_PIXEL = 16;

    private final BundleContext context;
    private final LongSupplier nanoTime;
    private final DaemonThreads threads;
    private @Nullable VncMachine machine;
    private @Nullable ServiceRegistration<?> registration;

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
    public VncTarget(BundleContext context, VncTargetConfig config) {
        this.context = context;
        nanoTime = System::nanoTime;
        threads = new DaemonThreads(LOG, new FatalReporter(() -> fatal));
        begin(config);
    }

    @Modified
    synchronized void modified(VncTargetConfig config) {
        close();
        begin(config);
    }

    @Deactivate
    synchronized void close() {
        ServiceRegistration<?> registered = registration;
        if (registered != null) {
            registration = null;
            registered.unregister();
        }
        VncMachine present = machine;
        if (present != null) {
            machine = null;
            present.close();
        }
    }

    private synchronized void begin(VncTargetConfig config) {
        if (config.url().isBlank()) {
            return;
        }
        try {
            VncMachine next = new VncMachine(
                    connector(config.url(), config.password(), config.passwordFile()),
                    Math.clamp(config.framesPerSecond(), 1, 60),
                    Runtime.getRuntime().maxMemory() / HEAP_BYTES_PER_PIXEL,
                    () -> listeners,
                    nanoTime,
                    threads,
                    LOG);
            machine = next;
            next.start();
            registration = context.registerService(
                    new String[] {FrameSource.class.getName(), ReportPorts.class.getName()},
                    next,
                    FrameworkUtil.asDictionary(
                            Map.of(Constants.SERVICE_RANKING, RANKING, ReportDescriptors.N_KEY_ROLLOVER, true)));
        } catch (IllegalArgumentException e) {
            LOG.error("no VNC target: {}", e.getMessage());
        }
    }

    /** The password has a setting of its own because the server's address is shown where settings are. */
    static ServerConnector connector(String url, String password, String passwordFile) {
        VncAddress address = VncAddress.parse(url.strip());
        if (!address.password().isEmpty()) {
            throw new IllegalArgumentException(
                    "url contains a password, which would be shown with it; use the settings password or passwordFile");
        }
        return new ServerConnector(address.withPassword(password), passwordFile.strip());
    }
}
