// SPDX-License-Identifier: Apache-2.0
package io.baton.power.gpio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.baton.shared.linux.ErrnoException;
import io.baton.shared.linux.Posix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sizes, offsets and numbers are those that a C compiler gives for linux/gpio.h of Linux 6.1. */
final class GpioChipTest {

    @Test
    void aRequestOfOutputsIsLaidOutAsTheKernelReadsIt() {
        ByteBuffer request = ByteBuffer.wrap(GpioChip.encode(new int[] {17, 4}, GpioChip.OUTPUT | GpioChip.ACTIVE_LOW))
                .order(ByteOrder.nativeOrder());
        assertEquals(0x250, request.capacity());
        assertEquals(17, request.getInt(0));
        assertEquals(4, request.getInt(4));
        byte[] consumer = new byte[5];
        request.get(0x100, consumer);
        assertEquals("baton", new String(consumer, StandardCharsets.US_ASCII));
        assertEquals(0xA, request.getLong(0x120), "output, active low");
        assertEquals(1, request.getInt(0x120 + 8), "one attribute");
        assertEquals(2, request.getInt(0x120 + 0x20), "which is the values of outputs");
        assertEquals(0, request.getLong(0x120 + 0x20 + 8), "inactive");
        assertEquals(3, request.getLong(0x120 + 0x20 + 16), "both lines");
        assertEquals(2, request.getInt(0x230));
    }

    @Test
    void aRequestOfInputsHasNoAttribute() {
        ByteBuffer request =
                ByteBuffer.wrap(GpioChip.encode(new int[] {9}, GpioChip.INPUT)).order(ByteOrder.nativeOrder());
        assertEquals(4, request.getLong(0x120));
        assertEquals(0, request.getInt(0x120 + 8));
    }

    @Test
    void eventsTellWhichLinesRose() {
        byte[] events = new byte[4 * 48];
        ByteBuffer at = ByteBuffer.wrap(events).order(ByteOrder.nativeOrder());
        event(at, 0, 2, 9);
        event(at, 48, 1, 5);
        event(at, 96, 1, 77);
        event(at, 144, 1, 9);
        int[] lines = {9, 5};
        assertEquals(0, GpioChip.risen(events, 48, lines), "one that fell");
        assertEquals(2, GpioChip.risen(events, 96, lines));
        assertEquals(2, GpioChip.risen(events, 191, lines), "a part of an event does not count");
        assertEquals(3, GpioChip.risen(events, 192, lines));
    }

    private static void event(ByteBuffer events, int at, int id, int line) {
        events.putInt(at + 8, id).putInt(at + 12, line);
    }

    @Test
    void damagedEventsTellNothingOfOtherLines() {
        Random random = new Random(4_711);
        int[] lines = {3, 8};
        for (int i = 0; i < 2_000; i++) {
            byte[] events = new byte[random.nextInt(200)];
            random.nextBytes(events);
            assertEquals(0, GpioChip.risen(events, random.nextInt(events.length + 1), lines) & ~3L);
        }
    }

    @Test
    void aNodeThatIsNoChipIsRefused(@TempDir Path devices) throws IOException {
        Files.createFile(devices.resolve("gpiochip0"));
        GpioChip chips = new GpioChip(devices);
        assertEquals(
                Posix.ENOTTY,
                assertThrows(ErrnoException.class, () -> chips.outputs("gpiochip0", new int[] {1}, GpioChip.OUTPUT))
                        .errno());
        assertEquals(
                Posix.ENOTTY,
                assertThrows(ErrnoException.class, () -> chips.inputs("gpiochip0", new int[] {1}, GpioChip.INPUT))
                        .errno());
        assertEquals(
                Posix.ENOENT,
                assertThrows(ErrnoException.class, () -> chips.inputs("gpiochip999", new int[] {1}, GpioChip.INPUT))
                        .errno());
        assertEquals(
                Posix.ENOTTY,
                assertThrows(ErrnoException.class, () -> chips.inputs("a label", new int[] {1}, GpioChip.INPUT))
                        .errno(),
                "it does not tell a label");
    }

    @Test
    void aLabelThatNoChipHasIsMissing(@TempDir Path devices) {
        GpioChip chips = new GpioChip(devices);
        assertEquals(
                "no chip has the label pinctrl-rp1: the device is missing",
                assertThrows(ErrnoException.class, () -> chips.inputs("pinctrl-rp1", new int[] {1}, GpioChip.INPUT))
                        .getMessage());
    }
}
