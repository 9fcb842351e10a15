// SPDX-License-Identifier: Apache-2.0
package io.baton.video.external;

import io.baton.shared.threads.DaemonThreads;
import io.baton.shared.threads.FatalReporter;
import io.baton.shared.threads.ThreadProbe;
import io.baton.video.EncodedVideo;
import io.baton.video.SignalListener;
import io.baton.video.VideoSignal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * While enabled, listens for a sender and offers its stream above every other. A change of the configuration makes a
 * new socket: the sender is told and connects again.
 */
@Component(service = ExternalVideo.class, immediate = true, configurationPid = ExternalVideoConfig.PID)
@Designate(ocd = ExternalVideoConfig.class)
public final class ExternalVideo {

    private static final Logger LOG = LoggerFactory.getLogger("video.external");
    private static final int RANKING = 100;
    private static final Duration JOIN = Duration.ofSeconds(2);
    private static final Duration LONGEST_TURN = Duration.ofSeconds(30);
    private static final double MILLI = 1_000;
    private static final double MAX_RATE = 240;

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<SignalListener> listeners = List.of();

    /** Ends the process and takes the reason; offered by the launcher. */
    @Reference(
            target = "(baton.role=fatal)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Consumer<String> fatal;

    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();
    private @Nullable Service service;

    @Activate
    public ExternalVideo(BundleContext context, ExternalVideoConfig config) {
        if (!config.enabled()) {
            return;
        }
        Service made;
        try {
            made = new Service(config, System::nanoTime);
        } catch (IOException | RuntimeException e) {
            // the stream is offered all the same: a picture of the built-in encoder would be another one than asked for
            LOG.error("external video has no socket path={}", config.socketPath(), e);
            register(context, EncodedVideo.class, new ExternalStream(System::nanoTime, signal -> {}, () -> {}));
            return;
        }
        service = made;
        made.thread.start();
        register(context, EncodedVideo.class, made.stream);
        registrations.add(context.registerService(
                Supplier.class,
                new ThreadProbe("baton-external-video", made.server::execute, System::nanoTime, LONGEST_TURN),
                FrameworkUtil.asDictionary(Map.of("baton.role", ThreadProbe.ROLE))));
    }

    private void register(BundleContext context, Class<EncodedVideo> type, EncodedVideo stream) {
        registrations.add(context.registerService(
                type, stream, FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_RANKING, RANKING))));
    }

    @Deactivate
    public void close() {
        registrations.forEach(ServiceRegistration::unregister);
        Service present = service;
        if (present != null) {
            present.close();
        }
    }

    private void announce(VideoSignal signal) {
        for (SignalListener listener : listeners) {
            try {
                listener.signal(signal);
            } catch (RuntimeException | LinkageError e) {
                LOG.error("signal listener failed", e);
            }
        }
    }

    /** What exists while the external encoder is enabled. */
    private final class Service {

        private final VideoSocket socket;
        private final Selector selector;
        private final ExternalStream stream;
        private final SenderServer server;
        private final DaemonThreads threads = new DaemonThreads(LOG, new FatalReporter(() -> fatal));
        private final Thread thread;
        private volatile boolean running = true;

        Service(ExternalVideoConfig config, LongSupplier nanoTime) throws IOException {
            double rate = Math.clamp(config.framesPerSecond(), 0, MAX_RATE);
            socket = VideoSocket.open(Path.of(config.socketPath()), config.socketMode(), config.socketGroup());
            selector = Selector.open();
            stream = new ExternalStream(nanoTime, ExternalVideo.this::announce, selector::wakeup);
            server = new SenderServer(socket.channel(), selector, stream, (int) Math.round(rate * MILLI), nanoTime);
            thread = threads.unstarted("baton-external-video", this::run);
            LOG.info("external video listening path={} mode={}", config.socketPath(), config.socketMode());
        }

        private void run() {
            try (selector;
                    socket) {
                while (running) {
                    turn();
                }
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** An error of one turn ends neither the thread nor the device. */
        private void turn() throws IOException {
            try {
                server.turn(true);
            } catch (RuntimeException | LinkageError e) {
                LOG.error("external video failed", e);
                server.close();
            }
        }

        void close() {
            running = false;
            selector.wakeup();
            threads.join(thread, JOIN);
        }
    }
}
