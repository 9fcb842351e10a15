// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunBundlesTest {
    private final Path jar;

    RunBundlesTest(@TempDir Path directory) {
        jar = directory.resolve("bundle.jar");
    }

    @Test
    void headersAreThoseOfTheMainSection() throws Exception {
        write("""
                Manifest-Version: 1.0
                Bundle-SymbolicName: org.example.part;singleton:=tr
                 ue

                Name: org/example/Part.class
                Bundle-SymbolicName: wrong
                Fragment-Host: wrong
                """);
        assertEquals(new RunBundles.Shipped("org.example.part", jar, false), RunBundles.bundle(jar));
    }

    @Test
    void linesMayEndWithCarriageReturns() throws Exception {
        write("""
                Manifest-Version: 1.0
                Bundle-SymbolicName: org.example.fragment
                Fragment-Host: org.example.part

                Name: org/example/Part.class
                Digest: none
                """.replace("\n", "\r\n"));
        assertEquals(new RunBundles.Shipped("org.example.fragment", jar, true), RunBundles.bundle(jar));
    }

    @Test
    void mainSectionMayBeLongAndUnended() throws Exception {
        write("Manifest-Version: 1.0\nOther: none\n" + " and none\n".repeat(10_000)
                + "Bundle-SymbolicName: org.example.long\n");
        assertEquals(new RunBundles.Shipped("org.example.long", jar, false), RunBundles.bundle(jar));
    }

    @Test
    void jarWithoutASymbolicNameIsRefused() throws Exception {
        write("Manifest-Version: 1.0\n\n");
        assertEquals(
                jar + " is not a bundle",
                assertThrows(IOException.class, () -> RunBundles.bundle(jar)).getMessage());
    }

    private void write(String manifest) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
            zip.write(manifest.getBytes(StandardCharsets.UTF_8));
        }
    }
}
