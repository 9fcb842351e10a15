// SPDX-License-Identifier: Apache-2.0
package io.baton.device;

import io.baton.serial.SerialConsole;
import io.baton.serial.SerialStatus;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** The serial console at ports of the kernel: two UARTs with a cable between them, and a USB adapter. */
final class SerialRows implements AutoCloseable {

    private static final Path PORTS = Path.of("/sys/class/tty");
    /** As the virtual machine was given them: the device's port, and the target's. */
    private static final String DEVICE_SIDE = "0000:00:10.0";

    private static final String TARGET_SIDE = "0000:00:11.0";
    private static final Path ADAPTER = Path.of("/sys/kernel/config/usb_gadget/adapter");
    private static final Path SECOND_CONTROLLER = Path.of("/sys/class/udc/dummy_udc.1");
    private static final String CHANNEL = "serial";
    private static final String LABELS = Session.CHANNELS + " " + CHANNEL;

    private final BundleContext context;
    private final Supplier<SerialConsole> consoles;
    private final PrintStream report;

    SerialRows(BundleContext context, Supplier<SerialConsole> consoles, PrintStream report) {
        this.context = context;
        this.consoles = consoles;
        this.report = report;
    }

    @Row(value = 1, session = true)
    void consoleReachesEverySessionAndInputOnlyOfTheOneInControlTheTarget() throws Exception {
        use(port(DEVICE_SIDE));
        Await.isTrue("open port", () -> status().open());
        try (Session ann = Session.join("ann", LABELS);
                Session bob = Session.join("bob", LABELS);
                Line target = new Line(port(TARGET_SIDE))) {
            target.write("login: ");
            ann.awaitShown(CHANNEL, "login: ");
            bob.awaitShown(CHANNEL, "login: ");
            bob.type(CHANNEL, "reboot\r");
            bob.awaitShown(CHANNEL, "Only the session in control");
            ann.type(CHANNEL, "root\r");
            target.expect("root\r", ann);
            ann.call("sendCustomCommand", "{\"command\":\"uname -r\"}");
            target.expect("root\runame -r", ann);
        }
    }

    @Row(value = 2, session = true)
    void speedAndFormatAreThoseOfTheUart() throws Exception {
        use(port(DEVICE_SIDE));
        try (Session session = Session.join("ann", LABELS)) {
            Uart uart = new Uart(port(DEVICE_SIDE));
            uart.expect(3, 1);
            set(session, "9600", "7", "even", "2");
            uart.expect(0x02 | 0x04 | 0x08 | 0x10, 12);
            set(session, "300", "8", "mark", "1");
            uart.expect(0x03 | 0x08 | 0x20, 384);
            set(session, "57600", "5", "odd", "1.5");
            uart.expect(0x04 | 0x08, 2);
            set(session, "115200", "8", "none", "1");
            uart.expect(3, 1);
        }
    }

    @Row(3)
    void portOfAnotherProgramIsToldAndTheDevicesOwnIsNotShared() throws Exception {
        Path port = port(DEVICE_SIDE);
        use(port);
        Await.isTrue("open port", () -> status().open());
        Files.setPosixFilePermissions(port, PosixFilePermissions.fromString("rw-rw-rw-"));
        if (opensWithoutPrivilege(port)) {
            throw new AssertionError("another program opened the port that the device has");
        }
        use(null);
        if (!opensWithoutPrivilege(port)) {
            throw new AssertionError("the port is not free after it was switched off");
        }
        Process other = new ProcessBuilder("flock", "-n", port.toString(), "sleep", "600").start();
        try {
            Await.isTrue(
                    "lock of another program",
                    () -> Files.readString(Path.of("/proc/locks")).contains(" " + other.pid() + " "));
            use(port);
            Await.isTrue("port that is told to be taken", () -> status().fault().contains("in use by another program"));
        } finally {
            other.descendants().forEach(ProcessHandle::destroyForcibly);
            other.destroyForcibly();
        }
        Await.isTrue("port that is free", () -> status().open());
    }

    @Row(4)
    void adapterThatIsUnpluggedIsToldAndFoundAgain() throws Exception {
        plugAdapter();
        Path port = Path.of("/dev/ttyACM0");
        Await.isTrue("adapter", () -> Files.exists(port));
        use(port);
        Await.isTrue("open adapter", () -> status().open());
        exchange("before\r\n");
        unplug();
        Await.isTrue(
                "missing adapter that is told",
                () -> !status().open() && !status().fault().isEmpty());
        report.println("adapter: " + status().fault());
        Files.writeString(ADAPTER.resolve("UDC"), "dummy_udc.1");
        Await.isTrue("adapter that is found again", () -> status().open());
        exchange("after\r\n");
    }

    @Override
    public void close() throws IOException {
        configuration().delete();
    }

    /** Sends from the adapter's other side. */
    private void exchange(String text) throws IOException {
        long before = status().received();
        try (Line target = new Line(Path.of("/dev/ttyGS0"))) {
            target.write(text);
            Await.isTrue("text through the adapter", () -> status().received() >= before + text.length());
        }
        if (status().received() != before + text.length()) {
            throw new AssertionError("received " + (status().received() - before) + " bytes for " + text);
        }
    }

    private static void set(Session session, String baudRate, String dataBits, String parity, String stopBits)
            throws IOException {
        session.call(
                "setSerialSettings",
                "{\"settings\":{\"baudRate\":%s,\"dataBits\":%s,\"parity\":\"%s\",\"stopBits\":\"%s\"}}"
                        .formatted(baudRate, dataBits, parity, stopBits));
    }

    private static boolean opensWithoutPrivilege(Path port) throws IOException, InterruptedException {
        return new ProcessBuilder(
                                "setpriv",
                                "--reuid=65534",
                                "--regid=65534",
                                "--clear-groups",
                                "sh",
                                "-c",
                                "exec 3<>" + port)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    /** A USB adapter (CDC ACM) on the second controller, as the kernel's gadget function makes it. */
    private static void plugAdapter() throws IOException {
        if (!Files.exists(SECOND_CONTROLLER)) {
            throw new IOException("no second USB controller");
        }
        Files.createDirectory(ADAPTER);
        Files.writeString(ADAPTER.resolve("idVendor"), "0x1d6b");
        Files.writeString(ADAPTER.resolve("idProduct"), "0x0104");
        Path configuration = Files.createDirectory(ADAPTER.resolve("configs/c.1"));
        Path function = Files.createDirectory(ADAPTER.resolve("functions/acm.line"));
        Files.createSymbolicLink(configuration.resolve("acm.line"), function);
        Files.writeString(ADAPTER.resolve("UDC"), "dummy_udc.1");
    }

    private static void unplug() throws IOException {
        Files.writeString(ADAPTER.resolve("UDC"), "\n");
    }

    /** Newer kernels have two more directories between the device and its port. */
    private static Path port(String device) throws IOException {
        try (DirectoryStream<Path> ports = Files.newDirectoryStream(PORTS, "ttyS*")) {
            for (Path each : ports) {
                if (each.toRealPath().toString().contains("/" + device + "/")) {
                    return Path.of("/dev", String.valueOf(each.getFileName()));
                }
            }
        }
        throw new IOException("no port of " + device);
    }

    /** Has the device use a port; none for null. */
    private void use(@Nullable Path port) throws IOException {
        configuration()
                .update(FrameworkUtil.asDictionary(
                        Map.of("enabled", port != null, "devicePath", String.valueOf(port))));
        Await.isTrue(
                "changed port",
                () -> status().enabled() == (port != null)
                        && (port == null || status().device().equals(port.toString())));
    }

    private SerialStatus status() {
        return consoles.get().status();
    }

    private Configuration configuration() throws IOException {
        ServiceReference<ConfigurationAdmin> reference = context.getServiceReference(ConfigurationAdmin.class);
        return context.getService(Objects.requireNonNull(reference)).getConfiguration("io.baton.serial.tty", "?");
    }

    /** The target's end of the line. */
    private static final class Line implements AutoCloseable {

        private final RandomAccessFile file;
        private final StringBuilder read = new StringBuilder();

        Line(Path port) throws IOException {
            try {
                new ProcessBuilder("stty", "-F", port.toString(), "raw", "-echo", "115200")
                        .start()
                        .waitFor();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            file = new RandomAccessFile(port.toFile(), "rw");
            Thread.ofPlatform().daemon().name("device-test-line").start(this::read);
        }

        void write(String text) throws IOException {
            file.write(text.getBytes(StandardCharsets.US_ASCII));
        }

        /** Waits for all that was ever read, which is this. */
        void expect(String all, Session typist) throws IOException {
            if (!Await.within(60, () -> text().length() >= all.length()) || !text().equals(all)) {
                throw new AssertionError("the target read \"" + text().replace("\r", "\\r")
                        + "\", and who typed it was shown \"" + typist.shown(CHANNEL) + "\"");
            }
        }

        private synchronized String text() {
            return read.toString();
        }

        private synchronized void add(String text) {
            read.append(text);
        }

        private void read() {
            byte[] buffer = new byte[64];
            try {
                for (int length = file.read(buffer); length >= 0; length = file.read(buffer)) {
                    add(new String(buffer, 0, length, StandardCharsets.US_ASCII));
                }
            } catch (IOException e) {
                add("!");
            }
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    /** The registers of a 16550. */
    private static final class Uart {

        private static final int LINE_CONTROL = 3;
        private static final int PARITY = 0x08;
        private static final int KIND_OF_PARITY = 0x30;
        private static final int DIVISOR_ACCESS = 0x80;

        private final int base;

        Uart(Path port) throws IOException {
            base = Integer.decode(
                    Files.readString(Path.of("/sys/class/tty", String.valueOf(port.getFileName()), "port"))
                            .strip());
        }

        void expect(int lineControl, int divisor) throws IOException {
            int[] at = new int[2];
            if (!Await.within(60, () -> {
                try (FileChannel ports =
                        FileChannel.open(Path.of("/dev/port"), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                    at[0] = in(ports, LINE_CONTROL);
                    out(ports, LINE_CONTROL, at[0] | DIVISOR_ACCESS);
                    at[1] = in(ports, 0) | in(ports, 1) << 8;
                    out(ports, LINE_CONTROL, at[0]);
                }
                int format = (at[0] & PARITY) == 0 ? at[0] & ~KIND_OF_PARITY : at[0];
                return format == lineControl && at[1] == divisor;
            })) {
                throw new AssertionError("line control " + at[0] + " divisor " + at[1]);
            }
        }

        private int in(FileChannel ports, int register) throws IOException {
            ByteBuffer one = ByteBuffer.allocate(1);
            ports.read(one, base + register);
            return one.get(0) & 0xFF;
        }

        private void out(FileChannel ports, int register, int value) throws IOException {
            ports.write(ByteBuffer.wrap(new byte[] {(byte) value}), base + register);
        }
    }
}
