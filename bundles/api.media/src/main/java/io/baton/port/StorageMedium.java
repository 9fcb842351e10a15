// SPDX-License-Identifier: Apache-2.0
package io.baton.port;

import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is inserted in a {@link StorageDrive}. Its content is a file or a source, never both.
 *
 * @param name for people
 * @param size in bytes
 * @param type of the drive
 * @param readOnly whether the target cannot write; always for a compact disc and for a source
 * @param file the content as a file
 * @param source the content from elsewhere
 * @param origin where the content is from, in the words of the bundle that inserted it; opaque here
 * @param insertedBy the nickname of the session that inserted it; perhaps empty
 * @param insertedAt time of day
 */
public record StorageMedium(
        String name,
        long size,
        Type type,
        boolean readOnly,
        @Nullable Path file,
        @Nullable BlockSource source,
        String origin,
        String insertedBy,
        Instant insertedAt) {

    /** The type of the drive. */
    public enum Type {
        COMPACT_DISC,
        DISK
    }

    public StorageMedium {
        if ((file == null) == (source == null)) {
            throw new IllegalArgumentException("a medium has a file or a source");
        }
        if (!readOnly && (type == Type.COMPACT_DISC || source != null)) {
            throw new IllegalArgumentException("only a disk of a file can be written");
        }
    }
}
