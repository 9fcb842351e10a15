// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import io.baton.port.BlockSource;
import io.baton.port.StorageDrive;
import io.baton.port.StorageException;
import io.baton.port.StorageMedium;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The drives of the virtual computer. It reads the volume's name of what is inserted, and holds a medium between its
 * commands {@code mount} and {@code umount}, as an operating system does.
 *
 * <p>Threading. Any thread. Inserting reads the medium; nothing else blocks.
 */
final class VirtualDrive implements StorageDrive {

    /** The primary volume descriptor is in sector 16 (ECMA-119, sections 6.7 and 8.4). */
    private static final int DESCRIPTOR = 16 * 2048;

    private static final int DESCRIPTOR_LENGTH = 72;
    private static final int VOLUME = 40;
    private static final String STANDARD = "CD001";

    private @Nullable StorageMedium medium;
    private String volume = "";
    private boolean held;

    @Override
    public void insert(StorageMedium inserted) throws StorageException {
        if (medium().isPresent()) {
            throw new StorageException(StorageException.Reason.IN_USE, "There is a medium in the drive.");
        }
        String name;
        try {
            name = volume(inserted);
        } catch (IOException e) {
            throw new StorageException(
                    StorageException.Reason.FAILED, "The target cannot read the medium: " + e.getMessage());
        }
        synchronized (this) {
            medium = inserted;
            volume = name;
            held = false;
        }
    }

    @Override
    public synchronized void eject(boolean force) throws StorageException {
        StorageMedium present = medium;
        if (present != null && held && !force) {
            throw new StorageException(
                    StorageException.Reason.IN_USE,
                    "The target has mounted %s. Unmount it there, or force it.".formatted(present.name()));
        }
        medium = null;
        held = false;
    }

    @Override
    public synchronized Optional<StorageMedium> medium() {
        return Optional.ofNullable(medium);
    }

    @Override
    public boolean readsSources() {
        return true;
    }

    /** The command {@code mount}: what it prints. */
    synchronized String mount() {
        StorageMedium present = medium;
        if (present == null) {
            return "mount: no medium in any drive";
        }
        held = true;
        return "%s on /media%s, %d bytes, read-%s"
                .formatted(
                        present.name(),
                        volume.isEmpty() ? "" : " (" + volume + ")",
                        present.size(),
                        present.readOnly() ? "only" : "write");
    }

    /** The command {@code umount}: what it prints. */
    synchronized String unmount() {
        if (!held) {
            return "umount: nothing is mounted";
        }
        held = false;
        return "umount: done";
    }

    /** Returns what is in the drives, for the screen. */
    synchronized String text() {
        StorageMedium present = medium;
        return present == null ? "empty" : present.name() + (held ? ", mounted" : "");
    }

    /** Fills the rest of the buffer with the content of a medium. */
    static void read(StorageMedium medium, long offset, ByteBuffer into) throws IOException {
        Path file = medium.file();
        BlockSource source = medium.source();
        if (source != null) {
            source.read(offset, into);
        } else if (file != null) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                int start = into.position();
                while (into.hasRemaining()) {
                    if (channel.read(into, offset + into.position() - start) < 0) {
                        throw new EOFException("it is shorter than it was");
                    }
                }
            }
        }
    }

    /** Returns the name of the volume (ISO 9660); empty for another format. */
    private static String volume(StorageMedium medium) throws IOException {
        if (medium.size() < DESCRIPTOR + DESCRIPTOR_LENGTH) {
            read(medium, 0, ByteBuffer.allocate(1));
            return "";
        }
        ByteBuffer descriptor = ByteBuffer.allocate(DESCRIPTOR_LENGTH);
        read(medium, DESCRIPTOR, descriptor);
        String text = new String(descriptor.array(), StandardCharsets.ISO_8859_1);
        return text.startsWith(STANDARD, 1)
                ? text.substring(VOLUME).replaceAll("[^ -~]", "").strip()
                : "";
    }
}
