// SPDX-License-Identifier: Apache-2.0
package io.baton.tls.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.tls.jetty.Identity.Source;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which certificate is in use, at any time of a moved clock. */
final class CertificateServiceTest {

    private static final Instant START = Instant.parse("2026-11-29T12:00:00Z");
    private static final DeviceNames NAMES = new DeviceNames(
            List.of("kvm", "kvm.local"),
            List.of(InetAddress.ofLiteral("192.0.2.7"), InetAddress.ofLiteral("2001:db8::7")));

    private Instant now = START;
    private final TestCertificates authority;
    private final Path data;

    CertificateServiceTest(@TempDir Path data) throws Exception {
        this.data = data;
        authority = new TestCertificates(START.minus(Duration.ofDays(1)), START.plus(Duration.ofDays(90)));
    }

    private CertificateService manager() {
        return manager(Optional.empty());
    }

    private CertificateService manager(Optional<CertificateFiles> files) {
        return new CertificateService(data.resolve("tls"), files, () -> NAMES, () -> now, new SecureRandom());
    }

    @Test
    void s34KeyIsMadeOnTheDeviceAndReadableByItsOwnerOnly() throws IOException {
        Identity first = manager().current();
        try (Stream<Path> files = Files.list(data.resolve("tls"))) {
            List<Path> all = files.toList();
            assertEquals(1, all.size(), all.toString());
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(all.getFirst())));
        }
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("tls"))));
        assertEquals(first.fingerprint(), manager().current().fingerprint(), "kept over a restart");
    }

    @Test
    void s34KeyThatOthersCouldReadIsProtectedAgain() throws IOException {
        manager();
        Path file = data.resolve("tls/self-signed.pem");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        manager();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void ownCertificateNamesTheDeviceAndLastsNoLongerThanBrowsersAccept() throws Exception {
        Identity own = manager().current();
        assertEquals(Source.SELF_SIGNED, own.source());
        Collection<List<?>> names = own.certificate().getSubjectAlternativeNames();
        List<Object> values = names.stream().<Object>map(name -> name.get(1)).toList();
        assertEquals(List.of("kvm", "kvm.local", "192.0.2.7", "2001:db8:0:0:0:0:0:7"), values);
        assertTrue(Duration.between(own.notBefore(), own.notAfter()).toDays() <= 398);
        assertEquals(-1, own.certificate().getBasicConstraints(), "no authority");
        own.certificate().verify(own.certificate().getPublicKey());
        assertFalse(own.isIssued());
    }

    @Test
    void ownCertificateIsRenewedBeforeItsEndForTheSameKey() {
        CertificateService manager = manager();
        Identity first = manager.current();
        now = first.notAfter().minus(CertificateService.RENEWAL).minusSeconds(1);
        manager.check();
        assertSame(first, manager.current());
        now = now.plusSeconds(1);
        manager.check();
        assertNotEquals(first.fingerprint(), manager.current().fingerprint());
        assertEquals(
                first.certificate().getPublicKey(),
                manager.current().certificate().getPublicKey());
        assertTrue(manager.current().notAfter().isAfter(now.plus(Duration.ofDays(300))));
    }

    @Test
    void ownCertificateIsRenewedWhenTheClockJumps() {
        now = Instant.EPOCH;
        CertificateService manager = manager();
        assertTrue(manager.current().notAfter().isBefore(START));
        now = START;
        manager.check();
        assertTrue(manager.current().notAfter().isAfter(START));
        now = Instant.EPOCH;
        manager.check();
        assertTrue(manager.current().notBefore().isBefore(now), "backwards too");
    }

    @Test
    void damagedOwnCertificateIsReplaced() throws IOException {
        manager();
        Files.writeString(data.resolve("tls/self-signed.pem"), "-----BEGIN PRIVATE KEY-----\nAAAA");
        assertEquals(Source.SELF_SIGNED, manager().current().source());
    }

    @Test
    void uploadedCertificateIsUsedAndKept() throws Exception {
        CertificateService manager = manager();
        Identity uploaded = authority.server("kvm");
        manager.upload(uploaded.toPem());
        assertEquals(uploaded.fingerprint(), manager.current().fingerprint());
        assertTrue(manager.current().isIssued());
        assertEquals(uploaded.fingerprint(), manager().current().fingerprint());
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("tls/uploaded.pem"))));
        manager.removeUploaded();
        assertEquals(Source.SELF_SIGNED, manager.current().source());
        assertEquals(Source.SELF_SIGNED, manager().current().source());
    }

    @Test
    void uploadedCertificateStaysWhenTheClockIsNotSetYet() throws Exception {
        Identity uploaded = authority.server("kvm");
        manager().upload(uploaded.toPem());
        now = Instant.EPOCH;
        CertificateService manager = manager();
        manager.check();
        assertEquals(uploaded.fingerprint(), manager.current().fingerprint());
    }

    @Test
    void uploadThatIsNotValidNowIsRefused() throws Exception {
        CertificateService manager = manager();
        Identity before = manager.current();
        String pem = authority.server("kvm").toPem();
        now = START.plus(Duration.ofDays(91));
        assertEquals("certificate_expired", refusal(() -> manager.upload(pem)));
        now = START.minus(Duration.ofDays(2));
        assertEquals("certificate_not_yet_valid", refusal(() -> manager.upload(pem)));
        assertSame(before, manager.current());
        assertFalse(Files.exists(data.resolve("tls/uploaded.pem")));
    }

    @Test
    void filesHavePrecedenceAndAreFollowed() throws Exception {
        Path chain = data.resolve("chain.pem");
        Path key = data.resolve("key.pem");
        Identity first = authority.server("first");
        write(first, chain, key);
        CertificateService manager = manager(Optional.of(new CertificateFiles(chain, key)));
        assertEquals(Source.FILE, manager.current().source());
        assertEquals(first.fingerprint(), manager.current().fingerprint());
        assertEquals("certificate_file_configured", refusal(() -> manager.upload(first.toPem())));

        Identity second = authority.server(TestCertificates.rsa(2048), "second", START, START.plusSeconds(9999));
        Files.delete(key);
        manager.check();
        assertEquals(first.fingerprint(), manager.current().fingerprint(), "a file that is missing changes nothing");
        write(second, chain, key);
        manager.check();
        assertEquals(second.fingerprint(), manager.current().fingerprint());
    }

    @Test
    void ownCertificateIsUsedWhileTheFileIsUnusable() throws Exception {
        Path file = data.resolve("both.pem");
        CertificateService manager = manager(Optional.of(new CertificateFiles(file, file)));
        assertEquals(Source.SELF_SIGNED, manager.current().source());
        Files.writeString(file, authority.server("kvm").toPem());
        manager.check();
        assertEquals(Source.FILE, manager.current().source());
    }

    @Test
    void certificatesThatDoNotFitAreRefused() throws Exception {
        CertificateService manager = manager();
        String one = authority.server("one").toPem();
        String other = authority.server("other").toPem();
        String key = TestCertificates.blocks(one, "PRIVATE KEY");
        String chain = TestCertificates.blocks(one, "CERTIFICATE");
        assertEquals("no_certificate", refusal(() -> manager.upload("")));
        assertEquals("no_certificate", refusal(() -> manager.upload(key)));
        assertEquals("no_key", refusal(() -> manager.upload(chain)));
        assertEquals("two_keys", refusal(() -> manager.upload(key + one)));
        assertEquals(
                "key_mismatch", refusal(() -> manager.upload(TestCertificates.blocks(other, "PRIVATE KEY") + chain)));
        String[] order = chain.split("(?<=-----\n)(?=-----BEGIN)");
        assertEquals("chain_order", refusal(() -> manager.upload(key + order[1] + order[0])));
        assertEquals("chain_order", refusal(() -> manager.upload(key + order[0] + order[0])));
        assertEquals("malformed_pem", refusal(() -> manager.upload(key.replace("MEE", "AAA") + chain)));
        assertEquals(
                "encrypted_key",
                refusal(() -> manager.upload(key.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY") + chain)));
        KeyPair weak = TestCertificates.rsa(1024);
        String weakPem =
                authority.server(weak, "weak", START, START.plusSeconds(9)).toPem();
        assertEquals("weak_key", refusal(() -> manager.upload(weakPem)));
    }

    private interface Upload {
        void run() throws Exception;
    }

    private static String refusal(Upload upload) {
        CertificateProblemException refused = assertThrows(CertificateProblemException.class, upload::run);
        assertFalse(refused.advice().contains("MEE"), "nothing of the key");
        return refused.code();
    }

    private static void write(Identity identity, Path chain, Path key) throws IOException {
        Files.writeString(chain, TestCertificates.blocks(identity.toPem(), "CERTIFICATE"));
        Files.writeString(key, TestCertificates.blocks(identity.toPem(), "PRIVATE KEY"));
    }
}
