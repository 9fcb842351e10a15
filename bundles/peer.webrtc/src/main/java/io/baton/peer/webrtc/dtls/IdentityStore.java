// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.dtls;

import io.baton.shared.files.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the device's certificate in one file that only its owner can read, so that it is the same after a restart. */
public final class IdentityStore {

    private static final Logger LOG = LoggerFactory.getLogger("peer.webrtc");
    private static final int MAX_BYTES = 64 * 1024;
    private static final String FILE = "dtls-identity.pem";

    private IdentityStore() {}

    /**
     * Returns the identity stored in {@code directory}, created when there is none. A file that cannot be read, or is a
     * symbolic link, is set aside and replaced: clients accept any certificate whose fingerprint is in the answer.
     *
     * @throws IOException when the directory cannot be written
     */
    public static DtlsIdentity open(Path directory, Instant now, SecureRandom random) throws IOException {
        Path file = directory.resolve(FILE);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            try {
                return read(file);
            } catch (GeneralSecurityException | IllegalArgumentException | IOException unreadable) {
                LOG.error("certificate unreadable, replaced file={} error=\"{}\"", file, unreadable.getMessage());
                Files.move(file, directory.resolve(FILE + ".damaged"), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        DtlsIdentity identity = DtlsIdentity.create(now, random);
        AtomicFiles.createDirectories(directory);
        AtomicFiles.replace(file, identity.toPem().getBytes(StandardCharsets.US_ASCII), AtomicFiles.OWNER_ONLY);
        LOG.info("DTLS certificate created file={}", file);
        return identity;
    }

    private static DtlsIdentity read(Path file) throws IOException, GeneralSecurityException {
        var attributes = Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            throw new IOException("not a regular file");
        }
        if (!attributes.permissions().equals(AtomicFiles.OWNER_ONLY)) {
            LOG.warn("certificate file permissions tightened file={}", file);
            AtomicFiles.setMode(file, AtomicFiles.OWNER_ONLY);
        }
        return DtlsIdentity.fromPem(new String(AtomicFiles.read(file, MAX_BYTES), StandardCharsets.US_ASCII));
    }
}
