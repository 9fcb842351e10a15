// SPDX-License-Identifier: Apache-2.0
package io.baton.device;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One {@code /dev/input/eventN}: what the kernel's input layer makes of the gadget's reports. */
final class EventNode implements AutoCloseable {

    static final int EV_SYN = 0;
    static final int EV_KEY = 1;
    static final int EV_REL = 2;
    static final int EV_ABS = 3;
    static final int EV_MSC = 4;
    static final int EV_LED = 17;

    /** The size of {@code struct input_event} on 64-bit Linux. */
    private static final int SIZE = 24;

    private static final int REPEAT = 2;
    private static final long TIMEOUT_SECONDS = 60;
    private static final long SKIP_SECONDS = 5;
    private static final int F1 = 59;
    private static final int F10 = 68;

    /** An event without its time; repetitions by the kernel are left out. */
    record Event(int type, int code, int value, long nanos) {
        @Override
        public String toString() {
            return switch (type) {
                case EV_KEY -> "key " + code + " " + value;
                case EV_REL -> "rel " + code + " " + value;
                case EV_ABS -> "abs " + code + " " + value;
                default -> "type " + type + " " + code + " " + value;
            };
        }
    }

    private final FileChannel channel;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    private EventNode(Path node) throws IOException {
        channel = FileChannel.open(node, StandardOpenOption.READ);
        Thread.ofPlatform()
                .daemon()
                .name("baton-device-test-" + node.getFileName())
                .start(this::read);
    }

    /** Opens the gadget's node that can do this, such as {@code abs}; waits until it is there. */
    static EventNode open(Kind kind) throws IOException, InterruptedException {
        return new EventNode(Await.value("an event node for " + kind, () -> find(kind)));
    }

    /** What tells the gadget's devices apart. */
    enum Kind {
        KEYBOARD,
        ABSOLUTE,
        RELATIVE,
        CONSUMER,
        SYSTEM,
        /** The second keyboard, which has the keys beyond six. */
        MORE_KEYS;

        private static Kind of(Path device) {
            String name = read(device.resolve("name"));
            if (name.endsWith("Consumer Control")) {
                return CONSUMER;
            }
            if (name.endsWith("System Control")) {
                return SYSTEM;
            }
            if (!read(device.resolve("capabilities/led")).equals("0")) {
                return KEYBOARD;
            }
            if (!read(device.resolve("capabilities/abs")).equals("0")) {
                return ABSOLUTE;
            }
            return read(device.resolve("capabilities/rel")).equals("0") ? MORE_KEYS : RELATIVE;
        }
    }

    /** Returns the node; null while the kernel has none. */
    static @Nullable Path find(Kind kind) throws IOException {
        try (var nodes = Files.newDirectoryStream(Path.of("/sys/class/input"), "event*")) {
            for (Path node : nodes) {
                Path device = node.resolve("device");
                if (!read(device.resolve("name")).startsWith("Baton KVM")) {
                    continue;
                }
                Path file = Path.of("/dev/input", String.valueOf(node.getFileName()));
                if (Kind.of(device) == kind && Files.exists(file)) {
                    return file;
                }
            }
        }
        return null;
    }

    /** Waits for the next event that is no synchronisation. */
    Event next() throws InterruptedException {
        Event event = events.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("no event within " + TIMEOUT_SECONDS + " s");
        }
        return event;
    }

    /**
     * Reads up to the end of this function key; returns false when it does not come, throws when another key went down
     * than a function key and this one.
     */
    boolean skipTo(int functionKey, int also) throws InterruptedException {
        Event event = events.poll(SKIP_SECONDS, TimeUnit.SECONDS);
        while (event != null && !(event.code() == functionKey && event.value() == 0)) {
            if (event.value() == 1 && event.code() != also && (event.code() < F1 || event.code() > F10)) {
                throw new AssertionError("a key went down that was not pressed: " + event);
            }
            event = events.poll(SKIP_SECONDS, TimeUnit.SECONDS);
        }
        return event != null;
    }

    /** Waits for the next event and compares it. */
    Event expect(String wanted) throws InterruptedException {
        Event event = next();
        if (!event.toString().equals(wanted)) {
            throw new AssertionError("expected " + wanted + " but came " + event + " then " + events);
        }
        return event;
    }

    void expectNothingMore() {
        Event event = events.poll();
        if (event != null) {
            throw new AssertionError("unexpected " + event);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Sets a LED as the target computer does, through the input layer. */
    static void led(int code, boolean on) throws IOException {
        Path node = find(Kind.KEYBOARD);
        if (node == null) {
            throw new IOException("no keyboard");
        }
        ByteBuffer event = ByteBuffer.allocate(2 * SIZE).order(ByteOrder.nativeOrder());
        event.position(16).putShort((short) EV_LED).putShort((short) code).putInt(on ? 1 : 0);
        event.position(0);
        try (FileChannel out = FileChannel.open(node, StandardOpenOption.WRITE)) {
            out.write(event);
        }
    }

    private void read() {
        try (InputStream in = Channels.newInputStream(channel)) {
            ByteBuffer event = ByteBuffer.allocate(SIZE).order(ByteOrder.nativeOrder());
            while (in.readNBytes(event.array(), 0, SIZE) == SIZE) {
                int type = event.getShort(16);
                int value = event.getInt(20);
                if (type != EV_SYN && type != EV_MSC && type != EV_LED && !(type == EV_KEY && value == REPEAT)) {
                    events.add(new Event(type, event.getShort(18), value, System.nanoTime()));
                }
            }
            throw new EOFException();
        } catch (IOException e) {
            // closed by the test, or the device is gone
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
