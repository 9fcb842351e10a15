// SPDX-License-Identifier: Apache-2.0
package io.baton.power.plug;

import io.baton.power.PowerControl;
import io.baton.power.PowerListener;
import io.baton.shared.power.PowerRegistration;
import io.baton.shared.power.PowerThread;
import io.baton.shared.threads.DaemonThreads;
import io.baton.shared.threads.FatalReporter;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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

/** The socket as a component. It is registered as {@link PowerControl} while an address is configured. */
@Component(
        name = PlugPowerConfig.PID,
        service = {},
        immediate = true)
@Designate(ocd = PlugPowerConfig.class)
public final class PlugPower {

    private static final Logger LOG = LoggerFactory.getLogger("power.plug");
    private static final int RANKING = 60;
    private static final int MAX_INTERVAL_SECONDS = 3_600;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final int HTTP_THREADS = 2;
    private static final long IDLE_SECONDS = 30;

    private final DaemonThreads threads;
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
    public PlugPower(BundleContext context, PlugPowerConfig config) {
        threads = new DaemonThreads(LOG, new FatalReporter(() -> fatal));
        surroundings = new PowerThread.Surroundings(() -> listeners, threads, LOG);
        registration = new PowerRegistration(context, LOG, RANKING);
        modified(config);
    }

    @Modified
    void modified(PlugPowerConfig config) {
        registration.replace(() -> config.address().isEmpty() ? null : link(config));
    }

    @Deactivate
    void close() {
        registration.close();
    }

    private PlugLink link(PlugPowerConfig config) {
        if (config.intervalSeconds() < 1 || config.intervalSeconds() > MAX_INTERVAL_SECONDS) {
            throw new IllegalArgumentException("intervalSeconds must be within 1\u20133600");
        }
        URI address = PlugLink.address(config.address());
        PlugInterface plug = PlugInterface.of(config);
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                HTTP_THREADS,
                HTTP_THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                threads.factory("baton-plug-http"));
        pool.allowCoreThreadTimeOut(true);
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(pool)
                .build();
        Runnable end = () -> {
            http.shutdownNow();
            pool.shutdownNow();
        };
        return new PlugLink(
                address,
                plug,
                config.userName(),
                config.password(),
                Duration.ofSeconds(config.intervalSeconds()),
                PlugLink.TIMEOUT,
                http,
                end,
                surroundings);
    }
}
