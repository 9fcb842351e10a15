// SPDX-License-Identifier: Apache-2.0
package io.baton.usb.gadget;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.baton.port.BlockSource;
import io.baton.shared.linux.DeviceFile;
import io.baton.shared.linux.ErrnoException;
import io.baton.shared.linux.Posix;
import io.baton.shared.threads.DaemonThreads;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A block device for a process with {@code CAP_SYS_ADMIN}: the kernel's client is connected to this process by a pair
 * of sockets.
 *
 * <p>Threading. One thread at a time; two threads of its own while it is connected.
 */
final class NbdDevice implements BlockDevice {

    private static final Logger LOG = LoggerFactory.getLogger("usb.gadget");
    private static final int SECTOR = 512;
    private static final long CAP_SYS_ADMIN = 1L << 21;
    private static final long SET_SOCK = 0xAB00;
    private static final long SET_BLOCK_SIZE = 0xAB01;
    private static final long DO_IT = 0xAB03;
    private static final long CLEAR_SOCK = 0xAB04;
    private static final long SET_SIZE_BLOCKS = 0xAB07;
    private static final long DISCONNECT = 0xAB08;
    private static final long SET_TIMEOUT = 0xAB09;
    private static final long SET_FLAGS = 0xAB0A;
    private static final int HAS_FLAGS = 1;
    private static final int READ_ONLY = 2;
    private static final long TIMEOUT_SECONDS = 120;
    private static final Duration JOIN = Duration.ofSeconds(2);

    private final NbdNodes nodes;
    private final Path status;
    private final DaemonThreads threads;

    /** @param status where the kernel describes this process, such as {@code /proc/self/status} */
    NbdDevice(NbdNodes nodes, Path status, DaemonThreads threads) {
        this.nodes = nodes;
        this.status = status;
        this.threads = threads;
    }

    @Override
    public boolean isUsable() {
        return isPrivileged() && nodes.free().isPresent();
    }

    private boolean isPrivileged() {
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("CapEff:"))
                    .anyMatch(line -> (Long.parseUnsignedLong(
                                            line.substring("CapEff:".length()).strip(), 16)
                                    & CAP_SYS_ADMIN)
                            != 0);
        } catch (IOException | NumberFormatException e) {
            return false;
        }
    }

    @Override
    public Connection connect(BlockSource source) throws IOException {
        String name = nodes.free().orElseThrow(() -> new IOException("no free network block device"));
        Path node = nodes.node(name);
        DeviceFile device = DeviceFile.open(node, Posix.O_RDWR);
        DeviceFile[] ends;
        try {
            ends = sockets();
            device.ioctl("setting the block size failed", SET_BLOCK_SIZE, SECTOR);
            device.ioctl("setting the size failed", SET_SIZE_BLOCKS, source.size() / SECTOR);
            device.ioctl("setting flags failed", SET_FLAGS, HAS_FLAGS | READ_ONLY);
            device.ioctl("setting the time-out failed", SET_TIMEOUT, TIMEOUT_SECONDS);
            device.ioctl("connecting the block device failed", SET_SOCK, ends[0].descriptor());
        } catch (IOException e) {
            device.close();
            throw e;
        }
        Thread server = threads.unstarted("baton-usb-nbd-server", new NbdServer(ends[1], source)::run);
        Thread client = threads.unstarted("baton-usb-nbd", () -> serve(device));
        Connection connection = new Served(node, device, ends[0], ends[1], client, server, threads);
        server.start();
        client.start();
        nodes.awaitConnected(name, connection);
        LOG.info("block device connected name={} bytes={}", name, source.size());
        return connection;
    }

    /** In the kernel for as long as the device is connected. */
    private static void serve(DeviceFile device) {
        try {
            device.ioctl("block device ended", DO_IT, 0);
        } catch (IOException e) {
            LOG.debug("block device ended: {}", e.getMessage());
        }
    }

    private static DeviceFile[] sockets() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Posix.STATE);
            MemorySegment pair = arena.allocate(JAVA_INT, 2);
            if (Posix.socketpair(state, pair) < 0) {
                throw new ErrnoException("making sockets failed", Posix.errno(state));
            }
            return new DeviceFile[] {
                DeviceFile.of(pair.getAtIndex(JAVA_INT, 0)), DeviceFile.of(pair.getAtIndex(JAVA_INT, 1))
            };
        }
    }

    private record Served(
            Path node,
            DeviceFile device,
            DeviceFile kernelEnd,
            DeviceFile ownEnd,
            Thread client,
            Thread server,
            DaemonThreads threads)
            implements Connection {

        @Override
        public boolean isServing() {
            return server.isAlive();
        }

        @Override
        public void close() {
            for (long request : new long[] {DISCONNECT, CLEAR_SOCK}) {
                try {
                    device.ioctl("disconnecting failed", request, 0);
                } catch (IOException e) {
                    LOG.debug("block device: {}", e.getMessage());
                }
            }
            boolean ended = threads.join(client, JOIN);
            kernelEnd.close();
            if (threads.join(server, JOIN) && ended) {
                ownEnd.close();
                device.close();
            }
            LOG.info("block device disconnected");
        }
    }
}
