// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.baton.port.StorageException;
import io.baton.port.StorageMedium;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the virtual computer reads of a medium, and that it holds one that it has mounted. */
final class VirtualDriveTest {

    private final VirtualDrive drive = new VirtualDrive();
    private Path file;

    @BeforeEach
    void writeImage(@TempDir Path directory) throws IOException {
        byte[] image = new byte[40 * 2048];
        byte[] descriptor = "\1CD001\1\0".getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(descriptor, 0, image, 16 * 2048, descriptor.length);
        Arrays.fill(image, 16 * 2048 + 40, 16 * 2048 + 72, (byte) ' ');
        System.arraycopy("RESCUE".getBytes(StandardCharsets.US_ASCII), 0, image, 16 * 2048 + 40, 6);
        file = Files.write(directory.resolve("rescue.iso"), image);
    }

    private StorageMedium disc() throws IOException {
        return new StorageMedium(
                "rescue.iso",
                Files.size(file),
                StorageMedium.Type.COMPACT_DISC,
                true,
                file,
                null,
                "storage",
                "ann",
                Instant.EPOCH);
    }

    @Test
    void volumeOfTheMediumIsRead() throws Exception {
        assertEquals("mount: no medium in any drive", drive.mount());
        drive.insert(disc());
        assertEquals("rescue.iso", drive.text());
        assertEquals("rescue.iso on /media (RESCUE), 81920 bytes, read-only", drive.mount());
        assertEquals("rescue.iso, mounted", drive.text());
    }

    @Test
    void mediumThatIsHeldIsEjectedByForceAlone() throws Exception {
        drive.insert(disc());
        drive.mount();
        StorageException refused = assertThrows(StorageException.class, () -> drive.eject(false));
        assertEquals(StorageException.Reason.IN_USE, refused.reason());
        assertEquals(Optional.of("rescue.iso"), drive.medium().map(StorageMedium::name));
        drive.eject(true);
        assertEquals(Optional.empty(), drive.medium());
        drive.insert(disc());
        drive.mount();
        drive.unmount();
        drive.eject(false);
        assertEquals("empty", drive.text());
    }

    @Test
    void mediumThatCannotBeReadIsRefused() throws Exception {
        StorageMedium gone = disc();
        Files.delete(file);
        assertEquals(
                StorageException.Reason.FAILED,
                assertThrows(StorageException.class, () -> drive.insert(gone)).reason());
        assertEquals(Optional.empty(), drive.medium());
    }
}
