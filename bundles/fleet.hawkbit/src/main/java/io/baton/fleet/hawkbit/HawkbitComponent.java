// SPDX-License-Identifier: Apache-2.0
package io.baton.fleet.hawkbit;

import io.baton.shared.threads.DaemonThreads;
import io.baton.shared.threads.FatalReporter;
import io.baton.upgrade.UpgradeListener;
import io.baton.upgrade.UpgradeService;
import io.baton.upgrade.UpgradeStatus;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
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
 * The Declarative Services component: runs an agent while it is enabled. A change of the configuration makes a new one,
 * which goes on with the action in hand. While it is not enabled there is neither a thread nor a connection.
 */
@Component(
        service = {UpgradeListener.class, Supplier.class},
        property = "baton.role=gauge",
        immediate = true,
        configurationPid = HawkbitConfig.PID)
@Designate(ocd = HawkbitConfig.class)
public final class HawkbitComponent implements UpgradeListener, Supplier<String> {

    private static final Logger LOG = LoggerFactory.getLogger("fleet.hawkbit");
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);
    private static final int HTTP_THREADS = 2;
    private static final long IDLE_SECONDS = 30;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable UpgradeService upgrades;

    /** Ends the device and gives the reason; the launcher provides it. */
    @Reference(
            target = "(baton.role=fatal)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Consumer<String> fatal;

    private final DaemonThreads threads = new DaemonThreads(LOG, new FatalReporter(() -> fatal));
    private final Optional<Running> running;

    /** What exists while the agent is enabled. */
    private record Running(Agent agent, AgentLoop loop, Thread thread, HttpClient http, ExecutorService executor) {}

    @Activate
    public HawkbitComponent(BundleContext context, HawkbitConfig config) {
        Optional<Running> started = Optional.empty();
        if (config.enabled()) {
            try {
                started = Optional.of(start(context, config, InstantSource.system(), new SecureRandom()));
            } catch (IllegalArgumentException e) {
                LOG.warn("agent not started cause={}", e.getMessage());
            } catch (IOException | GeneralSecurityException e) {
                LOG.warn("agent not started cause={}", e.toString());
            }
        }
        running = started;
    }

    private Running start(BundleContext context, HawkbitConfig config, InstantSource clock, SecureRandom random)
            throws IOException, GeneralSecurityException {
        AgentSettings settings = AgentSettings.of(
                config, DeviceIdentity.controllerId(Path.of("/etc/machine-id"), Path.of("/etc/hostname")));
        String data = context.getProperty("baton.data");
        ActionStore store = new ActionStore(Path.of(data == null ? "data" : data, "fleet"));
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                HTTP_THREADS,
                HTTP_THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                threads.factory("baton-fleet-http"));
        executor.allowCoreThreadTimeOut(true);
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(executor);
        if (!config.certificateFile().isBlank()) {
            builder.sslContext(
                    TrustedIssuers.withFile(Path.of(config.certificateFile().strip())));
        }
        HttpClient http = builder.build();
        Supplier<Map<String, String>> attributes = () -> DeviceIdentity.attributes(context);
        Agent agent =
                new Agent(settings, new DdiClient(http, settings), store, () -> upgrades, attributes, clock, random);
        AgentLoop loop = new AgentLoop(agent);
        Thread thread = threads.start("baton-fleet", loop);
        LOG.info("agent started server={}", settings);
        return new Running(agent, loop, thread, http, executor);
    }

    @Deactivate
    void deactivate() {
        running.ifPresent(this::stop);
    }

    private void stop(Running present) {
        present.loop().stop();
        if (!present.agent().isInstalling()) {
            present.thread().interrupt();
        }
        threads.join(present.thread(), LONGEST_STOP);
        present.http().shutdownNow();
        present.executor().shutdownNow();
    }

    @Override
    public void upgradeChanged(UpgradeStatus status) {
        running.ifPresent(present -> present.loop().wake());
    }

    /** Returns the numbers of the agent; none while it is not enabled. */
    @Override
    public String get() {
        return running.map(present -> present.agent().gauge()).orElse("fleet.hawkbit off");
    }
}
