// SPDX-License-Identifier: Apache-2.0
package io.baton.power.gpio;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.baton.shared.linux.DeviceFile;
import io.baton.shared.linux.ErrnoException;
import io.baton.shared.linux.Posix;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The character device of a GPIO chip, by version 2 of its interface ({@code linux/gpio.h}). The kernel gives lines
 * back when the process ends, however it ends; what level an output has then is the chip's affair.
 */
final class GpioChip implements GpioLines.Opener {

    static final long ACTIVE_LOW = 1 << 1;
    static final long INPUT = 1 << 2;
    static final long OUTPUT = 1 << 3;
    static final long EDGE_RISING = 1 << 4;
    static final long EDGE_FALLING = 1 << 5;
    static final long OPEN_DRAIN = 1 << 6;
    static final long BIAS_PULL_UP = 1 << 8;
    static final long BIAS_PULL_DOWN = 1 << 9;
    static final long BIAS_DISABLED = 1 << 10;

    static final long GET_CHIP_INFO = 0x8044_B401L;
    static final long GET_LINE = 0xC250_B407L;
    static final long GET_VALUES = 0xC010_B40EL;
    static final long SET_VALUES = 0xC010_B40FL;

    /** Sizes and offsets in {@code struct gpio_v2_line_request}. */
    static final int REQUEST_BYTES = 592;

    private static final Pattern NODE = Pattern.compile("gpiochip[0-9]{1,4}");

    private static final int CHIP_INFO_BYTES = 68;
    private static final int LABEL = 32;

    private static final int CONSUMER = 256;
    private static final int CONFIG_FLAGS = 288;
    private static final int CONFIG_ATTRIBUTES = 296;
    private static final int FIRST_ATTRIBUTE = 320;
    private static final int ATTRIBUTE_VALUE = 8;
    private static final int ATTRIBUTE_MASK = 16;
    private static final int LINE_COUNT = 560;
    private static final int DESCRIPTOR = 588;
    private static final int OUTPUT_VALUES = 2;

    private static final int VALUES_BYTES = 16;
    private static final int VALUES_MASK = 8;

    private static final int EVENT_BYTES = 48;
    private static final int EVENT_ID = 8;
    private static final int EVENT_OFFSET = 12;
    private static final int RISING = 1;
    private static final int EVENTS_AT_ONCE = 16;
    /** A line that flickers faster than its events are read fills no more than this in one step. */
    private static final int MAX_READS = 4;

    private final Path devices;

    /** @param devices where the nodes are, such as {@code /dev} */
    GpioChip(Path devices) {
        this.devices = devices;
    }

    @Override
    public GpioLines outputs(String chip, int[] lines, long flags) throws IOException {
        try (DeviceFile node = open(chip)) {
            return new Requested(request(node, lines, flags), lines, false);
        }
    }

    @Override
    public GpioLines inputs(String chip, int[] lines, long flags) throws IOException {
        try (DeviceFile node = open(chip)) {
            try {
                return new Requested(request(node, lines, flags | EDGE_RISING | EDGE_FALLING), lines, true);
            } catch (ErrnoException e) {
                if (e.errno() == Posix.EBUSY || e.errno() == Posix.EACCES) {
                    throw e;
                }
                // a chip without an interrupt refuses edges, each driver with another error
                return new Requested(request(node, lines, flags), lines, false);
            }
        }
    }

    private DeviceFile open(String chip) throws IOException {
        if (NODE.matcher(chip).matches()) {
            return DeviceFile.open(devices.resolve(chip), Posix.O_RDWR);
        }
        List<Path> nodes = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(devices, "gpiochip*")) {
            found.forEach(nodes::add);
        }
        nodes.sort(null);
        IOException failure = new ErrnoException("no chip has the label " + chip, Posix.ENOENT);
        for (Path node : nodes) {
            try {
                DeviceFile file = DeviceFile.open(node, Posix.O_RDWR);
                if (chip.equals(label(file))) {
                    return file;
                }
                file.close();
            } catch (ErrnoException e) {
                // it may be the one, without the right to open it
                failure = e;
            }
        }
        throw failure;
    }

    private static String label(DeviceFile node) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(CHIP_INFO_BYTES, Integer.BYTES);
            node.ioctl("the chip does not tell its label", GET_CHIP_INFO, info);
            return info.getString(LABEL, StandardCharsets.UTF_8);
        } catch (IOException | RuntimeException e) {
            node.close();
            throw e;
        }
    }

    private static DeviceFile request(DeviceFile node, int[] lines, long flags) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(REQUEST_BYTES, Long.BYTES);
            request.copyFrom(MemorySegment.ofArray(encode(lines, flags)));
            node.ioctl("the lines were not given", GET_LINE, request);
            return DeviceFile.of(request.get(JAVA_INT, DESCRIPTOR));
        }
    }

    /** Returns a {@code struct gpio_v2_line_request}; outputs begin inactive. */
    static byte[] encode(int[] lines, long flags) {
        ByteBuffer request = ByteBuffer.allocate(REQUEST_BYTES).order(ByteOrder.nativeOrder());
        for (int i = 0; i < lines.length; i++) {
            request.putInt(i * Integer.BYTES, lines[i]);
        }
        request.put(CONSUMER, "baton".getBytes(StandardCharsets.US_ASCII));
        request.putLong(CONFIG_FLAGS, flags);
        if ((flags & OUTPUT) != 0) {
            request.putInt(CONFIG_ATTRIBUTES, 1);
            request.putInt(FIRST_ATTRIBUTE, OUTPUT_VALUES);
            request.putLong(FIRST_ATTRIBUTE + ATTRIBUTE_VALUE, 0);
            request.putLong(FIRST_ATTRIBUTE + ATTRIBUTE_MASK, mask(lines));
        }
        request.putInt(LINE_COUNT, lines.length);
        return request.array();
    }

    private static long mask(int[] lines) {
        return (1L << lines.length) - 1;
    }

    /** Returns which lines of a request rose, by events as the kernel writes them; an unknown event says nothing. */
    static long risen(byte[] events, int length, int[] lines) {
        ByteBuffer read = ByteBuffer.wrap(events).order(ByteOrder.nativeOrder());
        long risen = 0;
        for (int at = 0; at + EVENT_BYTES <= length; at += EVENT_BYTES) {
            for (int i = 0; i < lines.length; i++) {
                if (read.getInt(at + EVENT_ID) == RISING && read.getInt(at + EVENT_OFFSET) == lines[i]) {
                    risen |= 1L << i;
                }
            }
        }
        return risen;
    }

    private record Requested(DeviceFile file, int[] lines, boolean tellsEdges) implements GpioLines {

        @Override
        public void set(long values) throws IOException {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment argument = arena.allocate(VALUES_BYTES, Long.BYTES);
                argument.set(JAVA_LONG, 0, values);
                argument.set(JAVA_LONG, VALUES_MASK, mask(lines));
                file.ioctl("the lines were not set", SET_VALUES, argument);
            }
        }

        @Override
        public long values() throws IOException {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment argument = arena.allocate(VALUES_BYTES, Long.BYTES);
                argument.set(JAVA_LONG, VALUES_MASK, mask(lines));
                file.ioctl("the lines cannot be read", GET_VALUES, argument);
                return argument.get(JAVA_LONG, 0);
            }
        }

        @Override
        public long takeRisen() throws IOException {
            long risen = 0;
            byte[] events = new byte[EVENT_BYTES * EVENTS_AT_ONCE];
            for (int i = 0; tellsEdges && i < MAX_READS && isReadable(); i++) {
                int length = file.read(events);
                risen |= risen(events, length, lines);
                if (length < events.length) {
                    break;
                }
            }
            return risen;
        }

        /** The kernel opens a request's file blocking; a read without an event would not return. */
        private boolean isReadable() {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment entry = arena.allocate(Long.BYTES, Integer.BYTES);
                entry.set(JAVA_INT, 0, file.descriptor());
                entry.set(JAVA_SHORT, Integer.BYTES, Posix.POLLIN);
                return Posix.poll(arena.allocate(Posix.STATE), entry, 1, 0) > 0;
            }
        }

        @Override
        public int descriptor() {
            return file.descriptor();
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
