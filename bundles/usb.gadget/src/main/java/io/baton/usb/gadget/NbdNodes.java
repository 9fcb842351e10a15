// SPDX-License-Identifier: Apache-2.0
package io.baton.usb.gadget;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The network block devices that the module {@code nbd} made.
 *
 * @param devices where the nodes are, such as {@code /dev}
 * @param blocks where the kernel describes block devices, such as {@code /sys/block}
 * @param checks how often it is looked whether a device is connected, every 5 ms
 */
record NbdNodes(Path devices, Path blocks, int checks) {

    private static final int DEVICES = 16;
    private static final int CONNECT_CHECKS = 400;
    private static final long CONNECT_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    NbdNodes(Path devices, Path blocks) {
        this(devices, blocks, CONNECT_CHECKS);
    }

    /** Returns whether there is a device. */
    boolean arePresent() {
        return Files.exists(blocks.resolve("nbd0"));
    }

    /** Returns the name of a device without a client, to whose node this process may write. */
    Optional<String> free() {
        for (int i = 0; i < DEVICES; i++) {
            String name = "nbd" + i;
            if (Files.isWritable(node(name)) && !isConnected(name)) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    Path node(String name) {
        return devices.resolve(name);
    }

    private boolean isConnected(String name) {
        return Files.exists(blocks.resolve(name).resolve("pid"));
    }

    /** The kernel shows the client first and then the size; what opens the node in between finds it empty. */
    private boolean hasSize(String name) throws IOException {
        Path size = blocks.resolve(name).resolve("size");
        return isConnected(name)
                && Files.exists(size)
                && !Files.readString(size, StandardCharsets.US_ASCII).strip().equals("0");
    }

    /** Waits until the device has its client and its size; closes the connection if that fails. */
    void awaitConnected(String name, BlockDevice.Connection connection) throws IOException {
        try {
            for (int i = 0; !hasSize(name); i++) {
                if (i == checks) {
                    throw new IOException("the block device was not connected");
                }
                LockSupport.parkNanos(CONNECT_CHECK_NANOS);
            }
        } catch (IOException e) {
            connection.close();
            throw e;
        }
    }
}
