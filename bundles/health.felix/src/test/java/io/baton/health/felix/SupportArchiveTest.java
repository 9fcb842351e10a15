// SPDX-License-Identifier: Apache-2.0
package io.baton.health.felix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.testkit.ManualClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a support archive shows and what it never does. */
final class SupportArchiveTest {

    private static final String CANARY = "c4n4ry-of-a-secret";

    private static final String METATYPE = """
        <?xml version="1.0" encoding="UTF-8"?>
        <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.2.0">
          <OCD id="some" name="Some">
            <AD id="port" type="Integer" default="8443"/>
            <AD id="names" type="String" cardinality="2147483647"/>
            <AD id="pin" type="Password"/>
            <AD id="targetToken" type="String"/>
            <AD id="keyFile" type="String"/>
          </OCD>
          <Designate pid="io.baton.some"><Object ocdref="some"/></Designate>
        </metatype:MetaData>
        """;

    @Test
    void onlyDeclaredSettingsThatAreNoSecretsAreShown() throws IOException {
        DeclaredSettings declared = new DeclaredSettings();
        declared.add(new ByteArrayInputStream(METATYPE.getBytes(StandardCharsets.UTF_8)));
        assertEquals(8443.0, declared.shown("io.baton.some", "port", 8443));
        assertEquals(List.of("a", "b"), declared.shown("io.baton.some", "names", new String[] {"a", "b"}));
        for (String secret :
                List.of("pin", "targetToken", "keyFile", "undeclared", "service.pid", "felix.fileinstall")) {
            assertEquals(DeclaredSettings.REMOVED, declared.shown("io.baton.some", secret, CANARY), secret);
        }
        assertEquals(DeclaredSettings.REMOVED, declared.shown("io.baton.other", "port", CANARY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer " + CANARY,
                "header authorization=Basic " + CANARY + " refused",
                "Cookie: authToken=" + CANARY + "; other=1",
                "cookie batonLogin-baton=" + CANARY + "." + CANARY,
                "{\"password\":\"" + CANARY + "\"}",
                "token=" + CANARY + " accepted",
                "clientSecret: '" + CANARY + "'",
                "-----BEGIN PRIVATE KEY-----\n" + CANARY + "\n-----END PRIVATE KEY-----",
                "-----BEGIN EC PRIVATE KEY----- | " + CANARY
            })
    void secretThatReachedAPartIsRemoved(String text) throws IOException {
        SupportArchive archive = new SupportArchive();
        archive.add("log.txt", "before\n" + text + "\n");
        archive.add("log.json", Map.of("lines", List.of(text)));
        for (String part : parts(archive)) {
            assertFalse(part.contains(CANARY), part);
        }
        assertTrue(parts(archive).getFirst().startsWith("before\n"));
    }

    @Test
    void ordinaryLinesAreUnchanged() {
        String line = "2026-01-01 INFO session joined id=3f9c12ab mode=primary\nlog levels set levels={ROOT=INFO}\n";
        assertEquals(line, SupportArchive.cleaned(line));
    }

    @Test
    void archiveHasItsPartsBelowOneDirectory() throws IOException {
        SupportArchive archive = new SupportArchive();
        archive.add("README.txt", DiagnosticsServlet.README);
        archive.add("about.json", Map.of("version", "1"));
        List<String> names = new ArrayList<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive.zip(ManualClock.START)))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        assertEquals(List.of("baton-diagnostics/README.txt", "baton-diagnostics/about.json"), names);
        assertTrue(Arrays.equals(archive.zip(ManualClock.START), archive.zip(ManualClock.START)));
    }

    private static List<String> parts(SupportArchive archive) throws IOException {
        List<String> parts = new ArrayList<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive.zip(ManualClock.START)))) {
            while (zip.getNextEntry() != null) {
                parts.add(new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return parts;
    }
}
