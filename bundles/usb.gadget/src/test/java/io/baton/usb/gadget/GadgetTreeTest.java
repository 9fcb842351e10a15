// SPDX-License-Identifier: Apache-2.0
package io.baton.usb.gadget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.port.ReportPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The controller's files as Linux has them; making and removing a gadget is shown by the device test. */
class GadgetTreeTest {

    @Test
    void suspendedIsKnownByTheGadgetsOwnAttribute(@TempDir Path root) throws IOException {
        Path controller = controller(root, "configured");
        GadgetTree tree = new GadgetTree(root.resolve("config"), root.resolve("udc"));
        assertEquals(Optional.of("configured"), tree.state(""), "a kernel without the attribute");
        Path gadget = Files.createDirectories(controller.resolve("device/gadget.0"));
        Files.writeString(gadget.resolve("suspended"), "0\n");
        assertEquals(Optional.of("configured"), tree.state("dummy_udc.0"));
        Files.writeString(gadget.resolve("suspended"), "1\n");
        assertEquals(Optional.of("suspended"), tree.state("dummy_udc.0"));
        Files.writeString(controller.resolve("state"), "not attached\n");
        assertEquals(Optional.of("not attached"), tree.state("dummy_udc.0"));
    }

    @Test
    void wakeUpIsAskedOfTheController(@TempDir Path root) throws IOException {
        Path controller = controller(root, "configured");
        Files.writeString(controller.resolve("srp"), "");
        new GadgetTree(root.resolve("config"), root.resolve("udc")).wake("");
        assertEquals("1\n", Files.readString(controller.resolve("srp")));
    }

    /** The directories belong to the process, the one above them does not. */
    @Test
    void preparedGadgetKeepsItsDirectories(@TempDir Path root) throws IOException {
        controller(root, "not attached");
        Path gadget = prepared(root);
        GadgetTree tree = new GadgetTree(root.resolve("config"), root.resolve("udc"), directory -> false);
        GadgetLayout layout = GadgetLayoutTest.standard();
        for (int i = 0; i < 2; i++) {
            Map<ReportPort, DeviceNumber> devices = tree.create(layout, "");
            assertEquals(layout.functions(), devices.keySet());
            assertEquals("dummy_udc.0", Files.readString(gadget.resolve("UDC")));
            assertEquals("8", Files.readString(gadget.resolve("functions/hid.keyboard/report_length")));
            assertTrue(Files.isSymbolicLink(gadget.resolve("configs/c.1/hid.keyboard")));
            assertTrue(Files.isSymbolicLink(gadget.resolve("configs/c.1/mass_storage.usb0")));
            assertEquals("1", Files.readString(gadget.resolve("functions/mass_storage.usb0/lun.0/cdrom")));
            assertEquals("0", Files.readString(gadget.resolve("functions/mass_storage.usb0/lun.1/cdrom")));
            assertEquals(
                    28,
                    Files.readString(gadget.resolve("functions/mass_storage.usb0/lun.1/inquiry_string"))
                            .length());
            assertTrue(tree.hasStorage());
            tree.remove();
            assertTrue(Files.readString(gadget.resolve("UDC")).startsWith("\n"), "disconnected");
            assertFalse(Files.exists(gadget.resolve("configs/c.1/hid.keyboard"), LinkOption.NOFOLLOW_LINKS));
            assertTrue(Files.isDirectory(gadget.resolve("functions/hid.keyboard")));
            assertTrue(Files.isDirectory(gadget.resolve("functions/mass_storage.usb0/lun.1")));
            assertFalse(tree.hasStorage());
        }
    }

    @Test
    void withoutPermissionTheReasonIsToldWhenNothingWasPrepared(@TempDir Path root) throws IOException {
        controller(root, "not attached");
        Files.createDirectories(root.resolve("config/usb_gadget"));
        GadgetTree tree = new GadgetTree(root.resolve("config"), root.resolve("udc"), directory -> false);
        IOException refused = assertThrows(IOException.class, () -> tree.create(GadgetLayoutTest.standard(), ""));
        assertTrue(String.valueOf(refused.getMessage()).contains("baton-devices.service"), refused.getMessage());
    }

    /** What {@code runtime/deb/prepare-devices} makes, with the attributes that the kernel puts there. */
    private static Path prepared(Path root) throws IOException {
        Path gadget = root.resolve("config/usb_gadget/baton");
        for (String attribute : List.of("idVendor", "idProduct", "bcdUSB", "bcdDevice", "UDC")) {
            attribute(gadget.resolve(attribute), "");
        }
        for (String attribute : List.of("manufacturer", "product", "serialnumber")) {
            attribute(gadget.resolve("strings/0x409").resolve(attribute), "");
        }
        attribute(gadget.resolve("configs/c.1/MaxPower"), "");
        attribute(gadget.resolve("configs/c.1/bmAttributes"), "");
        int minor = 0;
        for (ReportPort port : ReportPort.values()) {
            Path function = gadget.resolve("functions/hid." + port.name().toLowerCase(Locale.ROOT));
            for (String attribute : List.of("subclass", "protocol", "report_length", "report_desc")) {
                attribute(function.resolve(attribute), "");
            }
            attribute(function.resolve("dev"), "236:" + minor++ + "\n");
        }
        Path storage = gadget.resolve("functions/mass_storage.usb0");
        attribute(storage.resolve("stall"), "");
        for (String drive : List.of("lun.0", "lun.1")) {
            for (String attribute : List.of("removable", "cdrom", "ro", "file", "forced_eject", "inquiry_string")) {
                attribute(storage.resolve(drive).resolve(attribute), "");
            }
        }
        return gadget;
    }

    private static void attribute(Path file, String value) throws IOException {
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, value);
    }

    private static Path controller(Path root, String state) throws IOException {
        Path controller = Files.createDirectories(root.resolve("udc/dummy_udc.0"));
        Files.writeString(controller.resolve("state"), state + "\n");
        return controller;
    }
}
