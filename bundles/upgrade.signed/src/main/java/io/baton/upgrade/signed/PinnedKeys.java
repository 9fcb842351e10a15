// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import io.baton.shared.files.AtomicFiles;
import io.baton.shared.json.JsonCodec;
import io.baton.upgrade.signed.UpgradeManifest.KeyList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public keys that upgrades may be signed with. A list that came with a signed upgrade takes the place of the keys
 * that ship with the image; keys that the operator put into {@code <data>/upgrade/keys} are trusted beside either.
 *
 * <p>Threading. One writer at a time; readers need no lock, because the files are replaced as a whole.
 */
final class PinnedKeys {

    private static final Logger LOG = LoggerFactory.getLogger("upgrade.signed");
    private static final int MAX_PEM = 4 * 1024;
    private static final JsonCodec JSON = new JsonCodec(new JsonCodec.Limits(ManifestCodec.MAX_BYTES, 4, 20, 64));

    private final Path shipped;
    private final Path operator;
    private final Path rotated;

    /**
     * @param shipped directory of the image's keys, {@code *.pub}; may be missing
     * @param data the directory of upgrades in the data directory
     */
    PinnedKeys(Path shipped, Path data) {
        this.shipped = shipped;
        operator = data.resolve("keys");
        rotated = data.resolve("keys.json");
    }

    /**
     * Returns the trusted keys by id.
     *
     * @throws IOException when the rotated list is damaged or a directory cannot be read; nothing is trusted then
     */
    Map<String, PublicKey> trusted() throws IOException {
        Map<String, PublicKey> keys = new TreeMap<>();
        Optional<KeyList> list = rotated();
        if (list.isPresent()) {
            for (String key : list.get().keys()) {
                add(keys, key);
            }
        } else {
            addFiles(keys, shipped);
        }
        addFiles(keys, operator);
        return keys;
    }

    private static void add(Map<String, PublicKey> keys, String base64) throws IOException {
        try {
            PublicKey key = SigningKeys.publicKeyOfBase64(base64);
            keys.put(SigningKeys.id(key), key);
        } catch (GeneralSecurityException e) {
            throw new IOException("a rotated key is damaged", e);
        }
    }

    private static void addFiles(Map<String, PublicKey> keys, Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.pub")) {
            for (Path file : files) {
                try {
                    String pem = new String(AtomicFiles.read(file, MAX_PEM), StandardCharsets.US_ASCII);
                    PublicKey key = SigningKeys.publicKey(pem);
                    keys.put(SigningKeys.id(key), key);
                } catch (IOException | GeneralSecurityException e) {
                    LOG.warn("key ignored file={} cause={}", file, e.toString());
                }
            }
        }
    }

    /** Returns the serial number of the rotated list; 0 when there is none. */
    long serial() throws IOException {
        return rotated().map(KeyList::serial).orElse(0L);
    }

    /**
     * Makes a list the trusted one.
     *
     * @throws IOException when it is not newer than the present one, has a malformed key, or cannot be written
     */
    void rotate(KeyList list) throws IOException {
        check(list);
        AtomicFiles.createDirectories(operator.resolveSibling(""));
        byte[] content = JSON.bytes(Map.of("serial", list.serial(), "keys", list.keys()));
        AtomicFiles.replace(rotated, content, AtomicFiles.OWNER_ONLY);
        LOG.info("keys rotated serial={} keys={}", list.serial(), trusted().keySet());
    }

    /** @throws IOException when the list is not newer than the present one, or has a malformed key */
    void check(KeyList list) throws IOException {
        if (list.serial() <= serial()) {
            throw new IOException("the key list " + list.serial() + " is not newer than " + serial());
        }
        for (String key : list.keys()) {
            add(new TreeMap<>(), key);
        }
    }

    private Optional<KeyList> rotated() throws IOException {
        if (!Files.exists(rotated)) {
            return Optional.empty();
        }
        try {
            Map<String, Object> members = JSON.readObject(AtomicFiles.read(rotated, ManifestCodec.MAX_BYTES));
            if (members.get("serial") instanceof Long serial && members.get("keys") instanceof List<?> keys) {
                List<String> texts = new ArrayList<>();
                keys.forEach(key -> texts.add(String.valueOf(key)));
                return Optional.of(new KeyList(serial, texts));
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(rotated + " is damaged", e);
        }
        throw new IOException(rotated + " is damaged");
    }
}
