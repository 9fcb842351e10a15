// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.terminal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.baton.shared.linux.DeviceFile;
import io.baton.shared.linux.ErrnoException;
import io.baton.shared.linux.Poller;
import io.baton.shared.linux.Posix;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A line on a real pseudo terminal of the kernel. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class TerminalDeviceTest {

    private static final LineMode MODE = new LineMode(9_600, 8, LineMode.Parity.NONE, LineMode.StopBits.ONE);

    private interface Reader {
        int read(byte[] into) throws IOException;
    }

    private static byte[] read(int descriptor, Reader reader, int length) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[1024];
        try (Poller poller = new Poller(1)) {
            while (all.size() < length) {
                poller.clear().add(descriptor, Posix.POLLIN).await(-1);
                all.write(buffer, 0, reader.read(buffer));
            }
        }
        return all.toByteArray();
    }

    @Test
    void everyByteArrivesAsItIsInBothDirections() throws IOException {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        try (PseudoTerminal pair = PseudoTerminal.open();
                TerminalDevice line = TerminalDevice.open(pair.other(), MODE)) {
            assertEquals(0, line.read(new byte[10]), "nothing is there, and nothing blocks");
            assertEquals(256, pair.write(all, 0, all.length));
            assertArrayEquals(all, read(line.descriptor(), line::read, 256));
            assertEquals(256, line.write(all, 0, all.length));
            assertArrayEquals(all, read(pair.descriptor(), pair::read, 256), "no echo, no translation");
        }
    }

    @ParameterizedTest
    @CsvSource({"50,5,NONE,ONE_AND_A_HALF", "250000,7,EVEN,TWO", "123456,8,MARK,ONE", "4000000,6,SPACE,ONE"})
    void everyModeIsTaken(int baudRate, int dataBits, LineMode.Parity parity, LineMode.StopBits stopBits)
            throws IOException {
        try (PseudoTerminal pair = PseudoTerminal.open();
                TerminalDevice line = TerminalDevice.open(pair.other(), MODE)) {
            line.configure(new LineMode(baudRate, dataBits, parity, stopBits));
            assertEquals(baudRate, speed(line));
        }
    }

    /** Asks the kernel, whatever was written. */
    private static int speed(TerminalDevice line) throws IOException {
        try (var arena = java.lang.foreign.Arena.ofConfined()) {
            var termios = arena.allocate(44, 4);
            DeviceFile.of(line.descriptor()).ioctl("reading failed", 0x802C_542AL, termios);
            return termios.get(java.lang.foreign.ValueLayout.JAVA_INT, 40);
        }
    }

    @Test
    void aLineThatIsInUseIsRefusedAndFreeWhenItIsClosed() throws IOException {
        try (PseudoTerminal pair = PseudoTerminal.open()) {
            try (TerminalDevice first = TerminalDevice.open(pair.other(), MODE)) {
                ErrnoException refused =
                        assertThrows(ErrnoException.class, () -> TerminalDevice.open(pair.other(), MODE));
                assertEquals(Posix.EBUSY, refused.errno());
                assertEquals(1, first.write(new byte[1], 0, 1));
            }
            TerminalDevice.open(pair.other(), MODE).close();
        }
    }

    @Test
    void whatIsNoTerminalIsRefused() {
        ErrnoException refusal =
                assertThrows(ErrnoException.class, () -> TerminalDevice.open(Path.of("/dev/null"), MODE));
        assertEquals(Posix.ENOTTY, refusal.errno());
    }

    @Test
    void aLineWhoseOtherSideIsGoneSaysSo() throws IOException {
        PseudoTerminal pair = PseudoTerminal.open();
        try (TerminalDevice line = TerminalDevice.open(pair.other(), MODE)) {
            pair.close();
            assertEquals(DeviceFile.END, line.read(new byte[10]));
        }
    }

    @ParameterizedTest
    @CsvSource({"49,8,ONE", "4000001,8,ONE", "9600,4,ONE", "9600,9,ONE", "9600,8,ONE_AND_A_HALF", "9600,5,TWO"})
    void aModeThatNoLineHasIsRefused(int baudRate, int dataBits, LineMode.StopBits stopBits) {
        assertThrows(
                IllegalArgumentException.class, () -> new LineMode(baudRate, dataBits, LineMode.Parity.NONE, stopBits));
    }
}
