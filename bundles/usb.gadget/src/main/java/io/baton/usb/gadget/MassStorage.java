// SPDX-License-Identifier: Apache-2.0
package io.baton.usb.gadget;

import io.baton.port.StorageMedium;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mass storage function in configfs (Linux {@code Documentation/ABI/testing/configfs-usb-gadget-mass-storage}):
 * {@code lun.0} is a drive for compact discs, {@code lun.1} one for disks. The target learns the type of a drive once,
 * when it finds the device, so that each has its own.
 *
 * <p>Threading. One thread at a time for each drive.
 */
final class MassStorage {

    static final String NAME = "mass_storage.usb0";

    private static final Logger LOG = LoggerFactory.getLogger("usb.gadget");
    private static final String DISC_DRIVE = "lun.0";
    private static final String DISK_DRIVE = "lun.1";

    private final Path function;

    /** @param gadget the gadget's directory */
    MassStorage(Path gadget) {
        function = gadget.resolve("functions").resolve(NAME);
    }

    Path function() {
        return function;
    }

    /**
     * Makes the function, both drives empty.
     *
     * @throws IOException when the kernel has none, or it was not prepared
     */
    void create() throws IOException {
        createDirectory(function);
        write(function.resolve("stall"), "1");
        prepare(StorageMedium.Type.COMPACT_DISC, "Virtual disc");
        prepare(StorageMedium.Type.DISK, "Virtual disk");
    }

    private void prepare(StorageMedium.Type type, String name) throws IOException {
        Path drive = createDirectory(drive(type));
        clear(drive);
        boolean disc = type == StorageMedium.Type.COMPACT_DISC;
        write(drive.resolve("removable"), "1");
        write(drive.resolve("cdrom"), disc ? "1" : "0");
        write(drive.resolve("ro"), "1");
        if (Files.exists(drive.resolve("inquiry_string"))) {
            // vendor of 8 characters, product of 16, revision of 4 (SPC-3, standard INQUIRY data)
            write(drive.resolve("inquiry_string"), "Baton   %-16s0001".formatted(name));
        }
    }

    /** Empties the drives and removes the second one, which the kernel does not remove with the function. */
    void remove(boolean directories) throws IOException {
        for (StorageMedium.Type type : StorageMedium.Type.values()) {
            if (Files.isDirectory(drive(type), LinkOption.NOFOLLOW_LINKS)) {
                clear(drive(type));
            }
        }
        if (directories && Files.isDirectory(drive(StorageMedium.Type.DISK), LinkOption.NOFOLLOW_LINKS)) {
            Files.delete(drive(StorageMedium.Type.DISK));
        }
    }

    void insert(StorageMedium.Type type, Path file, boolean readOnly) throws IOException {
        Path drive = drive(type);
        if (type == StorageMedium.Type.DISK) {
            write(drive.resolve("ro"), readOnly ? "1" : "0");
        }
        write(drive.resolve("file"), file.toString());
        if (!readOnly && Files.readString(drive.resolve("ro")).strip().equals("1")) {
            clear(drive);
            throw new IOException("the file cannot be written");
        }
    }

    /** @throws IOException when the target holds the medium and it is not forced */
    void eject(StorageMedium.Type type, boolean force) throws IOException {
        Path drive = drive(type);
        if (!force) {
            write(drive.resolve("file"), "\n");
        } else if (Files.exists(drive.resolve("forced_eject"))) {
            write(drive.resolve("forced_eject"), "1");
        } else {
            LOG.warn("kernel without forced_eject: ejected only if the target lets go");
            write(drive.resolve("file"), "\n");
        }
    }

    /** Returns whether a medium is in a drive. */
    boolean holds(StorageMedium.Type type) {
        try {
            return !Files.readString(drive(type).resolve("file"), StandardCharsets.UTF_8)
                    .isBlank();
        } catch (IOException e) {
            return false;
        }
    }

    /** Nobody asks the target: the gadget is being made or removed. */
    private void clear(Path drive) {
        for (String attribute : new String[] {"forced_eject", "file"}) {
            try {
                if (Files.exists(drive.resolve(attribute))) {
                    write(drive.resolve(attribute), attribute.equals("file") ? "\n" : "1");
                }
            } catch (IOException e) {
                LOG.debug("drive not emptied: {}", e.getMessage());
            }
        }
    }

    private Path drive(StorageMedium.Type type) {
        return function.resolve(type == StorageMedium.Type.COMPACT_DISC ? DISC_DRIVE : DISK_DRIVE);
    }

    private static Path createDirectory(Path directory) throws IOException {
        return Files.isDirectory(directory) ? directory : Files.createDirectory(directory);
    }

    private static void write(Path attribute, String value) throws IOException {
        GadgetTree.writeBytes(attribute, value.getBytes(StandardCharsets.UTF_8));
    }
}
