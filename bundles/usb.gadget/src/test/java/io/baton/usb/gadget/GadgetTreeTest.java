// SPDX-License-Identifier: Apache-2.0
package io.baton.usb.gadget;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private static Path controller(Path root, String state) throws IOException {
        Path controller = Files.createDirectories(root.resolve("udc/dummy_udc.0"));
        Files.writeString(controller.resolve("state"), state + "\n");
        return controller;
    }
}
