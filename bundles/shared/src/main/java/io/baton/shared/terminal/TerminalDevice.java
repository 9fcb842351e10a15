// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.terminal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.baton.shared.linux.DeviceFile;
import io.baton.shared.linux.Posix;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * A terminal line, such as a serial port: open non-blocking, raw, without becoming the controlling terminal, locked
 * against programs that lock it too, and closed to later openings by others. The structure is {@code termios2}, which
 * takes any baud rate.
 *
 * <p>Threading. As {@link DeviceFile}.
 */
public final class TerminalDevice implements AutoCloseable {

    private static final long TCGETS2 = 0x802C_542AL;
    private static final long TCSETS2 = 0x402C_542BL;
    private static final long TIOCSBRK = 0x5427;
    private static final long TIOCCBRK = 0x5428;
    private static final long TCFLSH = 0x540B;
    private static final long TIOCEXCL = 0x540C;
    private static final long TCOFLUSH = 1;

    /** The structure: four words of flags, the line discipline, 19 control characters, two speeds. */
    private static final long TERMIOS2_BYTES = 44;

    private static final long INPUT_FLAGS = 0;
    private static final long OUTPUT_FLAGS = 4;
    private static final long CONTROL_FLAGS = 8;
    private static final long LOCAL_FLAGS = 12;
    private static final long CONTROL_CHARACTERS = 17;
    private static final long INPUT_SPEED = 36;
    private static final long OUTPUT_SPEED = 40;

    private static final int VTIME = 5;
    private static final int VMIN = 6;
    private static final int IGNBRK = 1;
    private static final int BOTHER = 0x1000;
    private static final int CREAD = 0x80;
    private static final int CLOCAL = 0x800;
    private static final int CSTOPB = 0x40;
    private static final int PARENB = 0x100;
    private static final int PARODD = 0x200;
    private static final int CMSPAR = 0x4000_0000;
    private static final int DATA_BITS_SHIFT = 4;
    private static final int LEAST_DATA_BITS = 5;

    private final DeviceFile file;

    private TerminalDevice(DeviceFile file) {
        this.file = file;
    }

    /** @throws IOException when it cannot be opened, or is no terminal */
    public static TerminalDevice open(Path path, LineMode mode) throws IOException {
        DeviceFile file = DeviceFile.open(path, Posix.O_RDWR | Posix.O_NOCTTY | Posix.O_NONBLOCK);
        try {
            TerminalDevice device = new TerminalDevice(file);
            // before the mode is touched: another program may be using the line
            file.lock();
            device.configure(mode);
            file.ioctl("reserving the line failed", TIOCEXCL, 0);
            return device;
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** Sets the mode at once. */
    public void configure(LineMode mode) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment termios = arena.allocate(TERMIOS2_BYTES, Integer.BYTES);
            file.ioctl("reading the line's mode failed", TCGETS2, termios);
            termios.set(JAVA_INT, INPUT_FLAGS, IGNBRK);
            termios.set(JAVA_INT, OUTPUT_FLAGS, 0);
            termios.set(JAVA_INT, CONTROL_FLAGS, controlFlags(mode));
            termios.set(JAVA_INT, LOCAL_FLAGS, 0);
            // a read of nothing is then EAGAIN, and never looks like the end of the file
            termios.set(JAVA_BYTE, CONTROL_CHARACTERS + VMIN, (byte) 1);
            termios.set(JAVA_BYTE, CONTROL_CHARACTERS + VTIME, (byte) 0);
            termios.set(JAVA_INT, INPUT_SPEED, mode.baudRate());
            termios.set(JAVA_INT, OUTPUT_SPEED, mode.baudRate());
            file.ioctl("setting the line's mode failed", TCSETS2, termios);
        }
    }

    private static int controlFlags(LineMode mode) {
        int flags = BOTHER | CREAD | CLOCAL | (mode.dataBits() - LEAST_DATA_BITS) << DATA_BITS_SHIFT;
        if (mode.stopBits() != LineMode.StopBits.ONE) {
            flags |= CSTOPB;
        }
        return flags
                | switch (mode.parity()) {
                    case NONE -> 0;
                    case ODD -> PARENB | PARODD;
                    case EVEN -> PARENB;
                    case MARK -> PARENB | PARODD | CMSPAR;
                    case SPACE -> PARENB | CMSPAR;
                };
    }

    /** Returns the number for a {@link io.baton.shared.linux.Poller}. */
    public int descriptor() {
        return file.descriptor();
    }

    /** As {@link DeviceFile#read}. */
    public int read(byte[] into) throws IOException {
        return file.read(into);
    }

    /** As {@link DeviceFile#write}. */
    public int write(byte[] from, int offset, int length) throws IOException {
        return file.write(from, offset, length);
    }

    /** Discards what the kernel has not sent yet. */
    public void discardOutput() throws IOException {
        file.ioctl("discarding the output failed", TCFLSH, TCOFLUSH);
    }

    /** Begins or ends a break: the line is held as if it were cut. A pseudo terminal has none, and ignores it. */
    public void holdBreak(boolean held) throws IOException {
        file.ioctl(held ? "sending a break failed" : "ending a break failed", held ? TIOCSBRK : TIOCCBRK, 0);
    }

    @Override
    public void close() {
        file.close();
    }
}
