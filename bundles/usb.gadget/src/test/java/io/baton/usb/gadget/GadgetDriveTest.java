// SPDX-License-Identifier: Apache-2.0
package io.baton.usb.gadget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.port.BlockSource;
import io.baton.port.StorageException;
import io.baton.port.StorageMedium;
import io.baton.shared.threads.DaemonThreads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The attributes that are written; what the kernel makes of them is shown by the device test. */
final class GadgetDriveTest implements BlockDevice, BlockDevice.Connection {

    private static final Logger LOG = LoggerFactory.getLogger("usb.gadget");

    private Path function;
    private Path image;
    private GadgetDrive drive;
    private boolean hasBlockDevice;
    private int blockDevices;

    @BeforeEach
    void create(@TempDir Path directory) throws IOException {
        function = directory.resolve("functions/mass_storage.usb0");
        for (String lun : new String[] {"lun.0", "lun.1"}) {
            for (String attribute : new String[] {"removable", "cdrom", "ro", "file", "forced_eject"}) {
                Files.createDirectories(function.resolve(lun));
                Files.writeString(function.resolve(lun).resolve(attribute), "");
            }
        }
        Files.writeString(function.resolve("stall"), "");
        image = Files.write(directory.resolve("rescue.iso"), new byte[700_000]);
        MassStorage storage = new MassStorage(directory);
        storage.create();
        drive = new GadgetDrive(
                storage,
                List.of(
                        new NbdDevice(
                                new NbdNodes(directory, directory),
                                directory.resolve("status"),
                                new DaemonThreads(LOG, reason -> {})),
                        this));
        drive.attached(true);
    }

    @Override
    public boolean isUsable() {
        return hasBlockDevice;
    }

    @Override
    public Connection connect(BlockSource source) throws IOException {
        if (source.size() == 0) {
            throw new IOException("no network block device is free");
        }
        blockDevices++;
        return this;
    }

    @Override
    public Path node() {
        return image;
    }

    @Override
    public boolean isServing() {
        return blockDevices > 0;
    }

    @Override
    public void close() {
        blockDevices = 0;
    }

    private static StorageMedium medium(BlockSource source) {
        return new StorageMedium(
                "rescue.iso", 700_000, StorageMedium.Type.DISK, true, null, source, "http", "", Instant.EPOCH);
    }

    private static BlockSource source(long size) {
        return new BlockSource() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public void read(long offset, ByteBuffer into) {
                throw new UnsupportedOperationException();
            }
        };
    }

    private String attribute(String path) throws IOException {
        return Files.readString(function.resolve(path)).strip();
    }

    private StorageMedium medium(StorageMedium.Type type, long size, boolean readOnly) {
        return new StorageMedium("rescue.iso", size, type, readOnly, image, null, "storage", "", Instant.EPOCH);
    }

    private StorageException.Reason refused(StorageMedium medium) {
        return assertThrows(StorageException.class, () -> drive.insert(medium)).reason();
    }

    @Test
    void discAndDiskHaveDrivesOfTheirOwn() throws Exception {
        assertEquals("1", attribute("lun.0/cdrom"));
        assertEquals("0", attribute("lun.1/cdrom"));
        drive.insert(medium(StorageMedium.Type.COMPACT_DISC, 700_000, true));
        assertEquals(image.toString(), attribute("lun.0/file"));
        assertEquals(StorageException.Reason.IN_USE, refused(medium(StorageMedium.Type.DISK, 700_000, true)));
        drive.eject(false);
        assertTrue(Files.readString(function.resolve("lun.0/file")).startsWith("\n"), "without a file");
        assertEquals(Optional.empty(), drive.medium());
        drive.insert(medium(StorageMedium.Type.DISK, 700_000, false));
        assertEquals("0", attribute("lun.1/ro"));
        assertEquals(image.toString(), attribute("lun.1/file"));
        drive.eject(true);
        assertEquals("1", attribute("lun.1/forced_eject"));
    }

    @Test
    void ejectionByTheTargetIsSeen() throws Exception {
        drive.insert(medium(StorageMedium.Type.DISK, 700_000, true));
        assertEquals("1", attribute("lun.1/ro"));
        Files.writeString(function.resolve("lun.1/file"), "");
        assertEquals(Optional.empty(), drive.medium());
    }

    /** Linux {@code fsg_lun_open} cuts what is longer, which a target sees as a damaged disc. */
    @Test
    void discThatTheKernelWouldCutIsRefused() throws Exception {
        assertEquals(
                StorageException.Reason.UNSUPPORTED,
                refused(medium(StorageMedium.Type.COMPACT_DISC, GadgetDrive.LEAST_DISC_BYTES - 1, true)));
        assertEquals(
                StorageException.Reason.UNSUPPORTED,
                refused(medium(StorageMedium.Type.COMPACT_DISC, GadgetDrive.MOST_DISC_BYTES + 2048, true)));
        drive.insert(medium(StorageMedium.Type.COMPACT_DISC, GadgetDrive.MOST_DISC_BYTES, true));
    }

    @Test
    void sourceIsReadThroughTheBlockDeviceThatCanBeUsed() throws Exception {
        assertFalse(drive.readsSources());
        assertEquals(StorageException.Reason.UNSUPPORTED, refused(medium(source(700_000))));
        hasBlockDevice = true;
        assertTrue(drive.readsSources());
        drive.insert(medium(source(700_000)));
        assertEquals(1, blockDevices);
        assertEquals("1", attribute("lun.1/ro"));
        drive.eject(true);
        assertEquals(0, blockDevices);
        StorageException failed = assertThrows(StorageException.class, () -> drive.insert(medium(source(0))));
        assertEquals("The kernel did not take the image: no network block device is free", failed.getMessage());
        assertEquals(Optional.empty(), drive.medium());
    }

    @Test
    void mediumWhoseBlockDeviceIsLostIsTakenOut() throws Exception {
        hasBlockDevice = true;
        drive.insert(medium(source(700_000)));
        assertTrue(drive.medium().isPresent());
        blockDevices = 0;
        assertEquals(Optional.empty(), drive.medium());
        assertEquals("1", attribute("lun.1/forced_eject"));
    }

    @Test
    void withoutTheGadgetThereIsNoDrive() {
        drive.attached(false);
        assertEquals(StorageException.Reason.NO_DRIVE, refused(medium(StorageMedium.Type.DISK, 700_000, true)));
    }
}
