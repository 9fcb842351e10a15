// SPDX-License-Identifier: Apache-2.0
package io.baton.device;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The device's side of a CP2112, a USB bridge with eight GPIO lines, plugged in by {@code /dev/uhid}: the kernel's own
 * driver makes a GPIO chip of it. What a line does is seen, and set, where its pin would be.
 *
 * <p>Threading. A thread of its own answers the driver; the methods may be called from any.
 */
final class UsbGpioChip implements AutoCloseable {

    /**
     * What was at the pins from a moment on.
     *
     * @param outputs the lines that are driven, a bit each
     * @param levels the levels of these
     */
    record Pins(long nanos, int outputs, int levels) {

        boolean isDriven(int line) {
            return (outputs & 1 << line) != 0;
        }

        boolean isHigh(int line) {
            return (levels & 1 << line) != 0;
        }
    }

    private static final int EVENT_BYTES = 4 + 4376;
    private static final int DESTROY = 1;
    private static final int STOP = 3;
    private static final int GET_REPORT = 9;
    private static final int GET_REPORT_REPLY = 10;
    private static final int CREATE2 = 11;
    private static final int SET_REPORT = 13;
    private static final int SET_REPORT_REPLY = 14;
    private static final int USB = 3;

    private static final int GPIO_CONFIG = 2;
    private static final int GPIO_GET = 3;
    private static final int GPIO_SET = 4;
    private static final int VERSION = 5;
    private static final int SMBUS_CONFIG = 6;
    private static final int EIO = 5;

    /** One vendor-defined feature report. */
    private static final byte[] DESCRIPTOR = {
        0x06,
        0,
        (byte) 0xFF,
        0x09,
        1,
        (byte) 0xA1,
        1,
        (byte) 0x85,
        GPIO_CONFIG,
        0x75,
        8,
        (byte) 0x95,
        4,
        0x09,
        1,
        (byte) 0xB1,
        2,
        (byte) 0xC0
    };

    private final RandomAccessFile file;
    private final List<Pins> history = new ArrayList<>();
    private int outputs;
    private int latches;
    private int inputs;

    private UsbGpioChip(RandomAccessFile file) {
        this.file = file;
    }

    /** Plugs a chip in. */
    static UsbGpioChip plug() throws IOException {
        UsbGpioChip chip = new UsbGpioChip(new RandomAccessFile("/dev/uhid", "rw"));
        Thread.ofPlatform().daemon().name("device-test-gpio").start(chip::answer);
        ByteBuffer create = event(CREATE2);
        create.put("CP2112".getBytes(StandardCharsets.US_ASCII)).position(4 + 256);
        create.putShort((short) DESCRIPTOR.length).putShort((short) USB);
        create.putInt(0x10C4).putInt(0xEA90).putInt(0).putInt(0);
        create.put(DESCRIPTOR);
        chip.send(create);
        return chip;
    }

    /** The name of the chip's node; null until the driver has made it. */
    static @Nullable String name() throws IOException {
        try (DirectoryStream<Path> nodes = Files.newDirectoryStream(Path.of("/dev"), "gpiochip*")) {
            for (Path node : nodes) {
                return String.valueOf(node.getFileName());
            }
        }
        return null;
    }

    /** Sets what is at a line from outside. */
    synchronized void input(int line, boolean high) {
        inputs = high ? inputs | 1 << line : inputs & ~(1 << line);
    }

    synchronized Pins pins() {
        return new Pins(System.nanoTime(), outputs, latches);
    }

    /** What was at the pins since the last call, each change. */
    synchronized List<Pins> takeHistory() {
        List<Pins> all = List.copyOf(history);
        history.clear();
        return all;
    }

    /** Unplugs the chip. */
    @Override
    public void close() throws IOException {
        file.write(event(DESTROY).array(), 0, 4);
    }

    private void answer() {
        byte[] bytes = new byte[EVENT_BYTES];
        try (file) {
            while (file.read(bytes) > 0) {
                ByteBuffer event = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
                int type = event.getInt();
                if (type == STOP) {
                    return;
                }
                if (type == GET_REPORT) {
                    int id = event.getInt();
                    byte[] report = report(event.get());
                    ByteBuffer reply = event(GET_REPORT_REPLY).putInt(id);
                    reply.putShort((short) (report.length == 0 ? EIO : 0)).putShort((short) report.length);
                    send(reply.put(report));
                } else if (type == SET_REPORT) {
                    int id = event.getInt();
                    event.position(12);
                    take(event);
                    send(event(SET_REPORT_REPLY).putInt(id).putShort((short) 0));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends the whole of an event. */
    private void send(ByteBuffer event) throws IOException {
        byte[] bytes = new byte[EVENT_BYTES];
        event.clear().get(bytes);
        file.write(bytes);
    }

    private synchronized byte[] report(int number) {
        int pins = (latches & outputs) | (inputs & ~outputs);
        return switch (number) {
            case GPIO_CONFIG -> new byte[] {GPIO_CONFIG, (byte) outputs, (byte) 0xFF, 0, 0};
            case GPIO_GET -> new byte[] {GPIO_GET, (byte) pins};
            case VERSION -> new byte[] {VERSION, 0x0C, 2};
            case SMBUS_CONFIG -> new byte[] {SMBUS_CONFIG, 0, 1, (byte) 0x86, (byte) 0xA0, 2, 0, 0, 0, 0, 0, 0, 0, 0};
            default -> new byte[0];
        };
    }

    private synchronized void take(ByteBuffer report) {
        switch (report.get()) {
            case GPIO_CONFIG -> outputs = report.get() & 0xFF;
            case GPIO_SET -> {
                int levels = report.get();
                int lines = report.get() & 0xFF;
                latches = (levels & lines) | (latches & ~lines);
            }
            default -> {
                return;
            }
        }
        history.add(pins());
    }

    private static ByteBuffer event(int type) {
        return ByteBuffer.allocate(EVENT_BYTES).order(ByteOrder.nativeOrder()).putInt(type);
    }
}
