// SPDX-License-Identifier: Apache-2.0
package io.baton.target.vnc;

import static io.baton.port.ReportPort.ABSOLUTE_POINTER;
import static io.baton.port.ReportPort.KEYBOARD;
import static io.baton.port.ReportPort.RELATIVE_POINTER;
import static io.baton.port.ReportPorts.Start.NEUTRAL;
import static io.baton.port.WriteResult.BUSY;
import static io.baton.port.WriteResult.OFF;
import static io.baton.port.WriteResult.WRITTEN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.port.PortLease;
import io.baton.port.WriteResult;
import io.baton.shared.hidhost.HidHost;
import io.baton.shared.hidhost.UsbSignals;
import io.baton.shared.hidhost.WatchedPorts;
import io.baton.shared.ports.ReportDescriptors.Application;
import io.baton.target.vnc.rfb.SendQueue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What arrives at a server when reports are written to the ports. */
class RemoteComputerTest {

    private static final Logger LOG = LoggerFactory.getLogger("target.vnc");
    private static final int A = 0x04;
    private static final int B = 0x05;
    private static final int CAPS = 0x39;
    private static final int SHIFT = 2;
    private static final byte END = 99;

    private final UsbSignals signals = new UsbSignals(Runnable::run, List::of, LOG);
    private final RemoteComputer computer = new RemoteComputer(this::full, () -> {});
    private final WatchedPorts ports = new WatchedPorts(
            this::nanos, new HidHost(computer, EnumSet.allOf(Application.class)), signals, () -> {}, LOG);
    private final PortLease lease;
    private SendQueue queue = new SendQueue();
    private long nanos = 5;

    RemoteComputerTest() {
        connect();
        lease = ports.lease(NEUTRAL);
    }

    @Test
    void keysGoByTheirPlacesWhereTheServerTakesThem() throws InterruptedException {
        computer.takesKeyCodes();
        write(keys(SHIFT, A));
        write(keys(0, A, B));
        write(keys(0));
        assertEquals(List.of("down ffe1/2a", "down 41/1e", "up ffe1/2a", "down 62/30", "up 41/1e", "up 62/30"), sent());
    }

    @Test
    void keysOfTheUsLayoutGoElsewhere() throws InterruptedException {
        write(keys(SHIFT, 0x1F));
        write(keys(0));
        write(keys(0, 0x28, 0x4F, 0x2D));
        write(keys(0));
        assertEquals(
                List.of(
                        "down ffe1",
                        "down 40",
                        "up 40",
                        "up ffe1",
                        "down ff0d",
                        "down 2d",
                        "down ff53",
                        "up ff0d",
                        "up 2d",
                        "up ff53"),
                sent());
    }

    @Test
    void locksCountForKeysymsAsTheServerTellsThem() throws InterruptedException {
        tap(CAPS);
        tap(A);
        computer.leds(0);
        tap(A);
        computer.leds(4);
        tap(A);
        assertEquals(
                List.of("down ffe5", "up ffe5", "down 41", "up 41", "down 61", "up 61", "down 41", "up 41"), sent());
        assertEquals(2, computer.hidLeds());
    }

    @Test
    void controlKeysAndKeysBeyondSixAreKeysToo() throws InterruptedException {
        computer.takesKeyCodes();
        write(ABSOLUTE_POINTER, new byte[] {3, 0b10, 0, 0});
        byte[] more = new byte[29];
        more[0] = 5;
        more[1] = 1;
        write(ABSOLUTE_POINTER, more);
        write(ABSOLUTE_POINTER, new byte[] {3, 0, 0, 0});
        assertEquals(List.of("down 1008ff13/b0", "down 61/1e", "up 1008ff13/b0"), sent());
    }

    @Test
    void expiredLeaseReleasesKeysAndButtons() throws InterruptedException {
        write(keys(SHIFT, A));
        write(ABSOLUTE_POINTER, position(1, 0, 0));
        sent();
        nanos += 500_000_000;
        ports.watch();
        assertEquals(List.of("up 41", "up ffe1", "pointer 0 0,0"), sent());
    }

    @Test
    void unpluggingReleasesWhatIsHeld() throws InterruptedException {
        write(keys(SHIFT, A));
        write(ABSOLUTE_POINTER, position(2, 32767, 32767));
        sent();
        ports.unplug();
        assertEquals(List.of("up 41", "up ffe1", "pointer 0 99,49"), sent());
        assertEquals(OFF, lease.write(KEYBOARD, keys(0, B)));
    }

    @Test
    void nextConnectionBeginsWithNothingHeld() throws InterruptedException {
        write(keys(SHIFT, A));
        ports.unplug();
        computer.end();
        queue = new SendQueue();
        connect();
        write(keys(0, A));
        assertEquals(List.of("down 61"), sent());
    }

    @Test
    void positionsReachTheLastPixelAndButtonsHaveTheNumbersOfRfb() throws InterruptedException {
        write(ABSOLUTE_POINTER, position(0, 32767, 32767));
        write(ABSOLUTE_POINTER, position(0b0010, 0, 16384));
        write(ABSOLUTE_POINTER, position(0b1101, 0, 16384));
        write(ABSOLUTE_POINTER, position(0, 0, 16384));
        write(ABSOLUTE_POINTER, position(0, 0, 16384));
        assertEquals(List.of("pointer 0 99,49", "pointer 4 0,25", "pointer 83 0,25", "pointer 0 0,25"), sent());
        assertEquals(new RemoteComputer.Place(0, 25), computer.place());
    }

    @Test
    void wheelIsClicksOfFurtherButtons() throws InterruptedException {
        write(ABSOLUTE_POINTER, position(1, 0, 0));
        write(ABSOLUTE_POINTER, new byte[] {2, 2, 0});
        write(ABSOLUTE_POINTER, new byte[] {2, -1, 1});
        assertEquals(
                List.of(
                        "pointer 1 0,0",
                        "pointer 9 0,0",
                        "pointer 1 0,0",
                        "pointer 9 0,0",
                        "pointer 1 0,0",
                        "pointer 11 0,0",
                        "pointer 1 0,0",
                        "pointer 41 0,0",
                        "pointer 1 0,0"),
                sent());
    }

    @Test
    void movementsAreMovementsFromTheLastPlace() throws InterruptedException {
        write(ABSOLUTE_POINTER, position(0, 0, 0));
        write(RELATIVE_POINTER, new byte[] {0, 10, 5, 0});
        write(RELATIVE_POINTER, new byte[] {1, -127, 0, 0});
        assertEquals(List.of("pointer 0 0,0", "pointer 0 10,5", "pointer 1 0,5"), sent());
    }

    @Test
    void serverInRelativeModeGetsMovements() throws InterruptedException {
        computer.takesPositions(false);
        write(RELATIVE_POINTER, new byte[] {0, 10, -5, 1});
        write(ABSOLUTE_POINTER, position(0, 0, 0));
        write(ABSOLUTE_POINTER, position(1, 32767, 0));
        assertEquals(
                List.of(
                        "pointer 0 " + (0x7FFF + 10) + "," + (0x7FFF - 5),
                        "pointer 8 32767,32767",
                        "pointer 0 32767,32767",
                        "pointer 0 " + (0x7FFF - 50) + "," + (0x7FFF - 25),
                        "pointer 1 " + (0x7FFF + 99) + "," + 0x7FFF),
                sent());
        assertNull(computer.place(), "where the cursor is drawn is not known");
    }

    @Test
    void serverThatTakesNothingMakesThePortsBusyAndIsReleasedFirst() throws InterruptedException {
        WriteResult result = WRITTEN;
        int written = 0;
        while (result == WRITTEN && written < 1000) {
            result = lease.write(ABSOLUTE_POINTER, position(1, written++ % 2 * 32767, 0));
        }
        assertEquals(BUSY, result);
        assertTrue(written < 120, written + " reports");
        nanos += 500_000_000;
        ports.watch();
        List<String> before = sent();
        assertEquals("pointer 1", before.getLast().substring(0, 9), "the release waits like any report");
        ports.stall(false);
        assertEquals("pointer 0", sent().getLast().substring(0, 9));
    }

    private void connect() {
        computer.begin(queue);
        computer.desktop(100, 50);
        ports.plug();
    }

    private void full() {
        ports.stall(true);
    }

    private long nanos() {
        return nanos;
    }

    private void tap(int usage) {
        write(keys(0, usage));
        write(keys(0));
    }

    private void write(byte[] keyboard) {
        write(KEYBOARD, keyboard);
    }

    private void write(io.baton.port.ReportPort port, byte[] report) {
        assertEquals(WRITTEN, lease.write(port, report));
    }

    /** What was sent since the last call. */
    private List<String> sent() throws InterruptedException {
        queue.add(new byte[] {END});
        List<String> messages = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(queue.take());
        while (bytes.get(bytes.position()) != END) {
            messages.add(next(bytes));
        }
        return messages;
    }

    private static String next(ByteBuffer bytes) {
        return switch (bytes.get() & 0xFF) {
            case 4 -> {
                String edge = bytes.get() == 1 ? "down " : "up ";
                bytes.getShort();
                yield edge + Integer.toHexString(bytes.getInt());
            }
            case 5 -> "pointer %x %d,%d".formatted(bytes.get(), bytes.getShort() & 0xFFFF, bytes.getShort() & 0xFFFF);
            case 255 -> {
                bytes.get();
                String edge = bytes.getShort() == 1 ? "down " : "up ";
                yield edge + Integer.toHexString(bytes.getInt()) + "/" + Integer.toHexString(bytes.getInt());
            }
            default -> throw new IllegalStateException("no message of an input");
        };
    }

    private static byte[] keys(int modifiers, int... usages) {
        byte[] report = new byte[8];
        report[0] = (byte) modifiers;
        for (int i = 0; i < usages.length; i++) {
            report[2 + i] = (byte) usages[i];
        }
        return report;
    }

    private static byte[] position(int buttons, int x, int y) {
        return new byte[] {1, (byte) buttons, (byte) x, (byte) (x >> 8), (byte) y, (byte) (y >> 8)};
    }
}
