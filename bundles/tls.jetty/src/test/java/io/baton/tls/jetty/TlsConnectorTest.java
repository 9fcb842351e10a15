// SPDX-License-Identifier: Apache-2.0
package io.baton.tls.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.auth.AuthMode;
import io.baton.auth.Authenticator;
import io.baton.auth.Credentials;
import io.baton.session.Login;
import io.baton.session.Role;
import jakarta.servlet.DispatcherType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The connector, the filter and the servlet on a real Jetty. */
@Timeout(60)
final class TlsConnectorTest {

    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

    /** The role by token; a request without one has no login. */
    private static final Map<String, Role> ROLES =
            Map.of("of-admin", Role.ADMIN, "of-operator", Role.OPERATOR, "of-viewer", Role.VIEWER);

    /** More than the timeout of the test, less than that of a web server without one. */
    private static final int TIMEOUT_MILLIS = 20_000;

    /** A handshake record of TLS, 80 bytes long, without its content. */
    private static final byte[] HEAD_OF_A_CLIENT_HELLO = {22, 3, 1, 0, 80};

    private final Server server = new Server();
    private final Path data;
    private final CertificateService manager;
    private final TestCertificates authority;
    private final ServerConnector plain = new ServerConnector(server);
    private final CertificateServlet servlet;
    private int securePort;

    TlsConnectorTest(@TempDir Path data) throws Exception {
        this.data = data;
        authority = new TestCertificates(NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(90)));
        DeviceNames names = new DeviceNames(List.of("kvm"), List.of());
        manager = new CertificateService(data, Optional.empty(), () -> names, () -> NOW, new SecureRandom());
        servlet = new CertificateServlet(Optional.of(manager));
        servlet.authenticator = new ByToken();
        plain.setHost("127.0.0.1");
        server.addConnector(plain);
    }

    private void start(String plainHttp) throws Exception {
        ServletContextHandler context = new ServletContextHandler();
        PlainHttpPolicy policy = new PlainHttpPolicy(plainHttp, true, 8443);
        context.addFilter(
                new FilterHolder(
                        new PlainHttpFilter(policy, () -> manager.current().isIssued())),
                "/*",
                EnumSet.of(DispatcherType.REQUEST));
        context.addServlet(new ServletHolder(servlet), "/*");
        server.setHandler(context);
        server.start();
        ServerConnector secure =
                (ServerConnector) new TlsConnector(manager, 0, plainHttp.equals(TlsConfig.OFF)).createConnector(server);
        server.addConnector(secure);
        secure.start();
        securePort = secure.getLocalPort();
    }

    private static final class ByToken implements Authenticator {

        @Override
        public AuthMode mode() {
            return AuthMode.PASSWORD;
        }

        @Override
        public Optional<Login> authenticate(Credentials credentials) {
            return Optional.ofNullable(ROLES.get(credentials.bearer()))
                    .map(role -> new Login("ada", role, Login.Strength.OWN_ACCOUNT, credentials.bearer(), false));
        }

        @Override
        public boolean isCurrent(Login login) {
            return true;
        }
    }

    @AfterEach
    void close() throws Exception {
        server.stop();
    }

    @Test
    void certificateIsReplacedWhileConnectionsStay() throws Exception {
        start(TlsConfig.REDIRECT);
        String own = manager.current().fingerprint();
        try (SSLSocket open = connect("TLSv1.3")) {
            assertEquals(own, fingerprint(open));
            Identity uploaded = authority.server("kvm");
            String answer = exchange(connect("TLSv1.3"), put(uploaded.toPem()));
            assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
            assertTrue(answer.contains(uploaded.fingerprint()), answer);
            assertTrue(send(open, get("/")).contains(uploaded.fingerprint()), "the open connection goes on");
            try (SSLSocket next = connect("TLSv1.3")) {
                assertEquals(uploaded.fingerprint(), fingerprint(next));
                assertEquals(2, next.getSession().getPeerCertificates().length, "with its issuer");
            }
            manager.upload(authority
                    .server(TestCertificates.rsa(2048), "kvm", NOW, NOW.plusSeconds(99))
                    .toPem());
            try (SSLSocket rsa = connect("TLSv1.2")) {
                assertEquals(manager.current().fingerprint(), fingerprint(rsa), "of another kind of key");
            }
        }
    }

    @Test
    void onlyModernTlsIsSpoken() throws Exception {
        start(TlsConfig.REDIRECT);
        for (String protocol : TlsConnector.PROTOCOLS) {
            try (SSLSocket socket = connect(protocol)) {
                assertEquals(protocol, socket.getSession().getProtocol());
            }
        }
        try (SSLSocket cbc = socket()) {
            cbc.setEnabledProtocols(new String[] {"TLSv1.2"});
            cbc.setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"});
            assertThrows(SSLException.class, cbc::startHandshake);
        }
    }

    @Test
    void s17HalfOpenHandshakeDelaysNoOtherAndIsClosedByTheTimeoutOfPlainHttp() throws Exception {
        // more than a handshake stands still for on a busy machine
        plain.setIdleTimeout(5000);
        start(TlsConfig.REDIRECT);
        try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), securePort);
                Socket half = new Socket(InetAddress.getLoopbackAddress(), securePort)) {
            silent.setSoTimeout(TIMEOUT_MILLIS);
            half.setSoTimeout(TIMEOUT_MILLIS);
            half.getOutputStream().write(HEAD_OF_A_CLIENT_HELLO);
            String answer = exchange(connect("TLSv1.3"), get("/"));
            assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
            assertEquals(0, silent.getInputStream().readAllBytes().length);
            half.getInputStream().readAllBytes();
        }
    }

    @Test
    void s12StrictTransportSecurityOnlyWithAnIssuedCertificate() throws Exception {
        start(TlsConfig.REDIRECT);
        assertFalse(exchange(connect("TLSv1.3"), get("/")).contains("Strict-Transport-Security"));
        CertificateService other = new CertificateService(
                data.resolve("other"),
                Optional.empty(),
                () -> new DeviceNames(List.of("x"), List.of()),
                () -> NOW,
                new SecureRandom());
        manager.upload(other.current().toPem());
        assertFalse(
                exchange(connect("TLSv1.3"), get("/")).contains("Strict-Transport-Security"),
                "an uploaded one that is self-signed");
        manager.upload(authority.server("kvm").toPem());
        assertTrue(exchange(connect("TLSv1.3"), get("/")).contains("Strict-Transport-Security: max-age=31536000"));
        assertFalse(exchange(plainSocket(), get("/")).contains("Strict-Transport-Security"));
    }

    @Test
    void plainHttpIsRedirectedOrRefused() throws Exception {
        start(TlsConfig.REDIRECT);
        String page = exchange(
                plainSocket(), "GET /a HTTP/1.1\r\nHost: kvm:8080\r\nAccept: text/html\r\nConnection: close\r\n\r\n");
        assertTrue(page.startsWith("HTTP/1.1 307") && page.contains("Location: https://kvm:8443/a"), page);
        String call = exchange(plainSocket(), get("/a"));
        assertTrue(call.startsWith("HTTP/1.1 426") && call.contains("\"code\":\"tls_required\""), call);
        assertTrue(call.contains("Upgrade: TLS/1.2, HTTP/1.1"), call);
    }

    @Test
    void plainHttpThatIsOffHasNoOpenPort() throws Exception {
        int port = startedPlainPort();
        start(TlsConfig.OFF);
        assertThrows(ConnectException.class, () -> new Socket(InetAddress.getLoopbackAddress(), port).close());
        assertTrue(exchange(connect("TLSv1.3"), get("/")).startsWith("HTTP/1.1 200"));
    }

    private int startedPlainPort() throws IOException {
        plain.open();
        int port = plain.getLocalPort();
        plain.setPort(port);
        return port;
    }

    @ParameterizedTest
    @CsvSource({
        "'', 401, login_required",
        "of-nothing, 401, login_required",
        "of-viewer, 403, not_allowed",
        "of-operator, 403, not_allowed"
    })
    void s1CertificateIsReplacedByAdministratorsOnly(String token, int status, String code) throws Exception {
        start(TlsConfig.REDIRECT);
        String before = manager.current().fingerprint();
        for (String request : List.of(put(token, authority.server("kvm").toPem()), delete(token))) {
            String refused = exchange(connect("TLSv1.3"), request);
            assertTrue(refused.startsWith("HTTP/1.1 " + status), refused);
            assertTrue(refused.contains("\"code\":\"" + code + "\""), refused);
        }
        assertEquals(before, manager.current().fingerprint());
        assertTrue(exchange(connect("TLSv1.3"), get("/")).contains(before), "it is told without a login");
    }

    @Test
    void administratorRemovesTheUploadedCertificate() throws Exception {
        start(TlsConfig.REDIRECT);
        String own = manager.current().fingerprint();
        manager.upload(authority.server("kvm").toPem());
        String answer = exchange(connect("TLSv1.3"), delete("of-admin"));
        assertTrue(answer.startsWith("HTTP/1.1 200") && answer.contains(own), answer);
    }

    @Test
    void s1CertificateIsNotReplacedWhileTheAuthenticatorIsAbsent() throws Exception {
        start(TlsConfig.REDIRECT);
        String before = manager.current().fingerprint();
        servlet.authenticator = null;
        String refused =
                exchange(connect("TLSv1.3"), put(authority.server("kvm").toPem()));
        assertTrue(refused.startsWith("HTTP/1.1 503") && refused.contains("temporarily_unavailable"), refused);
        assertEquals(before, manager.current().fingerprint());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"})
    void unusableUploadGetsAProblemDocument(String body) throws Exception {
        start(TlsConfig.REDIRECT);
        String answer = exchange(connect("TLSv1.3"), put(body));
        assertTrue(answer.startsWith("HTTP/1.1 422") && answer.contains("application/problem+json"), answer);
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: kvm\r\n\r\n";
    }

    private static String put(String pem) {
        return put("of-admin", pem);
    }

    private static String delete(String token) {
        return "DELETE / HTTP/1.1\r\nHost: kvm\r\nAuthorization: Bearer " + token + "\r\n\r\n";
    }

    private static String put(String token, String pem) {
        return "PUT / HTTP/1.1\r\nHost: kvm\r\nAuthorization: Bearer " + token
                + "\r\nContent-Type: application/x-pem-file\r\nContent-Length: " + pem.length() + "\r\n\r\n" + pem;
    }

    private Socket plainSocket() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), plain.getLocalPort());
    }

    private SSLSocket connect(String protocol) throws Exception {
        SSLSocket socket = socket();
        socket.setEnabledProtocols(new String[] {protocol});
        socket.startHandshake();
        return socket;
    }

    /** A new context each time: none resumes a TLS session. */
    private SSLSocket socket() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustAll()}, null);
        return (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), securePort);
    }

    private static String fingerprint(SSLSocket socket) throws Exception {
        X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        byte[] digest = java.security.MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
        return java.util.HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
    }

    private static String exchange(Socket socket, String request) throws IOException {
        try (socket) {
            return send(socket, request);
        }
    }

    /** Sends a request and returns head and body of the response. */
    private static String send(Socket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder head = new StringBuilder();
        int length = 0;
        for (String line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
            head.append(line).append('\n');
            if (line.startsWith("Content-Length: ")) {
                length = Integer.parseInt(line.substring("Content-Length: ".length()));
            }
        }
        char[] body = new char[length];
        int read = 0;
        while (read < length) {
            int count = reader.read(body, read, length - read);
            assertTrue(count > 0, "the body ended early");
            read += count;
        }
        return head + new String(body);
    }

    private static final class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            // no client certificates
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            // the tests compare fingerprints
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
