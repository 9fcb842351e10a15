// SPDX-License-Identifier: Apache-2.0
package io.baton.usb.gadget;

import io.baton.port.ReportPort;
import io.baton.shared.ports.ReportDescriptors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gadget's directory in configfs, which the kernel turns into a USB device (Linux
 * {@code Documentation/usb/gadget_configfs.rst}). What a process that ended left behind is removed first, so that
 * creating is idempotent and the target begins with a device that holds no key.
 *
 * <p>The kernel gives each new directory to root, whatever the process that makes it. For a process without privilege
 * {@code baton-devices.service} makes the directories and gives them to its user; they are then neither made nor
 * removed here, only their attributes written, and functions linked.
 *
 * <p>Threading. One thread at a time. Each call may block for as long as the kernel needs.
 */
final class GadgetTree {

    private static final Logger LOG = LoggerFactory.getLogger("usb.gadget");
    private static final String LANGUAGE = "strings/0x409";
    private static final int SELF_POWERED = 0xC0;
    private static final int REMOTE_WAKEUP = 0x20;
    private static final int MAX_POWER_MILLIAMPERES = 250;

    private final Path gadgets;
    private final Path gadget;
    private final Path controllers;
    private final Predicate<Path> writable;
    private final MassStorage storage;
    private volatile boolean hasStorage;

    /**
     * @param configfs where configfs is mounted, such as {@code /sys/kernel/config}
     * @param controllers the USB device controllers, such as {@code /sys/class/udc}
     */
    GadgetTree(Path configfs, Path controllers) {
        this(configfs, controllers, Files::isWritable);
    }

    /** @param writable whether this process may make directories in a directory */
    GadgetTree(Path configfs, Path controllers, Predicate<Path> writable) {
        this.writable = writable;
        gadgets = configfs.resolve("usb_gadget");
        gadget = gadgets.resolve("baton");
        this.controllers = controllers;
        storage = new MassStorage(gadget);
    }

    /**
     * Creates the gadget and connects it to a controller.
     *
     * @param controller its name; empty for the first one
     * @return the character devices of the functions, as major and minor number
     * @throws IOException in words for the log, when the kernel lacks something or refuses
     */
    Map<ReportPort, DeviceNumber> create(GadgetLayout layout, String controller) throws IOException {
        String udc = controller(controller);
        remove();
        if (!Files.isDirectory(gadgets)) {
            throw new IOException("no " + gadgets + ": load the module libcomposite and mount configfs");
        }
        if (!writable.test(gadgets) && !Files.isDirectory(gadget)) {
            throw new IOException("no permission to make " + gadget + ", and baton-devices.service has not made it");
        }
        createDirectory(gadget);
        write("idVendor", hex(layout.vendorId()));
        write("idProduct", hex(layout.productId()));
        write("bcdUSB", "0x0200");
        write("bcdDevice", "0x0100");
        createDirectory(gadget.resolve(LANGUAGE));
        write(LANGUAGE + "/manufacturer", layout.manufacturer());
        write(LANGUAGE + "/product", layout.product());
        write(LANGUAGE + "/serialnumber", layout.serialNumber());
        createDirectory(gadget.resolve("configs/c.1"));
        write("configs/c.1/MaxPower", Integer.toString(MAX_POWER_MILLIAMPERES));
        write("configs/c.1/bmAttributes", hex(SELF_POWERED | (layout.remoteWakeup() ? REMOTE_WAKEUP : 0)));
        Map<ReportPort, DeviceNumber> devices = new EnumMap<>(ReportPort.class);
        for (ReportPort port : ReportPort.values()) {
            if (layout.functions().contains(port)) {
                devices.put(port, function(port, layout));
            }
        }
        hasStorage = layout.massStorage() && addStorage();
        write("UDC", udc);
        LOG.info("gadget connected controller={} functions={} drives={}", udc, layout.functions(), hasStorage);
        return devices;
    }

    /** Whether the gadget has drives. */
    boolean hasStorage() {
        return hasStorage;
    }

    MassStorage storage() {
        return storage;
    }

    /** Adds the drives, without which the gadget is still worth having. */
    private boolean addStorage() {
        try {
            storage.create();
            Files.createSymbolicLink(gadget.resolve("configs/c.1").resolve(MassStorage.NAME), storage.function());
            return true;
        } catch (IOException e) {
            LOG.warn("gadget without drives, no usb_f_mass_storage or not prepared: {}", e.getMessage());
            return false;
        }
    }

    /**
     * Disconnects and removes the gadget, or unlinks its functions if it was prepared; what is not there is no error.
     */
    void remove() throws IOException {
        if (!Files.isDirectory(gadget)) {
            return;
        }
        try {
            write("UDC", "\n");
        } catch (IOException e) {
            LOG.debug("gadget was not connected: {}", e.getMessage());
        }
        for (Path configuration : children("configs")) {
            for (Path child : list(configuration)) {
                if (Files.isSymbolicLink(child)) {
                    Files.delete(child);
                }
            }
        }
        hasStorage = false;
        storage.remove(writable.test(gadgets));
        if (!writable.test(gadgets)) {
            return;
        }
        for (Path configuration : children("configs")) {
            deleteAll(list(configuration.resolve("strings")));
            Files.delete(configuration);
        }
        deleteAll(children("functions"));
        deleteAll(children("strings"));
        Files.delete(gadget);
    }

    /**
     * Returns the state that the kernel gives of the controller; empty without one. A suspended target is known by the
     * gadget's own attribute: not every controller's driver says so in the state.
     */
    Optional<String> state(String controller) {
        try {
            Path directory = controllers.resolve(controller(controller));
            String state = Files.readString(directory.resolve("state")).strip();
            return Optional.of(state.equals("configured") && isSuspended(directory) ? "suspended" : state);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean isSuspended(Path controller) throws IOException {
        try (DirectoryStream<Path> devices = Files.newDirectoryStream(controller.resolve("device"), "gadget*")) {
            for (Path device : devices) {
                Path attribute = device.resolve("suspended");
                if (Files.exists(attribute)) {
                    return Files.readString(attribute).strip().equals("1");
                }
            }
        } catch (NoSuchFileException e) {
            // a kernel without it
        }
        return false;
    }

    /**
     * Asks a suspended target to wake up (USB 2.0 §7.1.7.7). Kernels up to 6.1 at least have no
     * {@code wakeup_on_write}; the controller's {@code srp} calls its wake-up in all.
     */
    void wake(String controller) {
        try {
            writeBytes(
                    controllers.resolve(controller(controller)).resolve("srp"),
                    "1\n".getBytes(StandardCharsets.US_ASCII));
            LOG.info("target asked to wake up");
        } catch (IOException e) {
            LOG.info("target not woken: {}", e.getMessage());
        }
    }

    private DeviceNumber function(ReportPort port, GadgetLayout layout) throws IOException {
        String name = "functions/hid." + port.name().toLowerCase(Locale.ROOT);
        Path function = createDirectory(gadget.resolve(name));
        boolean boot = port != ReportPort.ABSOLUTE_POINTER;
        write(name + "/subclass", boot ? "1" : "0");
        write(name + "/protocol", !boot ? "0" : port == ReportPort.KEYBOARD ? "1" : "2");
        write(name + "/report_length", Integer.toString(port.maxLength()));
        writeBytes(
                function.resolve("report_desc"),
                port == ReportPort.ABSOLUTE_POINTER
                        ? ReportDescriptors.numbered(layout.applications())
                        : ReportDescriptors.of(port));
        if (port != ReportPort.KEYBOARD && Files.exists(function.resolve("no_out_endpoint"))) {
            write(name + "/no_out_endpoint", "1");
        }
        if (layout.remoteWakeup() && Files.exists(function.resolve("wakeup_on_write"))) {
            write(name + "/wakeup_on_write", "1");
        }
        Files.createSymbolicLink(
                gadget.resolve("configs/c.1").resolve(String.valueOf(function.getFileName())), function);
        return DeviceNumber.parse(Files.readString(function.resolve("dev")).strip());
    }

    private String controller(String wanted) throws IOException {
        if (!wanted.isEmpty()) {
            if (wanted.indexOf('/') >= 0 || !Files.exists(controllers.resolve(wanted))) {
                throw new IOException("no USB device controller " + wanted + " in " + controllers);
            }
            return wanted;
        }
        List<String> names = new ArrayList<>();
        for (Path path : list(controllers)) {
            names.add(String.valueOf(path.getFileName()));
        }
        names.sort(null);
        if (names.isEmpty()) {
            throw new IOException("no USB device controller in " + controllers);
        }
        return names.getFirst();
    }

    private void write(String attribute, String value) throws IOException {
        writeBytes(gadget.resolve(attribute), value.getBytes(StandardCharsets.UTF_8));
    }

    /** One write, without creating a file: an attribute that the kernel lacks is an error. */
    static void writeBytes(Path attribute, byte[] value) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(attribute, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(value));
        } catch (IOException e) {
            throw new IOException(attribute + ": " + e.getMessage(), e);
        }
    }

    private List<Path> children(String directory) throws IOException {
        return list(gadget.resolve(directory));
    }

    /** Creates a directory, unless it was prepared. */
    private static Path createDirectory(Path directory) throws IOException {
        return Files.isDirectory(directory) ? directory : Files.createDirectory(directory);
    }

    private static void deleteAll(List<Path> directories) throws IOException {
        for (Path directory : directories) {
            Files.delete(directory);
        }
    }

    /** The directories and links in a directory: attributes are the kernel's to remove. */
    private static List<Path> list(Path directory) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry) || Files.isSymbolicLink(entry)) {
                    found.add(entry);
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return found;
    }

    private static String hex(int value) {
        return String.format(Locale.ROOT, "0x%04x", value);
    }
}
