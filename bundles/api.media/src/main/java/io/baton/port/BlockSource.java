// SPDX-License-Identifier: Apache-2.0
package io.baton.port;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Content of a medium that is read as it is needed.
 *
 * <p>Threading. Any thread; {@link #read} blocks.
 */
@ConsumerType
public interface BlockSource {

    /** The size in bytes; it does not change. */
    long size();

    /**
     * Fills the rest of the buffer.
     *
     * @param offset where to begin; no byte beyond {@link #size} is asked for
     * @throws IOException when the content cannot be had, or is no longer the same
     */
    void read(long offset, ByteBuffer into) throws IOException;
}
