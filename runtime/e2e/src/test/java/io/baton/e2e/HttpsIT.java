// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.baton.harness.Browser;
import io.baton.harness.Device;
import io.baton.harness.DeviceCertificate;
import io.baton.harness.Prerequisites;
import java.io.ByteArrayInputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device with HTTPS on a loopback address. */
final class HttpsIT {

    private static Path files;
    private static Path certificate;
    private static Device device;

    @BeforeAll
    static void open(@TempDir Path temp) throws Exception {
        files = temp;
        certificate = files.resolve("certificate.pem");
        device = Device.start(Map.of(
                "io.baton.tls.jetty",
                "{\"https\": \"on\", \"port:Integer\": " + Device.freePort() + ", \"certificateFile\": \"" + certificate
                        + "\"}"));
    }

    @AfterAll
    static void close() {
        device.close();
    }

    /** One test, because it is one story: what a browser does while the certificate changes. */
    @Test
    void certificateIsReplacedWhileTheVideoRuns() throws Exception {
        String renewed = renewed();
        DeviceCertificate next = certificate(renewed);
        DeviceCertificate own = DeviceCertificate.presentedAt(device.address());
        assertNotEquals(own, next);
        try (Browser browser = Browser.openTrusting(own.keyDigest(), next.keyDigest())) {
            browser.visit(device.address());
            browser.awaitState("connection", "live");
            browser.awaitPicture();
            assertEquals(own.fingerprint(), certificateOfTheDevice(browser));
            browser.await("a cookie", () -> browser.cookies().isEmpty() ? null : "set");
            assertEquals(Set.of("HttpOnly Secure SameSite=Strict"), Set.copyOf(browser.cookies()));

            Path other = Files.writeString(files.resolve("new.pem"), renewed);
            Files.move(other, certificate, StandardCopyOption.ATOMIC_MOVE);
            browser.await("the new certificate", () -> {
                String now = certificateOfTheDevice(browser);
                return now.equals(fingerprint(next)) ? now : null;
            });
            assertEquals(next, DeviceCertificate.presentedAt(device.address()), "in a new handshake");
            assertEquals("live", browser.state("connection"));
            assertEquals("connected", browser.stats().get("state"));
            assertEquals(1L, browser.run("return window.testPeers.length"), "the same peer connection");
        }
    }

    @Test
    void plainHttpLeadsLinksToHttpsAndRefusesCalls() throws Exception {
        Http http = new Http(URI.create("http://127.0.0.1:" + device.plainPort() + "/"));
        Http.Response page = http.get("/settings", "Accept: text/html");
        assertEquals(307, page.status());
        assertEquals(device.address().resolve("/settings").toString(), page.header("Location"));
        http.get("/device").assertProblem(426, "tls_required");
        http.post("/webrtc/session", "{}", "Content-Type: application/json").assertProblem(426, "tls_required");
    }

    @Test
    void plainHttpThatIsOffHasNoPort() throws Exception {
        try (Device secure = Device.start(Map.of(
                "io.baton.tls.jetty",
                "{\"https\": \"on\", \"plainHttp\": \"off\", \"port:Integer\": " + Device.freePort() + "}"))) {
            DeviceCertificate.presentedAt(secure.address());
            assertThrows(
                    ConnectException.class,
                    () -> new Socket(InetAddress.getLoopbackAddress(), secure.plainPort()).close());
        }
    }

    private static String certificateOfTheDevice(Browser browser) {
        Object read = browser.runAsync("""
                const done = arguments[arguments.length - 1];
                fetch('/device/certificate').then(response => response.json()).then(json => done(json.sha256));
                """);
        return String.valueOf(read);
    }

    private static String fingerprint(DeviceCertificate of) {
        try {
            return of.fingerprint();
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static DeviceCertificate certificate(String pem) throws Exception {
        String block = pem.substring(pem.indexOf("-----BEGIN CERTIFICATE"));
        return new DeviceCertificate((X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(block.getBytes(StandardCharsets.US_ASCII))));
    }

    /** Another certificate for another key, made as an operator would. */
    private static String renewed() throws Exception {
        Prerequisites.unless(
                Files.isExecutable(Path.of("/usr/bin/openssl")),
                "openssl is not installed: the replacement of the certificate is not tested");
        Path key = files.resolve("key.pem");
        Path chain = files.resolve("chain.pem");
        Process openssl = new ProcessBuilder(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:P-256",
                        "-nodes",
                        "-days",
                        "30",
                        "-subj",
                        "/CN=kvm",
                        "-keyout",
                        key.toString(),
                        "-out",
                        chain.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, openssl.waitFor(), output);
        return Files.readString(key) + Files.readString(chain);
    }
}
