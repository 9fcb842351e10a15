// SPDX-License-Identifier: Apache-2.0
package io.baton.tls.jetty;

import io.baton.shared.threads.DaemonThreads;
import io.baton.shared.threads.FatalReporter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.felix.http.jetty.ConnectorFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
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
 * Keeps the certificate and offers the HTTPS connector to the web server while HTTPS is enabled. A change of the
 * configuration makes a new connector: connections end and clients reconnect. A change of the certificate does not.
 */
@Component(service = TlsService.class, immediate = true, configurationPid = TlsConfig.PID)
@Designate(ocd = TlsConfig.class)
public final class TlsService {

    private static final Logger LOG = LoggerFactory.getLogger("tls.jetty");
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(10);

    /** Property of each {@code Supplier<String>} whose text the launcher prints at the start. */
    private static final Map<String, String> BANNER = Map.of("baton.role", "banner");

    /** Property of the {@code Supplier<String>} that tells the launcher's watchdog where HTTPS is served. */
    private static final Map<String, String> PORT = Map.of("baton.role", "https-port");

    /** Ends the device and gives the reason; the launcher provides it. */
    @Reference(
            target = "(baton.role=fatal)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Consumer<String> fatal;

    private final Optional<CertificateService> certificates;
    private final PlainHttpPolicy plainHttp;
    private final Optional<ServiceRegistration<ConnectorFactory>> connector;
    private final ServiceRegistration<?> banner;
    private final ServiceRegistration<?> port;
    private final CountDownLatch stopped = new CountDownLatch(1);

    @Activate
    public TlsService(TlsConfig config, BundleContext context) {
        boolean enabled = isEnabled(config.https(), context.getProperty("baton.host"));
        plainHttp = new PlainHttpPolicy(config.plainHttp(), enabled, config.port());
        certificates = enabled
                ? Optional.of(new CertificateService(
                        directory(config, context),
                        files(config),
                        DeviceNames::read,
                        InstantSource.system(),
                        new SecureRandom()))
                : Optional.empty();
        connector = certificates.map(manager -> context.registerService(
                ConnectorFactory.class,
                new TlsConnector(manager, config.port(), config.plainHttp().equals(TlsConfig.OFF)),
                null));
        banner = context.registerService(
                Supplier.class, (Supplier<String>) this::bannerText, FrameworkUtil.asDictionary(BANNER));
        String served = enabled ? Integer.toString(config.port()) : "";
        port = context.registerService(
                Supplier.class, (Supplier<String>) () -> served, FrameworkUtil.asDictionary(PORT));
        certificates.ifPresent(this::watch);
    }

    private void watch(CertificateService manager) {
        new DaemonThreads(LOG, new FatalReporter(() -> fatal)).start("baton-tls", () -> watchUntilStopped(manager));
    }

    private void watchUntilStopped(CertificateService manager) {
        try {
            while (!stopped.await(CHECK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                check(manager);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The next check follows also when one fails, for example because the disk is full. */
    private static void check(CertificateService manager) {
        try {
            manager.check();
        } catch (RuntimeException e) {
            LOG.error("TLS certificate not checked", e);
        }
    }

    @Deactivate
    void close() {
        stopped.countDown();
        connector.ifPresent(ServiceRegistration::unregister);
        banner.unregister();
        port.unregister();
    }

    /** The certificates; empty while HTTPS is disabled. */
    Optional<CertificateService> certificates() {
        return certificates;
    }

    PlainHttpPolicy plainHttp() {
        return plainHttp;
    }

    private String bannerText() {
        String fingerprint = certificates
                .map(CertificateService::current)
                .map(identity ->
                        "Certificate (" + identity.source().wireName() + "), SHA-256: " + identity.fingerprint())
                .orElse("");
        String warning = plainHttp.mode().equals(TlsConfig.SERVE)
                ? "Plain HTTP is served: passwords and what is typed can be read and changed on the network."
                : "";
        return fingerprint.isEmpty() || warning.isEmpty() ? fingerprint + warning : fingerprint + "\n" + warning;
    }

    /**
     * Whether HTTPS is served.
     *
     * @param host the address the device listens on; null when unknown
     */
    static boolean isEnabled(String setting, @Nullable String host) {
        return switch (setting) {
            case TlsConfig.ON -> true;
            case TlsConfig.OFF -> false;
            default -> host == null || !PlainHttpPolicy.isLoopback(host);
        };
    }

    private static Path directory(TlsConfig config, BundleContext context) {
        if (!config.directory().isEmpty()) {
            return Path.of(config.directory());
        }
        String data = context.getProperty("baton.data");
        return Path.of(data == null || data.isEmpty() ? "data" : data, "tls");
    }

    private static Optional<CertificateFiles> files(TlsConfig config) {
        if (config.certificateFile().isEmpty()) {
            return Optional.empty();
        }
        Path certificate = Path.of(config.certificateFile());
        return Optional.of(new CertificateFiles(
                certificate, config.keyFile().isEmpty() ? certificate : Path.of(config.keyFile())));
    }
}
