// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.baton.harness.Browser;
import io.baton.harness.Device;
import io.baton.harness.DeviceCertificate;
import io.baton.harness.DeviceNetwork;
import io.baton.harness.OfferFields;
import io.baton.harness.PeerProcess;
import io.baton.harness.RpcPeer;
import io.baton.harness.SignallingClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A device as it ships, on a host of its own, and clients that reach it over the network. */
final class NetworkIT {
    private static final String PASSWORD = "correct horse";
    private static final URI PAGE = URI.create("https://" + DeviceNetwork.PRIVATE + ":8443/");
    private static final URI FROM_AFAR = URI.create("https://" + DeviceNetwork.PUBLIC + ":8443/");
    private static final Set<String> DEVICE = Set.of(DeviceNetwork.PRIVATE, DeviceNetwork.PUBLIC);

    private static DeviceNetwork network;
    private static Device device;
    private static DeviceCertificate certificate;

    @BeforeAll
    static void start() throws Exception {
        network = DeviceNetwork.create();
        device = Device.startOn(network, Map.of());
        certificate = DeviceCertificate.presentedAt(PAGE);
    }

    @AfterAll
    static void stop() throws Exception {
        if (device != null) {
            device.close();
        }
        if (network != null) {
            network.close();
        }
    }

    /** One test, because it is one story: the first password is set once. */
    @Test
    void newDeviceIsSetUpAndServesABrowserATokenAndAGuestOverTheNetwork() throws Exception {
        try (HttpClient administrator = client();
                Browser browser = Browser.openTrusting(certificate.keyDigest());
                Browser guest = Browser.openTrusting(certificate.keyDigest());
                PeerProcess peers = PeerProcess.start()) {
            HttpResponse<String> afar = post(
                    administrator,
                    FROM_AFAR.resolve("/device/setup"),
                    "{\"localAuthMode\":\"password\",\"password\":\"" + PASSWORD + "\"}");
            assertEquals(403, afar.statusCode(), afar.body());
            assertEquals("setup_code_required", json(afar).path("code").asText());

            browser.visit(PAGE);
            browser.awaitState("connection", "login");
            fillIn(browser, "setup-password");
            fillIn(browser, "setup-again");
            browser.element("setup-submit").click();
            browser.awaitState("mode", "primary");
            browser.awaitPicture();
            assertTrue(DEVICE.contains(remoteAddress(browser)), remoteAddress(browser));
            assertEquals(Set.of("HttpOnly Secure SameSite=Strict"), Set.copyOf(browser.cookies()));

            assertEquals(
                    "login_required",
                    RpcPeer.refused(peers, SignallingClient.post(administrator, PAGE), OfferFields.plain())
                            .code());
            HttpResponse<String> login = post(
                    administrator,
                    PAGE.resolve("/auth/login-local"),
                    "{\"user\":\"admin\",\"password\":\"" + PASSWORD + "\"}");
            assertEquals(200, login.statusCode(), login.body());
            String cookie =
                    login.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");
            JsonNode token = created(
                    administrator, cookie, "/auth/tokens", "{\"name\":\"script\",\"scope\":\"view\",\"days\":1}");
            try (HttpClient script = client();
                    RpcPeer peer = RpcPeer.join(
                            peers,
                            SignallingClient.post(
                                    script,
                                    PAGE,
                                    "Authorization",
                                    "Bearer " + token.path("token").asText()),
                            OfferFields.plain().withVideo())) {
                assertEquals("observer", peer.accepted().mode());
                String path = peer.path();
                assertTrue(DEVICE.contains(path.replaceFirst(".* (.*):\\d+$", "$1")), path);
            }

            JsonNode link = created(administrator, cookie, "/auth/links", "{\"name\":\"Ben\",\"minutes\":5}");
            guest.visit(PAGE.resolve("/#link=" + link.path("token").asText()));
            guest.awaitState("mode", "observer");
            guest.awaitPicture();
        }
    }

    @Test
    void fingerprintIsTheSameOnTheConsoleOverTheEndpointAndInTheHandshake() throws Exception {
        device.awaitPrinted("Certificate (selfSigned), SHA-256: " + certificate.fingerprint());
        try (HttpClient client = client()) {
            HttpResponse<String> told = client.send(
                    HttpRequest.newBuilder(PAGE.resolve("/device/certificate")).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertEquals(certificate.fingerprint(), json(told).path("sha256").asText());
        }
        device.awaitPrinted("source=selfSigned sha256=" + certificate.fingerprint());
        Process openssl = new ProcessBuilder(
                        "sh",
                        "-c",
                        "openssl s_client -connect " + PAGE.getAuthority()
                                + " </dev/null 2>/dev/null | openssl x509 -noout -fingerprint -sha256")
                .redirectErrorStream(true)
                .start();
        String shown = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(certificate.fingerprint(), shown.strip().replaceFirst("^.*=", ""));
    }

    @Test
    void browserThatHasNotComparedTheFingerprintIsWarned() throws Exception {
        String digest = certificate.keyDigest();
        String wrong = (digest.startsWith("A") ? "B" : "A") + digest.substring(1);
        try (Browser browser = Browser.openTrusting(wrong)) {
            browser.visit(PAGE);
            String shown = String.valueOf(browser.run("return document.body.innerText"));
            assertTrue(shown.contains("ERR_CERT_AUTHORITY_INVALID"), shown);
        }
    }

    @Test
    void plainHttpOnlyLeadsToHttps() throws Exception {
        Http http = new Http(URI.create("http://" + DeviceNetwork.PRIVATE + ":" + device.plainPort() + "/"));
        Http.Response page = http.get("/settings", "Accept: text/html");
        assertEquals(307, page.status());
        assertEquals(PAGE.resolve("/settings").toString(), page.header("Location"));
        for (String path : List.of("/device", "/device/status", "/system/console", "/webrtc/signaling/client")) {
            http.get(path).assertProblem(426, "tls_required");
        }
        http.post("/device/setup", "{\"localAuthMode\":\"noPassword\"}", "Content-Type: application/json")
                .assertProblem(426, "tls_required");
    }

    /** The address in the Host header may be any that the request came in at, a name only one of the device's own. */
    @Test
    void s13ForeignNamesAreRefusedOnEveryAddress() throws Exception {
        for (String address : DEVICE) {
            Http http = new Http(URI.create("http://" + address + ":" + device.plainPort() + "/"));
            assertEquals(307, http.get("/", "Accept: text/html").status());
            for (String host : List.of("kvm.evil.example", "192.0.2.1", "localhost.evil.example")) {
                http.raw("GET / HTTP/1.1\r\nHost: " + host + "\r\nAccept: text/html\r\nConnection: close\r\n\r\n")
                        .assertProblem(421, "unknown_host");
            }
        }
    }

    @Test
    void addressesAreListedAtTheStart() throws Exception {
        assertEquals(PAGE, device.address(), "that of the default route first");
        device.awaitPrinted("Also at: " + FROM_AFAR);
    }

    private static HttpClient client() throws Exception {
        return HttpClient.newBuilder().sslContext(certificate.trust()).build();
    }

    private static HttpResponse<String> post(HttpClient client, URI address, String body, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode created(HttpClient client, String cookie, String path, String body) throws Exception {
        HttpResponse<String> response = post(client, PAGE.resolve(path), body, "Cookie", cookie);
        assertEquals(201, response.statusCode(), response.body());
        return json(response);
    }

    private static JsonNode json(HttpResponse<String> response) {
        return Http.json(response.body());
    }

    private static void fillIn(Browser browser, String field) {
        browser.await(
                        field,
                        () -> browser.find("#" + field).stream().findFirst().orElse(null))
                .sendKeys(PASSWORD);
    }

    /** The device's address on the pair that the browser selected. */
    private static String remoteAddress(Browser browser) {
        return String.valueOf(browser.runAsync("""
                const done = arguments[arguments.length - 1];
                window.testPeers.at(-1).getStats().then(stats => {
                  let address = '';
                  stats.forEach(s => {
                    if (s.type === 'candidate-pair' && s.nominated) address = stats.get(s.remoteCandidateId).address;
                  });
                  done(address);
                });
                """));
    }
}
