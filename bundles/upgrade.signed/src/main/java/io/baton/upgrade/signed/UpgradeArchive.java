// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import io.baton.shared.sets.Sha256;
import io.baton.upgrade.UpgradeException;
import io.baton.upgrade.UpgradeRefusal;
import io.baton.upgrade.signed.UpgradeManifest.NewBundle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * An upgrade file: a ZIP archive with {@code manifest.json}, {@code manifest.sig} and the jars that the manifest names,
 * and nothing else. The signature is verified over the manifest's exact bytes before anything of it is parsed, and each
 * jar is read up to its signed size and compared with its signed digest. No length that the archive states is trusted.
 *
 * <p>Threading. One thread.
 */
final class UpgradeArchive implements AutoCloseable {

    static final String MANIFEST = "manifest.json";
    static final String SIGNATURE = "manifest.sig";
    static final String SIGNATURE_FORM = "ed25519";

    /** The longest upgrade file, and the longest sum of the jars in it. */
    static final long MAX_BYTES = 64L * 1024 * 1024;

    private static final int MAX_SIGNATURE = 512;
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int ZIP_MAGIC = 0x504B0304;

    private final ZipFile zip;
    private final Map<String, ZipEntry> entries;
    private final UpgradeManifest manifest;
    private final String keyId;

    private UpgradeArchive(ZipFile zip, Map<String, ZipEntry> entries, Verified verified) {
        this.zip = zip;
        this.entries = entries;
        manifest = verified.manifest();
        keyId = verified.keyId();
    }

    private record Verified(UpgradeManifest manifest, String keyId) {}

    /**
     * Opens a file and verifies its signature, its manifest and the names of its entries. The jars are verified by
     * {@link #extract}.
     *
     * @throws IOException when the file cannot be read
     */
    static UpgradeArchive open(Path file, Map<String, PublicKey> trusted) throws IOException, UpgradeException {
        long length = Files.size(file);
        if (length == 0) {
            throw refused(UpgradeRefusal.EMPTY, "The upgrade file is empty.");
        }
        if (length > MAX_BYTES) {
            throw refused(UpgradeRefusal.TOO_LARGE, "The upgrade file is larger than " + MAX_BYTES + " bytes.");
        }
        ZipFile zip = zip(file);
        try {
            Map<String, ZipEntry> entries = entries(zip);
            Verified verified = verify(zip, entries, trusted);
            checkNames(verified.manifest(), entries.keySet());
            return new UpgradeArchive(zip, entries, verified);
        } catch (IOException | UpgradeException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    private static ZipFile zip(Path file) throws IOException, UpgradeException {
        try {
            return new ZipFile(file.toFile(), StandardCharsets.UTF_8);
        } catch (ZipException e) {
            // the directory of an archive is at its end
            if (beginsAsArchive(file)) {
                throw refused(UpgradeRefusal.TRUNCATED, "The upgrade file ends early or is damaged. Copy it again.");
            }
            throw refused(UpgradeRefusal.BAD_ARCHIVE, "The file is no upgrade file.");
        }
    }

    private static boolean beginsAsArchive(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] begin = in.readNBytes(4);
            return begin.length == 4
                    && ((begin[0] & 0xFF) << 24 | (begin[1] & 0xFF) << 16 | (begin[2] & 0xFF) << 8 | (begin[3] & 0xFF))
                            == ZIP_MAGIC;
        }
    }

    private static Map<String, ZipEntry> entries(ZipFile zip) throws UpgradeException {
        Map<String, ZipEntry> entries = new HashMap<>();
        for (ZipEntry entry : Collections.list(zip.entries())) {
            String name = entry.getName();
            if (entries.size() > ManifestCodec.MAX_BUNDLES + 2) {
                throw refused(UpgradeRefusal.BAD_ARCHIVE, "The upgrade file has too many entries.");
            }
            if (name.startsWith("/")
                    || name.contains("\\")
                    || List.of(name.split("/", -1)).contains("..")) {
                throw refused(UpgradeRefusal.BAD_ARCHIVE, "The upgrade file has an entry outside of itself.");
            }
            if (entries.put(name, entry) != null) {
                throw refused(UpgradeRefusal.BAD_ARCHIVE, "The upgrade file has two entries of one name.");
            }
        }
        return entries;
    }

    private static Verified verify(ZipFile zip, Map<String, ZipEntry> entries, Map<String, PublicKey> trusted)
            throws IOException, UpgradeException {
        ZipEntry manifestEntry = entries.get(MANIFEST);
        if (manifestEntry == null) {
            throw refused(UpgradeRefusal.BAD_ARCHIVE, "The file has no manifest: it is no upgrade file.");
        }
        ZipEntry signatureEntry = entries.get(SIGNATURE);
        if (signatureEntry == null) {
            throw refused(UpgradeRefusal.UNSIGNED, "The upgrade is not signed.");
        }
        byte[] content = read(zip, manifestEntry, ManifestCodec.MAX_BYTES);
        String text = new String(read(zip, signatureEntry, MAX_SIGNATURE), StandardCharsets.US_ASCII).strip();
        if (text.isEmpty()) {
            throw refused(UpgradeRefusal.UNSIGNED, "The upgrade's signature is empty.");
        }
        String[] words = text.split(" ", -1);
        if (words.length != 3 || !words[0].equals(SIGNATURE_FORM)) {
            throw refused(UpgradeRefusal.BAD_SIGNATURE, "The upgrade's signature is malformed.");
        }
        PublicKey key = trusted.get(words[1]);
        if (key == null) {
            throw refused(
                    UpgradeRefusal.UNKNOWN_KEY,
                    trusted.isEmpty()
                            ? "No key is pinned on this device. Put the maker's public key (*.pub) into"
                                    + " upgrade/keys in the data directory."
                            : "The upgrade is signed with a key that this device does not trust.");
        }
        if (!SigningKeys.verifies(key, content, signature(words[2]))) {
            throw refused(UpgradeRefusal.BAD_SIGNATURE, "The signature is not that of the upgrade's manifest.");
        }
        return new Verified(ManifestCodec.read(content), words[1]);
    }

    private static byte[] signature(String base64) throws UpgradeException {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw refused(UpgradeRefusal.BAD_SIGNATURE, "The upgrade's signature is malformed.");
        }
    }

    private static void checkNames(UpgradeManifest manifest, Set<String> names) throws UpgradeException {
        Set<String> expected = new HashSet<>(Set.of(MANIFEST, SIGNATURE));
        for (NewBundle bundle : manifest.bundles()) {
            expected.add(bundle.entryName());
        }
        for (String name : expected) {
            if (!names.contains(name)) {
                throw refused(UpgradeRefusal.TRUNCATED, "The upgrade file lacks " + name + ".");
            }
        }
        if (names.size() != expected.size()) {
            throw refused(UpgradeRefusal.BAD_ARCHIVE, "The upgrade file has entries that its manifest does not name.");
        }
        long total = 0;
        for (NewBundle bundle : manifest.bundles()) {
            total += bundle.size();
            if (bundle.size() > MAX_BYTES || total > MAX_BYTES) {
                throw refused(UpgradeRefusal.TOO_LARGE, "The bundles are larger than " + MAX_BYTES + " bytes.");
            }
        }
    }

    UpgradeManifest manifest() {
        return manifest;
    }

    /** The key that signed it. */
    String keyId() {
        return keyId;
    }

    /**
     * Writes the jars into a directory, each as {@code DIGEST.jar}, after comparing size, digest and the name and
     * version in the jar with the manifest.
     *
     * @return the jars by symbolic name
     * @throws IOException when a jar cannot be written
     */
    Map<String, Path> extract(Path directory) throws IOException, UpgradeException {
        Map<String, Path> jars = new HashMap<>();
        for (NewBundle bundle : manifest.bundles()) {
            Path jar = directory.resolve(bundle.sha256() + ".jar");
            ZipEntry entry = entries.get(bundle.entryName());
            if (entry == null) {
                throw refused(UpgradeRefusal.TRUNCATED, "The upgrade file lacks " + bundle.entryName() + ".");
            }
            copy(bundle, entry, jar);
            checkIdentity(bundle, jar);
            jars.put(bundle.symbolicName(), jar);
        }
        return jars;
    }

    private void copy(NewBundle bundle, ZipEntry entry, Path jar) throws IOException, UpgradeException {
        MessageDigest digest = Sha256.digest();
        byte[] buffer = new byte[BUFFER_BYTES];
        long total = 0;
        try (InputStream in = zip.getInputStream(entry);
                var out = Files.newOutputStream(jar)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                total += read;
                if (total > bundle.size()) {
                    throw mismatch(bundle, "is longer than its manifest says");
                }
                digest.update(buffer, 0, read);
                out.write(buffer, 0, read);
            }
        } catch (ZipException | java.io.EOFException e) {
            throw refused(UpgradeRefusal.TRUNCATED, bundle.symbolicName() + " is damaged in the upgrade file.");
        }
        if (total != bundle.size() || !Sha256.hex(digest.digest()).equals(bundle.sha256())) {
            throw mismatch(bundle, "is not what was signed");
        }
    }

    private static void checkIdentity(NewBundle bundle, Path jar) throws IOException, UpgradeException {
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest headers = file.getManifest();
            String name = headers == null ? null : headers.getMainAttributes().getValue("Bundle-SymbolicName");
            String version =
                    headers == null ? null : headers.getMainAttributes().getValue("Bundle-Version");
            if (name == null
                    || version == null
                    || !name.split(";", -1)[0].strip().equals(bundle.symbolicName())
                    || !version.strip().equals(bundle.version())) {
                throw mismatch(bundle, "is another bundle or version than its manifest says");
            }
        } catch (ZipException e) {
            throw mismatch(bundle, "is no jar");
        }
    }

    private static UpgradeException mismatch(NewBundle bundle, String what) {
        return refused(UpgradeRefusal.DIGEST_MISMATCH, bundle.symbolicName() + " " + what + ".");
    }

    private static byte[] read(ZipFile zip, ZipEntry entry, int max) throws IOException, UpgradeException {
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] content = in.readNBytes(max + 1);
            if (content.length > max) {
                throw refused(UpgradeRefusal.TOO_LARGE, entry.getName() + " is larger than " + max + " bytes.");
            }
            return content;
        } catch (ZipException | java.io.EOFException e) {
            throw refused(UpgradeRefusal.TRUNCATED, entry.getName() + " is damaged.");
        }
    }

    private static UpgradeException refused(UpgradeRefusal reason, String message) {
        return new UpgradeException(reason, message);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
