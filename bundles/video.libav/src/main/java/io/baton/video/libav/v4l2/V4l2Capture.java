// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.v4l2;

import io.baton.shared.threads.DaemonThreads;
import io.baton.shared.threads.FatalReporter;
import io.baton.shared.threads.ThreadProbe;
import io.baton.video.FrameSource;
import io.baton.video.TargetDisplay;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
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
 * The capture device. While it is enabled it is registered as a {@link FrameSource}, which precedes that of a virtual
 * target. The registration's property {@code baton.signal.changes} counts the changes of its signal.
 */
@Component(
        name = V4l2Config.PID,
        service = {},
        immediate = true)
@Designate(ocd = V4l2Config.class)
public final class V4l2Capture {

    private static final Logger LOG = LoggerFactory.getLogger("video.libav");
    private static final int RANKING = 100;
    private static final Path DEVICES = Path.of("/dev");
    /** Drivers of some receivers wait for the signal to settle. */
    private static final Duration LONGEST_STEP = Duration.ofSeconds(30);

    private final BundleContext context;
    private final LongSupplier nanoTime;
    private final DaemonThreads threads;
    private final AtomicLong changes = new AtomicLong();
    private @Nullable CaptureThread capture;
    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();
    private volatile @Nullable ServiceRegistration<FrameSource> registered;

    /** Says why the encoder of this bundle is not ready; empty once libav's libraries are loaded. */
    @Reference(
            target = "(&(baton.role=readiness)(component.name=io.baton.video.libav.LibavVideo))",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Supplier<String> encoder;

    /** Ends the process and takes the reason; offered by the launcher. */
    @Reference(
            target = "(baton.role=fatal)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Consumer<String> fatal;

    @Activate
    public V4l2Capture(BundleContext context, V4l2Config config) {
        this.context = context;
        nanoTime = System::nanoTime;
        threads = new DaemonThreads(LOG, new FatalReporter(() -> fatal));
        apply(config);
    }

    @Modified
    synchronized void modified(V4l2Config config) {
        apply(config);
    }

    @Deactivate
    synchronized void close() {
        close(false);
    }

    /**
     * @param shows whether a display that is hidden is given back; not to a successor, for which the target would blink
     */
    private void close(boolean shows) {
        registered = null;
        registrations.forEach(ServiceRegistration::unregister);
        registrations.clear();
        CaptureThread present = capture;
        if (present != null) {
            capture = null;
            present.close(shows);
        }
    }

    private synchronized void apply(V4l2Config config) {
        if (!config.enabled()) {
            close(true);
            return;
        }
        CaptureSettings settings;
        try {
            settings = CaptureSettings.of(config);
        } catch (IllegalArgumentException e) {
            close(true);
            LOG.error("capture device not used: {}", e.getMessage());
            return;
        }
        StandbySettings standby = StandbySettings.of(config);
        CaptureThread present = capture;
        if (present != null) {
            present.settings(settings, standby);
            return;
        }
        try {
            begin(settings, standby);
        } catch (IOException e) {
            LOG.error("capture device not used: {}", e.getMessage());
        }
    }

    private void begin(CaptureSettings settings, StandbySettings standby) throws IOException {
        CaptureThread next = new CaptureThread(
                new DeviceFinder(DEVICES),
                settings,
                standby,
                this::isLibavReady,
                this::signalChanged,
                nanoTime,
                threads);
        capture = next;
        next.start();
        ServiceRegistration<FrameSource> source =
                context.registerService(FrameSource.class, next.source(), properties());
        registered = source;
        registrations.add(source);
        registrations.add(context.registerService(TargetDisplay.class, next.display(), null));
        registrations.add(context.registerService(
                Supplier.class,
                new ThreadProbe("baton-video-capture", next::execute, nanoTime, LONGEST_STEP),
                FrameworkUtil.asDictionary(Map.of("baton.role", ThreadProbe.ROLE))));
        registrations.add(context.registerService(
                Supplier.class, next::problem, FrameworkUtil.asDictionary(Map.of("baton.role", "capture"))));
        signalChanged();
    }

    private boolean isLibavReady() {
        Supplier<String> present = encoder;
        return present != null && present.get().isEmpty();
    }

    /** Lets the encoder look at the signal though it has no subscriber, and so no sink here. */
    private void signalChanged() {
        changes.incrementAndGet();
        ServiceRegistration<FrameSource> present = registered;
        if (present != null) {
            try {
                present.setProperties(properties());
            } catch (IllegalStateException e) {
                LOG.debug("no longer registered", e);
            }
        }
    }

    private Dictionary<String, Object> properties() {
        return FrameworkUtil.asDictionary(
                Map.of(Constants.SERVICE_RANKING, RANKING, "baton.signal.changes", changes.get()));
    }
}
