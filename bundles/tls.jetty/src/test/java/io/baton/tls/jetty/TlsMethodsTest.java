// SPDX-License-Identifier: Apache-2.0
package io.baton.tls.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.PeerId;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcException;
import io.baton.rpc.RpcResult;
import io.baton.session.SessionId;
import io.baton.testkit.FakeCoordinator;
import io.baton.testkit.RosterFixtureBuilder;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The certificate as JetKVM's clients read and change it. */
final class TlsMethodsTest {

    private static final Instant START = Instant.parse("2026-11-29T12:00:00Z");

    private final TestCertificates authority;
    private final CertificateService certificates;
    private final TlsMethods methods;

    TlsMethodsTest(@TempDir Path data) throws Exception {
        authority = new TestCertificates(START.minus(Duration.ofDays(1)), START.plus(Duration.ofDays(90)));
        certificates = new CertificateService(
                data.resolve("tls"),
                Optional.empty(),
                () -> new DeviceNames(List.of("kvm"), List.of(InetAddress.ofLiteral("192.0.2.7"))),
                () -> START,
                new SecureRandom());
        methods = with(Optional.of(certificates));
    }

    private static TlsMethods with(Optional<CertificateService> certificates) {
        TlsMethods methods = new TlsMethods(certificates);
        methods.coordinator = new FakeCoordinator(
                new RosterFixtureBuilder().primary("ann", 1).viewer("bob", 2).build());
        return methods;
    }

    private static Object call(TlsMethods methods, String session, String method, Map<String, Object> params)
            throws Exception {
        return methods.call(new RpcCall(method, params, new SessionId(session), new PeerId(1), 0, 0))
                .toCompletableFuture()
                .get();
    }

    private Map<?, ?> state() throws Exception {
        return (Map<?, ?>) call(methods, "ann", "getTLSState", Map.of());
    }

    private Object set(Map<String, Object> state) throws Exception {
        return call(methods, "ann", "setTLSState", Map.of("state", state));
    }

    private static String refusal(TlsMethods methods, String session, Map<String, Object> state) {
        ExecutionException failed = assertThrows(
                ExecutionException.class, () -> call(methods, session, "setTLSState", Map.of("state", state)));
        return assertInstanceOf(RpcException.class, failed.getCause()).data();
    }

    private static String part(String pem, boolean key) {
        int at = pem.indexOf("-----BEGIN PRIVATE KEY");
        int end = pem.indexOf("-----END PRIVATE KEY-----") + "-----END PRIVATE KEY-----".length();
        return key ? pem.substring(at, end) : pem.substring(0, at) + pem.substring(end);
    }

    @Test
    void ownCertificateIsToldWithoutItsKey() throws Exception {
        assertEquals("self-signed", state().get("mode"));
        assertEquals("", state().get("privateKey"));
        String pem = String.valueOf(state().get("certificate"));
        assertTrue(pem.startsWith("-----BEGIN CERTIFICATE-----\n") && pem.endsWith("-----END CERTIFICATE-----\n"), pem);
        assertFalse(pem.contains("PRIVATE"), pem);
    }

    @Test
    void certificateWithItsKeyIsTakenAndGivenUpAgain() throws Exception {
        Identity uploaded = authority.server("kvm");
        String pem = uploaded.toPem();
        assertEquals(
                RpcResult.VOID,
                set(Map.of("mode", "custom", "certificate", part(pem, false), "privateKey", part(pem, true))));
        assertEquals(uploaded.fingerprint(), certificates.current().fingerprint());
        assertEquals("custom", state().get("mode"));
        assertFalse(state().toString().contains("PRIVATE"));
        assertEquals(RpcResult.VOID, set(Map.of("mode", "self-signed")));
        assertEquals("self-signed", state().get("mode"));
    }

    @Test
    void certificateWithoutItsKeyIsRefusedAndThePresentOneStays() throws Exception {
        String before = certificates.current().fingerprint();
        String pem = authority.server("kvm").toPem();
        assertTrue(refusal(methods, "ann", Map.of("mode", "custom", "certificate", part(pem, false)))
                .startsWith("certificate: "));
        assertTrue(refusal(methods, "ann", Map.of("mode", "loud")).startsWith("mode must be"));
        assertEquals(before, certificates.current().fingerprint());
    }

    @Test
    void httpsIsNotSwitchedByAClient() throws Exception {
        assertEquals("unsupported", refusal(methods, "ann", Map.of("mode", "disabled")));
        TlsMethods off = with(Optional.empty());
        assertEquals(
                Map.of("mode", "disabled", "certificate", "", "privateKey", ""),
                call(off, "ann", "getTLSState", Map.of()));
        assertEquals(RpcResult.VOID, call(off, "ann", "setTLSState", Map.of("state", Map.of("mode", "disabled"))));
        assertEquals("unsupported", refusal(off, "ann", Map.of("mode", "self-signed")));
    }

    @Test
    void callerWhoIsNoAdministratorWhenItIsDoneIsRefused() {
        assertEquals("not_allowed", refusal(methods, "bob", Map.of("mode", "self-signed")));
    }
}
