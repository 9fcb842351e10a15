// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.terminal;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.baton.shared.linux.DeviceFile;
import io.baton.shared.linux.Posix;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * The master side of a new pseudo terminal, open non-blocking. On Linux {@code grantpt} has nothing to do: the kernel
 * gives the other side to the opener, mode 0620 or 0600.
 *
 * <p>Threading. As {@link DeviceFile}.
 */
public final class PseudoTerminal implements AutoCloseable {

    private static final Path MULTIPLEXER = Path.of("/dev/ptmx");
    private static final Path OTHER_SIDES = Path.of("/dev/pts");

    private static final long TIOCGPTN = 0x8004_5430L;
    private static final long TIOCSPTLCK = 0x4004_5431L;
    private static final long TIOCSWINSZ = 0x5414;
    private static final long WINDOW_SIZE_BYTES = 8;

    private final DeviceFile master;
    private final Path other;

    private PseudoTerminal(DeviceFile master, Path other) {
        this.master = master;
        this.other = other;
    }

    /** Makes a pseudo terminal. */
    public static PseudoTerminal open() throws IOException {
        DeviceFile master = DeviceFile.open(MULTIPLEXER, Posix.O_RDWR | Posix.O_NOCTTY | Posix.O_NONBLOCK);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment number = arena.allocate(JAVA_INT);
            master.ioctl("unlocking the pseudo terminal failed", TIOCSPTLCK, number);
            master.ioctl("naming the pseudo terminal failed", TIOCGPTN, number);
            return new PseudoTerminal(master, OTHER_SIDES.resolve(Integer.toString(number.get(JAVA_INT, 0))));
        } catch (IOException e) {
            master.close();
            throw e;
        }
    }

    /** Returns the node of the side that a program has as its terminal. */
    public Path other() {
        return other;
    }

    /** Sets the size; the programs in the foreground are told by {@code SIGWINCH}. */
    public void resize(int rows, int columns) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(WINDOW_SIZE_BYTES, Short.BYTES);
            size.set(JAVA_SHORT, 0, (short) rows);
            size.set(JAVA_SHORT, Short.BYTES, (short) columns);
            master.ioctl("setting the terminal's size failed", TIOCSWINSZ, size);
        }
    }

    /** Returns the number for a {@link io.baton.shared.linux.Poller}. */
    public int descriptor() {
        return master.descriptor();
    }

    /** As {@link DeviceFile#read}; fails with {@link Posix#EIO} once no program has the other side open any more. */
    public int read(byte[] into) throws IOException {
        return master.read(into);
    }

    /** As {@link DeviceFile#write}. */
    public int write(byte[] from, int offset, int length) throws IOException {
        return master.write(from, offset, length);
    }

    /** Hangs up: the programs on the other side get {@code SIGHUP}. */
    @Override
    public void close() {
        master.close();
    }
}
