// SPDX-License-Identifier: Apache-2.0
package io.baton.tls.jetty;

import io.baton.shared.files.AtomicFiles;
import io.baton.tls.jetty.Identity.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the certificate in use: that of the configured files, else the uploaded one, else the device's own, which it
 * makes and renews. A certificate that cannot be used leaves the present one in use.
 *
 * <p>Threading. Safe for any thread; {@link #current} never waits.
 */
final class CertificateService {

    /** The time before its end at which the device's own certificate is renewed. */
    static final Duration RENEWAL = Duration.ofDays(30);

    private static final Logger LOG = LoggerFactory.getLogger("tls.jetty");
    private static final String SELF_SIGNED = "self-signed.pem";
    private static final String UPLOADED = "uploaded.pem";

    private final Path directory;
    private final Optional<CertificateFiles> files;
    private final Supplier<DeviceNames> names;
    private final InstantSource clock;
    private final SecureRandom random;
    private String filesState = "";
    private @Nullable Instant warnedOfEnd;
    private volatile Identity current;

    /**
     * @param directory where the device's own and the uploaded certificate are kept; made when missing
     * @param files the operator's files; empty for none
     */
    CertificateService(
            Path directory,
            Optional<CertificateFiles> files,
            Supplier<DeviceNames> names,
            InstantSource clock,
            SecureRandom random) {
        this.directory = directory;
        this.files = files;
        this.names = names;
        this.clock = clock;
        this.random = random;
        this.current = select();
        report("TLS certificate in use", current);
        warnOfEnd();
    }

    Identity current() {
        return current;
    }

    /** Follows the files and the clock: reads changed files, renews the device's own certificate in time. */
    synchronized void check() {
        if (files.isPresent() && !files.get().state().equals(filesState)) {
            readFiles().ifPresent(this::use);
        }
        if (current.source() == Source.SELF_SIGNED && !isGood(current)) {
            use(ownCertificate());
        }
        warnOfEnd();
    }

    /**
     * Takes a certificate of an administrator in use. It replaces a former one; configured files have precedence.
     *
     * @throws CertificateProblemException when it cannot be used; the present one stays in use
     * @throws IOException when it cannot be stored; the present one stays in use
     */
    synchronized Identity upload(String pem) throws CertificateProblemException, IOException {
        Identity identity = PemReader.read(pem, Source.UPLOADED);
        requireValidNow(identity);
        if (current.source() == Source.FILE) {
            throw new CertificateProblemException(
                    "certificate_file_configured", "The configuration names a certificate file, which has precedence.");
        }
        store(UPLOADED, identity);
        use(identity);
        return identity;
    }

    /**
     * Removes the uploaded certificate; the device's own is used then.
     *
     * @throws IOException when it cannot be removed
     */
    synchronized Identity removeUploaded() throws IOException {
        Path file = directory.resolve(UPLOADED);
        if (Files.deleteIfExists(file)) {
            AtomicFiles.syncDirectory(directory);
        }
        if (current.source() == Source.UPLOADED) {
            use(ownCertificate());
        }
        return current;
    }

    private Identity select() {
        return readFiles().or(() -> stored(UPLOADED, Source.UPLOADED)).orElseGet(this::ownCertificate);
    }

    private void use(Identity identity) {
        current = identity;
        warnedOfEnd = null;
        report("TLS certificate replaced", identity);
        warnOfEnd();
    }

    private Optional<Identity> readFiles() {
        if (files.isEmpty()) {
            return Optional.empty();
        }
        filesState = files.get().state();
        try {
            return Optional.of(PemReader.read(files.get().read(), Source.FILE));
        } catch (IOException e) {
            LOG.error(
                    "TLS certificate file not read file={} error=\"{}\"",
                    files.get().certificate(),
                    e.toString());
        } catch (CertificateProblemException e) {
            LOG.error(
                    "TLS certificate file not used file={} code={} error=\"{}\"",
                    files.get().certificate(),
                    e.code(),
                    e.advice());
        }
        return Optional.empty();
    }

    /** The stored own certificate if it is good for a while, else a new one for the same key. */
    private Identity ownCertificate() {
        Optional<Identity> stored = stored(SELF_SIGNED, Source.SELF_SIGNED);
        if (stored.isPresent() && isGood(stored.get())) {
            return stored.get();
        }
        KeyPair pair = stored.map(own -> new KeyPair(own.certificate().getPublicKey(), own.key()))
                .orElseGet(() -> SelfSigned.newKey(random));
        DeviceNames device = names.get();
        Identity fresh = SelfSigned.certify(pair, device.names(), device.addresses(), clock.instant(), random);
        try {
            store(SELF_SIGNED, fresh);
        } catch (IOException e) {
            LOG.error("TLS certificate not stored, it ends with this run file={}", directory.resolve(SELF_SIGNED), e);
        }
        return fresh;
    }

    /** Whether the own certificate is valid now and for a while; not so after the clock was set from 1970. */
    private boolean isGood(Identity identity) {
        Instant now = clock.instant();
        return !now.isBefore(identity.notBefore()) && now.plus(RENEWAL).isBefore(identity.notAfter());
    }

    private void requireValidNow(Identity identity) throws CertificateProblemException {
        Instant now = clock.instant();
        if (now.isAfter(identity.notAfter())) {
            throw new CertificateProblemException(
                    "certificate_expired", "The certificate ended on " + identity.notAfter() + ".");
        }
        if (now.isBefore(identity.notBefore())) {
            throw new CertificateProblemException(
                    "certificate_not_yet_valid",
                    "The certificate begins on " + identity.notBefore() + "; the device's clock says " + now + ".");
        }
    }

    private Optional<Identity> stored(String name, Source source) {
        Path file = directory.resolve(name);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            byte[] pem = AtomicFiles.read(file, PemReader.MAX_BYTES * 2);
            AtomicFiles.setMode(file, AtomicFiles.OWNER_ONLY);
            return Optional.of(PemReader.read(new String(pem, StandardCharsets.ISO_8859_1), source));
        } catch (IOException | CertificateProblemException e) {
            LOG.error("TLS certificate unreadable, not used file={} error=\"{}\"", file, e.getMessage());
            return Optional.empty();
        }
    }

    private void store(String name, Identity identity) throws IOException {
        AtomicFiles.createDirectories(directory);
        AtomicFiles.replace(
                directory.resolve(name), identity.toPem().getBytes(StandardCharsets.US_ASCII), AtomicFiles.OWNER_ONLY);
    }

    /** Warns once for each certificate that a user must replace. */
    private void warnOfEnd() {
        Identity identity = current;
        if (identity.source() != Source.SELF_SIGNED
                && !identity.notAfter().equals(warnedOfEnd)
                && clock.instant().plus(RENEWAL).isAfter(identity.notAfter())) {
            warnedOfEnd = identity.notAfter();
            LOG.warn("TLS certificate ends soon, replace it notAfter={}", identity.notAfter());
        }
    }

    private static void report(String event, Identity identity) {
        LOG.info(
                "{} source={} sha256={} notAfter={}",
                event,
                identity.source().wireName(),
                identity.fingerprint(),
                identity.notAfter());
    }
}
