// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemConfigFileTest {

    private static final String IN_ETC = "etc/service/10-baton.conf";
    private static final String LINK = "usr/lib/service/10-baton.conf";

    @TempDir
    Path root = Path.of("");

    @BeforeEach
    void directories() throws IOException {
        Files.createDirectories(root.resolve(IN_ETC).getParent());
        Files.createDirectories(root.resolve(LINK).getParent());
    }

    private Path file() {
        return SystemConfigFile.of(root, IN_ETC, LINK);
    }

    @Test
    void isInEtcWithoutThePackage() throws IOException {
        assertEquals(root.resolve(IN_ETC), file());
        Files.writeString(root.resolve(LINK), "");
        assertEquals(root.resolve(IN_ETC), file(), "a file of the system, and no link");
    }

    @Test
    void isWhereTheLinkOfThePackageLeads() throws IOException {
        Files.createSymbolicLink(root.resolve(LINK), Path.of("/var/lib/service/file"));
        assertEquals(root.resolve("var/lib/service/file"), file(), "the target need not be there");
    }

    @Test
    void relativeLinkCountsFromItsDirectory() throws IOException {
        Files.createSymbolicLink(root.resolve(LINK), Path.of("../../../var/file"));
        assertEquals(root.resolve("var/file"), file());
    }

    @Test
    void administratorsFilePrecedesTheLink() throws IOException {
        Files.createSymbolicLink(root.resolve(LINK), Path.of("/var/lib/service/file"));
        Files.writeString(root.resolve(IN_ETC), "");
        assertEquals(root.resolve(IN_ETC), file());
    }
}
