// SPDX-License-Identifier: Apache-2.0
package io.baton.usb.gadget;

import io.baton.port.BlockSource;
import io.baton.port.StorageDrive;
import io.baton.port.StorageException;
import io.baton.port.StorageMedium;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two drives of the gadget's mass storage function. The kernel reads the file; what is inserted is known by the
 * function's own attribute, since the target can eject.
 *
 * <p>Threading. Any thread.
 */
final class GadgetDrive implements StorageDrive {

    /** What the kernel shows of a compact disc: from 300 sectors to below 256 minutes of 60 seconds of 75 sectors. */
    static final long LEAST_DISC_BYTES = 300L * 2048;

    static final long MOST_DISC_BYTES = (256L * 60 * 75 - 1) * 2048;

    private static final Logger LOG = LoggerFactory.getLogger("usb.gadget");

    private final MassStorage storage;
    private final List<BlockDevice> blockDevices;
    private boolean attached;
    private @Nullable StorageMedium medium;
    /** Of a medium without a file. */
    private BlockDevice.@Nullable Connection connection;

    /** @param blockDevices the ways to read what is not a file; the first that can be used is */
    GadgetDrive(MassStorage storage, List<BlockDevice> blockDevices) {
        this.storage = storage;
        this.blockDevices = List.copyOf(blockDevices);
    }

    /** The gadget was made with the function, or is gone. */
    synchronized void attached(boolean present) {
        attached = present;
        forget();
    }

    private void forget() {
        medium = null;
        BlockDevice.Connection present = connection;
        connection = null;
        if (present != null) {
            present.close();
        }
    }

    @Override
    public synchronized void insert(StorageMedium inserted) throws StorageException {
        BlockSource source = inserted.source();
        if (!attached) {
            throw new StorageException(
                    StorageException.Reason.NO_DRIVE,
                    "The USB gadget has no drive now: the device has no USB controller, or its kernel no mass storage.");
        }
        Optional<BlockDevice> blockDevice = source == null ? Optional.empty() : usable();
        if (source != null && blockDevice.isEmpty()) {
            throw new StorageException(
                    StorageException.Reason.UNSUPPORTED,
                    "The device has no network block device (nbd) that it may use. Upload the image instead.");
        }
        if (medium().isPresent()) {
            throw new StorageException(StorageException.Reason.IN_USE, "There is a medium in the drive.");
        }
        if (inserted.type() == StorageMedium.Type.COMPACT_DISC) {
            checkDisc(inserted.size());
        }
        try {
            Path file = inserted.file();
            if (source != null) {
                BlockDevice.Connection connected = blockDevice.orElseThrow().connect(source);
                connection = connected;
                storage.insert(inserted.type(), connected.node(), true);
            } else if (file != null) {
                storage.insert(inserted.type(), file, inserted.readOnly());
            }
        } catch (IOException e) {
            forget();
            LOG.warn("medium not inserted: {}", e.getMessage());
            throw new StorageException(
                    StorageException.Reason.FAILED, "The kernel did not take the image: " + reason(e));
        }
        medium = inserted;
        LOG.info("medium inserted type={} bytes={}", inserted.type(), inserted.size());
    }

    private static void checkDisc(long size) throws StorageException {
        if (size < LEAST_DISC_BYTES) {
            throw new StorageException(
                    StorageException.Reason.UNSUPPORTED,
                    "A compact disc has at least %d bytes. Mount the image as a disk.".formatted(LEAST_DISC_BYTES));
        }
        if (size > MOST_DISC_BYTES + 2047) {
            throw new StorageException(
                    StorageException.Reason.UNSUPPORTED,
                    "The kernel of the device shows at most 2.2 GiB of a compact disc. Mount the image as a disk.");
        }
    }

    @Override
    public synchronized void eject(boolean force) throws StorageException {
        Optional<StorageMedium> present = medium();
        if (present.isEmpty()) {
            return;
        }
        try {
            storage.eject(present.get().type(), force);
        } catch (IOException e) {
            if (!force && isBusy(e)) {
                throw new StorageException(
                        StorageException.Reason.IN_USE,
                        "The target uses %s. Eject it there, or force it."
                                .formatted(present.get().name()));
            }
            LOG.warn("medium not ejected: {}", e.getMessage());
            throw new StorageException(
                    StorageException.Reason.FAILED, "The kernel did not eject the image: " + reason(e));
        }
        forget();
        LOG.info("medium ejected force={}", force);
    }

    @Override
    public synchronized Optional<StorageMedium> medium() {
        StorageMedium present = medium;
        if (present == null || !attached) {
            return Optional.empty();
        }
        if (!storage.holds(present.type())) {
            forget();
            LOG.info("medium ejected by the target");
        } else if (connection != null && !connection.isServing()) {
            takeOut(present);
        }
        return Optional.ofNullable(medium);
    }

    /** The target would get errors for ever: the connection of the block device has ended. */
    private void takeOut(StorageMedium lost) {
        LOG.warn("medium taken out: the connection of its block device ended");
        try {
            storage.eject(lost.type(), true);
        } catch (IOException e) {
            LOG.warn("medium not ejected: {}", e.getMessage());
        }
        forget();
    }

    @Override
    public boolean readsSources() {
        return usable().isPresent();
    }

    private Optional<BlockDevice> usable() {
        return blockDevices.stream().filter(BlockDevice::isUsable).findFirst();
    }

    /** EBUSY; the JDK has no code for it. */
    private static boolean isBusy(IOException e) {
        return String.valueOf(e.getMessage()).contains("busy");
    }

    /** The kernel's words, without the path of the attribute. */
    private static String reason(IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.substring(message.lastIndexOf(": ") + 1).strip();
    }
}
