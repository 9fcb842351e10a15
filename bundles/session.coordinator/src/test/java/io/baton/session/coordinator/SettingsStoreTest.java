// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.session.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
        kept.storeLastGood(Map.of("maxSessions", 4, "cleanupIntervalSeconds", 0.5, "legacyControl", "takeOver"));

        assertEquals(
                Map.of("maxSessions", "4", "cleanupIntervalSeconds", "0.5", "legacyControl", "takeOver"),
                new SettingsStore(data).lastGood());
    }

    @Test
    void filesAreOwnerOnlyAndNoTemporaryFileRemains() throws Exception {
        SettingsStore kept = new SettingsStore(data);
        kept.storeLastGood(Map.of("maxSessions", 4));
        kept.storeLastGood(Map.of("maxSessions", 5));
        kept.prepare(Map.of("maxSessions", 5)).commit();

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
        kept.storeLastGood(Map.of("maxSessions", 4));
        Object before = Files.readAttributes(lastGood(), "unix:ino").get("ino");
        kept.storeLastGood(Map.of("maxSessions", 4));

        assertEquals(before, Files.readAttributes(lastGood(), "unix:ino").get("ino"));
    }

    @Test
    void storedFileDeclaresTypesInItsKeys() throws Exception {
        Map<String, Object> values = Map.of(
                "maxSessions", 4, "requireApproval", true, "cleanupIntervalSeconds", 0.5, "legacyControl", "observe");
        new SettingsStore(data).prepare(values).commit();

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
        kept.storeLastGood(odd);
        kept.prepare(odd).commit();

        assertEquals(Map.of("autoPromote", "true"), kept.lastGood());
        assertFalse(Files.readString(data.resolve("configs/io.baton.session.coordinator.json"))
                .contains("maxSessions"));
    }

    /** What may be in the place of the last good set. */
    enum Damage {
        EMPTY,
        TRUNCATED,
        BAD_ESCAPE,
        BINARY,
        TOO_LONG,
        DANGLING_LINK,
        DEVICE,
        DIRECTORY;

        void put(Path file) throws IOException {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            switch (this) {
                case EMPTY -> Files.createFile(file);
                case TRUNCATED -> Files.writeString(file, "# The last sett");
                case BAD_ESCAPE -> Files.writeString(file, "maxSessions=\\u12\n");
                case BINARY -> Files.write(file, new byte[] {(byte) 0xff, 0, (byte) 0xfe, '\n'});
                case TOO_LONG -> Files.writeString(file, "maxSessions=4\n".repeat(100_000));
                case DANGLING_LINK -> Files.createSymbolicLink(file, file.resolveSibling("absent"));
                case DEVICE -> Files.createSymbolicLink(file, Path.of("/dev/zero"));
                case DIRECTORY -> Files.createDirectory(file);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void damagedLastGoodFileCountsAsAbsentAndIsReplaced(Damage damage) throws Exception {
        damage.put(lastGood());
        SettingsStore store = new SettingsStore(data);
        assertNull(store.lastGood());
        if (damage == Damage.DIRECTORY) {
            assertThrows(IOException.class, () -> store.storeLastGood(Map.of("maxSessions", 4)));
        } else {
            store.storeLastGood(Map.of("maxSessions", 4));
            assertEquals(Map.of("maxSessions", "4"), store.lastGood());
        }
    }

    @Test
    void preparedSetIsNotInForceUntilItIsCommitted() throws Exception {
        SettingsStore store = new SettingsStore(data);
        store.prepare(Map.of("maxSessions", 4)).commit();
        store.prepare(Map.of("maxSessions", 5)).discard();

        assertEquals(Map.of("maxSessions", "4"), store.lastGood());
        try (var files = Files.walk(data)) {
            assertEquals(2, files.filter(Files::isRegularFile).count(), "no temporary file remains");
        }
    }

    @Test
    void setThatCannotBeWrittenLeavesBothFilesAsTheyAre() throws Exception {
        SettingsStore store = new SettingsStore(data);
        store.prepare(Map.of("maxSessions", 4)).commit();
        Files.createDirectories(
                lastGood().resolveSibling("last-good.properties.new").resolve("entry"));

        assertThrows(IOException.class, () -> store.prepare(Map.of("maxSessions", 5)));
        assertEquals(Map.of("maxSessions", "4"), store.lastGood());
        assertEquals(
                List.of("io.baton.session.coordinator.json"),
                Arrays.asList(
                        Objects.requireNonNull(data.resolve("configs").toFile().list())));
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
