// SPDX-License-Identifier: Apache-2.0
package io.baton.usb.gadget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.baton.port.WriteResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HidNodeTest {

    @Test
    void absentNodeIsOffAndIsNotCreated(@TempDir Path directory) {
        Path path = directory.resolve("hidg0");
        HidNode node = new HidNode(path, true);
        node.refresh();
        assertEquals(ReportNode.NONE, node.descriptor());
        assertEquals(WriteResult.OFF, node.write(new byte[8]));
        assertFalse(Files.exists(path));
        node.close();
    }

    @Test
    void regularFileInTheNodesPlaceIsRefused(@TempDir Path directory) throws IOException {
        Path path = Files.createFile(directory.resolve("hidg0"));
        HidNode node = new HidNode(path, false);
        node.refresh();
        assertEquals(ReportNode.NONE, node.descriptor());
        assertEquals(WriteResult.OFF, node.write(new byte[8]));
        assertEquals(0, Files.size(path));
        node.close();
    }

    @Test
    void characterDeviceIsWritten() {
        HidNode node = new HidNode(Path.of("/dev/null"), true);
        node.refresh();
        assertNotEquals(ReportNode.NONE, node.descriptor());
        assertEquals(WriteResult.WRITTEN, node.write(new byte[8]));
        assertEquals(ReportNode.NONE, node.readLast());
        node.close();
        assertEquals(WriteResult.OFF, node.write(new byte[8]));
    }

    @Test
    void fullDeviceWithoutReaderIsNoBlockade() {
        HidNode node = new HidNode(Path.of("/dev/full"), false);
        node.refresh();
        assertEquals(WriteResult.OFF, node.write(new byte[8]));
        node.close();
    }
}
