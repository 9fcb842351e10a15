// SPDX-License-Identifier: Apache-2.0
package io.baton.relay.whip;

import io.baton.audit.AuditEvent;
import io.baton.audit.AuditLog;
import io.baton.peer.PeerService;
import io.baton.rpc.RpcEvents;
import io.baton.rpc.StreamDisclosure;
import io.baton.shared.threads.DaemonThreads;
import io.baton.shared.threads.FatalReporter;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
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
 * The relay as a component. A change of the configuration ends the connection and makes another. While it is not
 * enabled there is neither a thread nor a connection.
 */
@Component(service = Supplier.class, property = "baton.role=gauge", immediate = true, configurationPid = WhipConfig.PID)
@Designate(ocd = WhipConfig.class)
public final class WhipComponent implements Supplier<String>, Relay.Services {

    private static final Logger LOG = LoggerFactory.getLogger("relay.whip");
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);
    private static final Duration AFTER_FAULT = Duration.ofMinutes(1);
    private static final int HTTP_THREADS = 2;
    private static final long IDLE_SECONDS = 30;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable PeerService peers;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable RpcEvents events;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable AuditLog audit;

    /** Ends the device and gives the reason; the launcher provides it. */
    @Reference(
            target = "(baton.role=fatal)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Consumer<String> fatal;

    private final BundleContext context;
    private final DaemonThreads threads = new DaemonThreads(LOG, new FatalReporter(() -> fatal));
    private final Semaphore wake = new Semaphore(0);
    private final Optional<Running> running;
    private volatile boolean stopped;

    /** What exists while the relay is enabled. */
    private record Running(Relay relay, WhipClient client, Thread thread, HttpClient http, ExecutorService executor) {}

    @Activate
    public WhipComponent(BundleContext context, WhipConfig config) {
        this.context = context;
        Optional<Running> made = Optional.empty();
        if (config.enabled()) {
            try {
                WhipSettings settings = WhipSettings.of(config);
                Relay relay = new Relay(settings, this, InstantSource.system(), System::nanoTime, new SecureRandom());
                made = Optional.of(make(settings, relay));
            } catch (IllegalArgumentException e) {
                LOG.warn("relay not started cause={}", e.getMessage());
            }
        }
        running = made;
    }

    private Running make(WhipSettings settings, Relay relay) {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                HTTP_THREADS,
                HTTP_THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                threads.factory("baton-relay-http"));
        executor.allowCoreThreadTimeOut(true);
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(executor)
                .build();
        Thread thread = threads.unstarted("baton-relay", () -> run(relay));
        return new Running(relay, new WhipClient(http, settings), thread, http, executor);
    }

    @Activate
    void activate() {
        running.ifPresent(present -> present.thread().start());
    }

    private void run(Relay relay) {
        try {
            while (!stopped) {
                Duration wait = tick(relay);
                if (wake.tryAcquire(Math.max(1, wait.toMillis()), TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            }
            relay.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            relay.cut("stopped");
        }
    }

    /** A service that is leaving may throw anything. */
    private static Duration tick(Relay relay) throws InterruptedException {
        try {
            return relay.tick();
        } catch (RuntimeException e) {
            LOG.error("relay failed retryMillis={}", AFTER_FAULT.toMillis(), e);
            return AFTER_FAULT;
        }
    }

    @Deactivate
    void deactivate() {
        running.ifPresent(present -> {
            stopped = true;
            wake.release();
            threads.join(present.thread(), LONGEST_STOP);
            present.thread().interrupt();
            present.http().shutdownNow();
            present.executor().shutdownNow();
        });
    }

    @Override
    public @Nullable PeerService peers() {
        return peers;
    }

    @Override
    public @Nullable RpcEvents events() {
        return events;
    }

    @Override
    public WhipClient.Accepted post(String offer) throws WhipException, InterruptedException {
        return running.orElseThrow().client().post(offer);
    }

    @Override
    public void delete(URI session) throws InterruptedException {
        running.orElseThrow().client().delete(session);
    }

    @Override
    public Runnable disclose(StreamDisclosure disclosure) {
        ServiceRegistration<StreamDisclosure> registration =
                context.registerService(StreamDisclosure.class, disclosure, null);
        return () -> {
            try {
                registration.unregister();
            } catch (IllegalStateException e) {
                LOG.debug("sign gone already");
            }
        };
    }

    @Override
    public void audit(AuditEvent event) {
        AuditLog present = audit;
        if (present == null) {
            LOG.warn("audit absent action={}", event.action());
        } else {
            present.note(event);
        }
    }

    @Override
    public void wake() {
        wake.release();
    }

    /** Returns what the relay does; nothing of the token. */
    @Override
    public String get() {
        return "relay.whip " + running.map(present -> present.relay().state()).orElse("off");
    }
}
