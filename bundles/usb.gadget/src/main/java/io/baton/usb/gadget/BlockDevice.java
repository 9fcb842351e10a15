// SPDX-License-Identifier: Apache-2.0
package io.baton.usb.gadget;

import io.baton.port.BlockSource;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Makes a source a block device, which the mass storage function can read: a network block device of the kernel is
 * connected to an {@link NbdServer} in this process (Linux {@code include/uapi/linux/nbd.h}).
 *
 * <p>Threading. One thread at a time.
 */
interface BlockDevice {

    /** Returns whether a source can be connected now, as far as can be seen before. */
    boolean isUsable();

    /** Connects a source. */
    Connection connect(BlockSource source) throws IOException;

    /** A source that is a block device until it is closed. */
    interface Connection {

        /** Returns the node of the block device. */
        Path node();

        /** Returns whether the source is still read; false once the kernel has given the connection up. */
        boolean isServing();

        /** Disconnects the device; what reads it gets errors. */
        void close();
    }
}
