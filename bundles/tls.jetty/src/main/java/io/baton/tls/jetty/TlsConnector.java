// SPDX-License-Identifier: Apache-2.0
package io.baton.tls.jetty;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.apache.felix.http.jetty.ConnectorFactory;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds an HTTPS connector to the web server, with the address, the limits and the timeouts of the one for plain HTTP.
 * TLS 1.2 and 1.3 with forward secrecy and authenticated encryption only (BSI TR-02102-2).
 */
final class TlsConnector implements ConnectorFactory {

    static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    static final String[] CIPHER_SUITES = {
        "TLS_AES_128_GCM_SHA256",
        "TLS_AES_256_GCM_SHA384",
        "TLS_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
    };

    private static final Logger LOG = LoggerFactory.getLogger("tls.jetty");

    /** A client that resumes a TLS session does not see a new certificate meanwhile. */
    private static final Duration TLS_SESSION_LIFETIME = Duration.ofHours(1);

    private final CertificateService certificates;
    private final int port;
    private final boolean closePlain;

    /** @param closePlain whether connectors for plain HTTP are stopped */
    TlsConnector(CertificateService certificates, int port, boolean closePlain) {
        this.certificates = certificates;
        this.port = port;
        this.closePlain = closePlain;
    }

    @Override
    public Connector createConnector(Server server) {
        Optional<ServerConnector> plain = plainConnectors(server).findFirst();
        HttpConfiguration configuration = plain.map(
                        connector -> connector.getConnectionFactory(HttpConnectionFactory.class))
                .map(factory -> new HttpConfiguration(factory.getHttpConfiguration()))
                .orElseGet(HttpConfiguration::new);
        configuration.setSecurePort(port);
        // The name in the handshake need not be in the certificate: the device has a list of its names (S13).
        configuration.addCustomizer(new SecureRequestCustomizer(false));
        ServerConnector connector = new ServerConnector(
                server,
                1,
                1,
                new SslConnectionFactory(contextFactory(), HttpVersion.HTTP_1_1.asString()),
                new HttpConnectionFactory(configuration));
        connector.setPort(port);
        plain.ifPresent(other -> {
            connector.setHost(other.getHost());
            connector.setIdleTimeout(other.getIdleTimeout());
        });
        plainConnectors(server).forEach(this::openOrClose);
        LOG.info("HTTPS listening port={} plainHttpClosed={}", port, closePlain);
        return connector;
    }

    private static Stream<ServerConnector> plainConnectors(Server server) {
        return Stream.of(server.getConnectors())
                .filter(ServerConnector.class::isInstance)
                .map(ServerConnector.class::cast)
                .filter(connector -> connector.getConnectionFactory(SslConnectionFactory.class) == null);
    }

    /** Felix HTTP starts the plain connector and cannot do without one. */
    private void openOrClose(ServerConnector plain) {
        try {
            if (closePlain) {
                plain.stop();
            } else if (plain.isStopped()) {
                plain.start();
            }
        } catch (Exception e) {
            LOG.error("plain HTTP not {} port={}", closePlain ? "closed" : "opened", plain.getPort(), e);
        }
    }

    private SslContextFactory.Server contextFactory() {
        SslContextFactory.Server factory = new SslContextFactory.Server();
        factory.setSslContext(context(certificates));
        factory.setIncludeProtocols(PROTOCOLS);
        factory.setIncludeCipherSuites(CIPHER_SUITES);
        factory.setUseCipherSuitesOrder(true);
        factory.setRenegotiationAllowed(false);
        return factory;
    }

    static SSLContext context(CertificateService certificates) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new CurrentKeyChooser(certificates::current)}, null, null);
            context.getServerSessionContext().setSessionTimeout((int) TLS_SESSION_LIFETIME.toSeconds());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
    }
}
