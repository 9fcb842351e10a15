// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** With a pseudo-terminal of the kernel: the one device that every machine has. */
final class DeviceFileTest {

    private static final long TIOCGPTN = 0x80045430L;
    private static final long TIOCSPTLCK = 0x40045431L;
    private static final long TCSBRK = 0x5409L;
    private static final Path MASTER = Path.of("/dev/ptmx");
    private static final int FLAGS = Posix.O_RDWR | Posix.O_NONBLOCK | Posix.O_NOCTTY;
    private static final int FOR_EVER = -1;

    @Test
    void bytesPassAndAWaitEndsWhenTheyAreThere() throws IOException {
        try (DeviceFile master = DeviceFile.open(MASTER, FLAGS);
                DeviceFile terminal = DeviceFile.open(terminalOf(master), FLAGS);
                Poller poller = new Poller(2)) {
            byte[] sent = "xhello\n".getBytes(StandardCharsets.US_ASCII);
            assertEquals(0, terminal.read(new byte[8]), "nothing is there yet");

            assertEquals(6, master.write(sent, 1, 6));
            poller.clear().add(terminal.descriptor(), Posix.POLLIN).add(-1, Posix.POLLIN);
            poller.await(FOR_EVER);

            byte[] received = new byte[64];
            int length = terminal.read(received);
            assertEquals("hello\n", new String(received, 0, length, StandardCharsets.US_ASCII));
            assertNotEquals(0, poller.events(0) & Posix.POLLIN);
            assertEquals(0, poller.events(1));
        }
    }

    @Test
    void aWakeUpEndsAWaitAndIsUsedUp() throws IOException {
        try (DeviceFile master = DeviceFile.open(MASTER, FLAGS);
                Poller poller = new Poller(1)) {
            poller.wake();
            poller.add(master.descriptor(), Posix.POLLIN).await(FOR_EVER);
            assertEquals(0, poller.events(0));
            assertThrows(IllegalStateException.class, () -> poller.add(0, Posix.POLLIN));
        }
    }

    @Test
    void aClosedFileAndAClosedPollerTakeNoCalls() throws IOException {
        DeviceFile nothing = DeviceFile.open(Path.of("/dev/null"), Posix.O_RDWR);
        Poller poller = new Poller(1);
        nothing.close();
        nothing.close();
        poller.close();
        poller.close();
        poller.wake();
        assertEquals(
                Posix.EBADF,
                assertThrows(ErrnoException.class, () -> nothing.write(new byte[1], 0, 1))
                        .errno());
    }

    @Test
    void aFailedCallTellsItsReason() throws IOException {
        assertEquals(
                Posix.ENOENT,
                assertThrows(ErrnoException.class, () -> DeviceFile.open(Path.of("/dev/no-such-device"), FLAGS))
                        .errno());
        try (DeviceFile nothing = DeviceFile.open(Path.of("/dev/null"), Posix.O_RDWR)) {
            assertEquals(
                    Posix.ENOTTY,
                    assertThrows(ErrnoException.class, () -> nothing.ioctl("break failed", TCSBRK, 1))
                            .errno());
            assertEquals(DeviceFile.END, nothing.read(new byte[1]));
        }
    }

    @Test
    void theOtherSideOfAClosedTerminalFails() throws IOException {
        try (DeviceFile master = DeviceFile.open(MASTER, FLAGS)) {
            DeviceFile.open(terminalOf(master), FLAGS).close();
            byte[] buffer = new byte[1];
            Arrays.fill(buffer, (byte) 7);
            assertEquals(
                    Posix.EIO,
                    assertThrows(ErrnoException.class, () -> master.read(buffer))
                            .errno());
            assertEquals(7, buffer[0]);
        }
    }

    private static Path terminalOf(DeviceFile master) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment number = arena.allocate(ValueLayout.JAVA_INT);
            master.ioctl("unlocking failed", TIOCSPTLCK, number);
            master.ioctl("no terminal", TIOCGPTN, number);
            return Path.of("/dev/pts", Integer.toString(number.get(ValueLayout.JAVA_INT, 0)));
        }
    }
}
