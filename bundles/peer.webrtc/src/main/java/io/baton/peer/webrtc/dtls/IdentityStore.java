// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.dtls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the device's certificate in one file that only its owner can read, so that it is the same after a restart. */
public final class IdentityStore {

    private static final Logger LOG = LoggerFactory.getLogger("peer.webrtc");
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final String FILE = "dtls-identity.pem";

    private IdentityStore() {}

    /**
     * Returns the identity stored in {@code directory}, created when there is none. A file that cannot be read is set
     * aside and replaced: clients accept any certificate whose fingerprint is in the answer.
     *
     * @throws IOException when the directory cannot be written
     */
    public static DtlsIdentity open(Path directory, Instant now, SecureRandom random) throws IOException {
        Path file = directory.resolve(FILE);
        if (Files.exists(file)) {
            if (!Files.getPosixFilePermissions(file).equals(OWNER_ONLY)) {
                LOG.warn("certificate file permissions tightened file={}", file);
                Files.setPosixFilePermissions(file, OWNER_ONLY);
            }
            try {
                return DtlsIdentity.fromPem(Files.readString(file, StandardCharsets.US_ASCII));
            } catch (GeneralSecurityException | IllegalArgumentException | IOException unreadable) {
                LOG.error("certificate unreadable, replaced file={} error=\"{}\"", file, unreadable.getMessage());
                Files.move(file, directory.resolve(FILE + ".damaged"), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        DtlsIdentity identity = DtlsIdentity.create(now, random);
        keep(file, identity);
        LOG.info("DTLS certificate created file={}", file);
        return identity;
    }

    private static void keep(Path file, DtlsIdentity identity) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Path fresh = file.resolveSibling(FILE + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel channel = FileChannel.open(
                fresh,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            ByteBuffer text = StandardCharsets.US_ASCII.encode(identity.toPem());
            while (text.hasRemaining()) {
                channel.write(text);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
