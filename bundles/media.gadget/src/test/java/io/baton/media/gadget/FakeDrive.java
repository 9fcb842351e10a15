// SPDX-License-Identifier: Apache-2.0
package io.baton.media.gadget;

import io.baton.port.StorageDrive;
import io.baton.port.StorageException;
import io.baton.port.StorageMedium;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A drive whose target holds the medium when a test says so. */
final class FakeDrive implements StorageDrive {

    @Nullable
    StorageMedium medium;

    boolean held;
    boolean sources = true;

    @Override
    public void insert(StorageMedium inserted) {
        medium = inserted;
    }

    @Override
    public void eject(boolean force) throws StorageException {
        if (held && !force) {
            throw new StorageException(StorageException.Reason.IN_USE, "The target holds the medium.");
        }
        medium = null;
        held = false;
    }

    @Override
    public Optional<StorageMedium> medium() {
        return Optional.ofNullable(medium);
    }

    @Override
    public boolean readsSources() {
        return sources;
    }
}
