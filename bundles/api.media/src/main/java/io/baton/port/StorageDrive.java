// SPDX-License-Identifier: Apache-2.0
package io.baton.port;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The removable drives that the target computer sees: one for compact discs, one for disks. At most one medium is
 * inserted at a time. Obtained as a service by the bundle that has the media; a drive belongs to the
 * {@link ReportPorts} of the same bundle, and is used only while input goes there.
 *
 * <p>Threading. Any thread. Inserting and ejecting may block for as long as the kernel needs to open a file.
 */
@ProviderType
public interface StorageDrive {

    /**
     * Inserts a medium.
     *
     * @throws StorageException in words for users; nothing is inserted then
     */
    void insert(StorageMedium medium) throws StorageException;

    /**
     * Ejects the medium; without one nothing happens.
     *
     * @param force whether it is taken from a target that holds it, which may lose what it has not written yet
     * @throws StorageException in words for users; the medium stays inserted then
     */
    void eject(boolean force) throws StorageException;

    /** Returns the medium that is inserted; empty also once the target has ejected it. */
    Optional<StorageMedium> medium();

    /** Whether a medium without a file, {@link StorageMedium#source}, can be inserted. */
    boolean readsSources();
}
