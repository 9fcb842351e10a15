// SPDX-License-Identifier: Apache-2.0
package io.baton.usb.gadget;

import io.baton.port.WriteResult;
import io.baton.shared.linux.Posix;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@code /dev/hidgN}. It is opened without blocking and without creating a file: a regular file in its place, which a
 * careless writer leaves there while the gadget is away, would take all reports and never reach the target.
 */
final class HidNode implements ReportNode {

    private static final Logger LOG = LoggerFactory.getLogger("usb.gadget");
    private static final int MAX_REPORT = 64;
    private static final int FILE_TYPE = 0xF000;
    private static final int CHARACTER_DEVICE = 0x2000;

    /** A new node is root's until udev has given it to the device's user. */
    private static final int DENIED_BEFORE_TOLD = 8;

    private final Path path;
    private final boolean reads;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment state = arena.allocate(Posix.STATE);
    private final MemorySegment nativePath;
    private final MemorySegment out = arena.allocate(MAX_REPORT);
    private final MemorySegment in = arena.allocate(MAX_REPORT);
    private int descriptor = NONE;
    private String refusal = "";
    private int denied;

    /** @param reads whether the target sends output reports to it */
    HidNode(Path path, boolean reads) {
        this.path = path;
        this.reads = reads;
        nativePath = arena.allocateFrom(path.toString());
    }

    @Override
    public WriteResult write(byte[] report) {
        if (descriptor == NONE) {
            return WriteResult.OFF;
        }
        MemorySegment.copy(report, 0, out, ValueLayout.JAVA_BYTE, 0, report.length);
        while (true) {
            if (Posix.write(state, descriptor, out, report.length) >= 0) {
                return WriteResult.WRITTEN;
            }
            int errno = Posix.errno(state);
            if (errno == Posix.EAGAIN) {
                return WriteResult.BUSY;
            }
            if (errno != Posix.EINTR) {
                if (errno != Posix.ESHUTDOWN) {
                    refuse("write failed errno=" + errno);
                }
                return WriteResult.OFF;
            }
        }
    }

    @Override
    public int readLast() {
        int last = NONE;
        while (reads && descriptor != NONE) {
            long length = Posix.read(state, descriptor, in, MAX_REPORT);
            if (length == 1) {
                last = Byte.toUnsignedInt(in.get(ValueLayout.JAVA_BYTE, 0));
            } else if (length <= 0) {
                break;
            }
        }
        return last;
    }

    @Override
    public void refresh() {
        if (descriptor != NONE && !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            LOG.info("node removed path={}", path);
            closeDescriptor();
        }
        if (descriptor == NONE) {
            open();
        }
    }

    @Override
    public int descriptor() {
        return descriptor;
    }

    @Override
    public void close() {
        closeDescriptor();
        arena.close();
    }

    private void open() {
        int flags = (reads ? Posix.O_RDWR : Posix.O_WRONLY) | Posix.O_NONBLOCK | Posix.O_CLOEXEC;
        int opened = Posix.open(state, nativePath, flags);
        if (opened < 0) {
            int errno = Posix.errno(state);
            if (errno == Posix.EACCES && denied < DENIED_BEFORE_TOLD) {
                denied++;
                return;
            }
            if (errno != Posix.ENOENT && errno != Posix.ENXIO && errno != Posix.ENODEV) {
                refuse(errno == Posix.EACCES ? "no permission" : "open failed errno=" + errno);
            }
            return;
        }
        descriptor = opened;
        if (!isCharacterDevice(opened)) {
            closeDescriptor();
            refuse("not a character device: remove the file and start again");
            return;
        }
        refusal = "";
        denied = 0;
        LOG.debug("node opened path={}", path);
    }

    /** Asks for the open file itself, so that nobody can exchange it between the question and its use. */
    private static boolean isCharacterDevice(int opened) {
        try {
            Object mode = Files.getAttribute(Path.of("/proc/self/fd", Integer.toString(opened)), "unix:mode");
            return mode instanceof Integer bits && (bits & FILE_TYPE) == CHARACTER_DEVICE;
        } catch (IOException | RuntimeException e) {
            LOG.debug("no file type", e);
            return false;
        }
    }

    private void refuse(String reason) {
        if (!reason.equals(refusal)) {
            refusal = reason;
            LOG.warn("node refused path={} reason=\"{}\"", path, reason);
        }
    }

    private void closeDescriptor() {
        if (descriptor != NONE && Posix.close(state, descriptor) < 0) {
            LOG.warn("close failed path={} errno={}", path, Posix.errno(state));
        }
        descriptor = NONE;
    }
}
