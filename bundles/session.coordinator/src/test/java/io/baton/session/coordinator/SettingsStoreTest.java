// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.session.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsStoreTest {

    @TempDir
    private Path data = Path.of("");

    private Path lastGood() {
        return data.resolve("session/last-good.properties");
    }

    @Test
    void lastGoodSetIsReadBack() throws Exception {
        SettingsStore kept = new SettingsStore(data);
        assertNull(kept.lastGood());
        kept.keepLastGood(Map.of("maxSessions", 4, "cleanupIntervalSeconds", 0.5, "legacyControl", "takeOver"));

        assertEquals(
                Map.of("maxSessions", "4", "cleanupIntervalSeconds", "0.5", "legacyControl", "takeOver"),
                new SettingsStore(data).lastGood());
    }

    @Test
    void filesAreOwnerOnlyAndNoTemporaryFileRemains() throws Exception {
        SettingsStore kept = new SettingsStore(data);
        kept.keepLastGood(Map.of("maxSessions", 4));
        kept.keepLastGood(Map.of("maxSessions", 5));
        kept.keepStored(Map.of("maxSessions", 5));

        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(lastGood())));
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(data.resolve("configs/io.baton.session.coordinator.json"))));
        try (var files = Files.walk(data)) {
            assertEquals(2, files.filter(Files::isRegularFile).count());
        }
    }

    @Test
    void unchangedSetIsNotWrittenAgain() throws Exception {
        SettingsStore kept = new SettingsStore(data);
        kept.keepLastGood(Map.of("maxSessions", 4));
        Object before = Files.readAttributes(lastGood(), "unix:ino").get("ino");
        kept.keepLastGood(Map.of("maxSessions", 4));

        assertEquals(before, Files.readAttributes(lastGood(), "unix:ino").get("ino"));
    }

    @Test
    void storedFileDeclaresTypesInItsKeys() throws Exception {
        new SettingsStore(data)
                .keepStored(Map.of(
                        "maxSessions",
                        4,
                        "requireApproval",
                        true,
                        "cleanupIntervalSeconds",
                        0.5,
                        "legacyControl",
                        "observe"));

        assertEquals("""
                // Written by the device whenever its settings are changed.
                {
                  "cleanupIntervalSeconds:Double": 0.5,
                  "legacyControl": "observe",
                  "maxSessions:Integer": 4,
                  "requireApproval:Boolean": true
                }
                """, Files.readString(data.resolve("configs/io.baton.session.coordinator.json")));
    }

    @Test
    void valueOutsideThePlainFormIsLeftOut() throws Exception {
        SettingsStore kept = new SettingsStore(data);
        Map<String, Object> odd = Map.of("maxSessions", "1\"}\nrequireApproval=true", "autoPromote", true);
        kept.keepLastGood(odd);
        kept.keepStored(odd);

        assertEquals(Map.of("autoPromote", "true"), kept.lastGood());
        assertFalse(Files.readString(data.resolve("configs/io.baton.session.coordinator.json"))
                .contains("maxSessions"));
    }

    @Test
    void damagedLastGoodFileCountsAsAbsent() throws Exception {
        Files.createDirectories(lastGood().getParent());
        Files.writeString(lastGood(), "maxSessions=\\u12");
        assertNull(new SettingsStore(data).lastGood());
        Files.writeString(lastGood(), "maxSessions=nonsense");
        assertNotNull(new SettingsStore(data).lastGood(), "whether it is good is not decided here");
    }

    @Test
    void valuesHaveTheDeclaredType() {
        assertEquals(4, SettingsStore.typed(Setting.MAX_SESSIONS, 4));
        assertEquals(60, SettingsStore.typed(Setting.REQUEST_TIMEOUT, 60_000));
        assertEquals(1.5, SettingsStore.typed(Setting.RECONNECT_GRACE, 1_500));
        assertEquals(1.0, SettingsStore.typed(Setting.CLEANUP_INTERVAL, 1_000));
        assertEquals(true, SettingsStore.typed(Setting.AUTO_PROMOTE, 1));
        assertEquals("viewer", SettingsStore.typed(Setting.SHARED_ROLE, 2));
        assertTrue(SettingsStore.typed(Setting.INPUT_WAIT, 500) instanceof Integer);
    }
}
