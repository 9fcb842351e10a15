// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.baton.upgrade.signed.UpgradeManifest.KeyList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PinnedKeysTest {

    private static final KeyPair SHIPPED = UpgradeFixture.keys();
    private static final KeyPair OPERATOR = UpgradeFixture.keys();
    private static final KeyPair NEXT = UpgradeFixture.keys();

    private final Path directory;

    PinnedKeysTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void withoutAnyFileNothingIsTrusted() throws Exception {
        assertEquals(Set.of(), keys().trusted().keySet());
    }

    @Test
    void shippedAndOperatorsKeysAreTrusted() throws Exception {
        ship();
        put(directory.resolve("upgrade/keys"), OPERATOR);
        assertEquals(Set.of(id(SHIPPED), id(OPERATOR)), keys().trusted().keySet());
    }

    @Test
    void rotatedListReplacesTheShippedKeys() throws Exception {
        ship();
        put(directory.resolve("upgrade/keys"), OPERATOR);
        keys().rotate(list(1, NEXT));
        assertEquals(Set.of(id(NEXT), id(OPERATOR)), keys().trusted().keySet());
    }

    @Test
    void olderListIsRefused() throws Exception {
        keys().rotate(list(2, NEXT));
        assertThrows(IOException.class, () -> keys().rotate(list(2, SHIPPED)));
        assertThrows(IOException.class, () -> keys().rotate(list(1, SHIPPED)));
        assertEquals(Set.of(id(NEXT)), keys().trusted().keySet());
    }

    @Test
    void listWithAMalformedKeyIsRefusedAndChangesNothing() throws Exception {
        ship();
        assertThrows(IOException.class, () -> keys().rotate(new KeyList(1, List.of("A".repeat(60)))));
        assertEquals(Set.of(id(SHIPPED)), keys().trusted().keySet());
    }

    @Test
    void damagedListTrustsNothingInsteadOfTheShippedKeys() throws Exception {
        ship();
        keys().rotate(list(1, NEXT));
        Files.writeString(directory.resolve("upgrade/keys.json"), "{\"serial\":1");
        assertThrows(IOException.class, () -> keys().trusted());
    }

    @Test
    void malformedFileIsIgnoredBesideAGoodOne() throws Exception {
        ship();
        Files.writeString(directory.resolve("shipped/other.pub"), "no key");
        assertEquals(Set.of(id(SHIPPED)), keys().trusted().keySet());
    }

    private PinnedKeys keys() {
        return new PinnedKeys(directory.resolve("shipped"), directory.resolve("upgrade"));
    }

    private void ship() throws IOException {
        put(directory.resolve("shipped"), SHIPPED);
    }

    private static void put(Path directory, KeyPair key) throws IOException {
        Files.writeString(
                Files.createDirectories(directory).resolve(id(key) + ".pub"), SigningKeys.pem(key.getPublic()));
    }

    private static KeyList list(long serial, KeyPair key) {
        return new KeyList(
                serial,
                List.of(Base64.getEncoder().encodeToString(key.getPublic().getEncoded())));
    }

    private static String id(KeyPair key) {
        return SigningKeys.id(key.getPublic());
    }
}
