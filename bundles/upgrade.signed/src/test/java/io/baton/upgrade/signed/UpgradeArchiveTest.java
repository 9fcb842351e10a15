// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.baton.upgrade.UpgradeException;
import io.baton.upgrade.UpgradeRefusal;
import io.baton.upgrade.signed.UpgradeManifest.NewBundle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A whole file is accepted; each way to be wrong has its refusal. */
final class UpgradeArchiveTest {

    private static final KeyPair KEY = UpgradeFixture.keys();
    private static final KeyPair ROGUE = UpgradeFixture.keys();
    private static final byte[] JAR = UpgradeFixture.jar(UpgradeFixture.NAME, "0.1.1");
    private static final NewBundle BUNDLE = UpgradeFixture.bundle(UpgradeFixture.NAME, "0.1.1", JAR);
    private static final UpgradeManifest MANIFEST = UpgradeFixture.manifest(7, BUNDLE);

    private final Path directory;

    UpgradeArchiveTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void wholeFileIsAcceptedWithItsExactBytes() throws Exception {
        Path file = UpgradeFixture.write(directory, UpgradeFixture.zip(entries()));
        try (UpgradeArchive archive = UpgradeArchive.open(file, UpgradeFixture.trusted(KEY))) {
            assertEquals(MANIFEST, archive.manifest());
            assertEquals(SigningKeys.id(KEY.getPublic()), archive.keyId());
            Path jar = archive.extract(directory).get(UpgradeFixture.NAME);
            assertArrayEquals(JAR, Files.readAllBytes(Optional.ofNullable(jar).orElseThrow()));
        }
    }

    @Test
    void writtenFileIsAccepted() throws Exception {
        Path jar = Files.write(directory.resolve("bundle.jar"), JAR);
        Path file = directory.resolve("written.baton-upgrade");
        try (var out = Files.newOutputStream(file)) {
            UpgradeWriter.write(
                    out, MANIFEST, Map.of(UpgradeFixture.NAME, jar), KEY.getPrivate(), SigningKeys.id(KEY.getPublic()));
        }
        try (UpgradeArchive archive = UpgradeArchive.open(file, UpgradeFixture.trusted(KEY))) {
            assertEquals(1, archive.extract(directory).size());
        }
    }

    @Test
    void anyTrustedKeyIsAcceptedByItsId() throws Exception {
        Path file = UpgradeFixture.write(directory, UpgradeFixture.zip(entries()));
        try (UpgradeArchive archive = UpgradeArchive.open(file, UpgradeFixture.trusted(ROGUE, KEY))) {
            assertEquals(SigningKeys.id(KEY.getPublic()), archive.keyId());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongFiles")
    void wrongFileIsRefused(String what, byte[] content, UpgradeRefusal expected) throws Exception {
        assertEquals(expected, refusal(content, UpgradeFixture.trusted(KEY)), what);
    }

    @Test
    void withoutPinnedKeyEveryFileIsRefusedAndTheMessageSaysHowToPinOne() throws Exception {
        Path file = UpgradeFixture.write(directory, UpgradeFixture.zip(entries()));
        UpgradeException refused = assertThrows(UpgradeException.class, () -> UpgradeArchive.open(file, Map.of()));
        assertEquals(UpgradeRefusal.UNKNOWN_KEY, refused.reason());
        assertEquals(
                "No key is pinned on this device. Put the maker's public key (*.pub) into upgrade/keys in the data"
                        + " directory.",
                refused.getMessage());
    }

    @Test
    void everyCutOfAFileIsRefused() throws Exception {
        byte[] whole = UpgradeFixture.zip(entries());
        for (int length = 0; length < whole.length; length++) {
            refusal(Arrays.copyOf(whole, length), UpgradeFixture.trusted(KEY));
        }
    }

    static Stream<Arguments> wrongFiles() {
        byte[] whole = UpgradeFixture.zip(entries());
        return Stream.of(
                row("empty file", new byte[0], UpgradeRefusal.EMPTY),
                row("no archive", "hello, device".getBytes(StandardCharsets.US_ASCII), UpgradeRefusal.BAD_ARCHIVE),
                row("cut in the middle", Arrays.copyOf(whole, whole.length / 2), UpgradeRefusal.TRUNCATED),
                row("cut by one byte", Arrays.copyOf(whole, whole.length - 1), UpgradeRefusal.TRUNCATED),
                row("no manifest", without(UpgradeArchive.MANIFEST), UpgradeRefusal.BAD_ARCHIVE),
                row("no signature", without(UpgradeArchive.SIGNATURE), UpgradeRefusal.UNSIGNED),
                row("empty signature", with(UpgradeArchive.SIGNATURE, ""), UpgradeRefusal.UNSIGNED),
                row("malformed signature", with(UpgradeArchive.SIGNATURE, "hello"), UpgradeRefusal.BAD_SIGNATURE),
                row(
                        "signature not in Base64",
                        with(UpgradeArchive.SIGNATURE, "ed25519 " + SigningKeys.id(KEY.getPublic()) + " ???"),
                        UpgradeRefusal.BAD_SIGNATURE),
                row("signature of another key", signedBy(ROGUE), UpgradeRefusal.UNKNOWN_KEY),
                row("signature of another key under a pinned id", signedAs(ROGUE, KEY), UpgradeRefusal.BAD_SIGNATURE),
                row("signature of another manifest", otherManifest(), UpgradeRefusal.BAD_SIGNATURE),
                row(
                        "rogue key beside the signed content",
                        with("keys/rogue.pub", SigningKeys.pem(ROGUE.getPublic())),
                        UpgradeRefusal.BAD_ARCHIVE),
                row("a second signature", with("manifest.sig.2", "x"), UpgradeRefusal.BAD_ARCHIVE),
                row("bundle missing", without(BUNDLE.entryName()), UpgradeRefusal.TRUNCATED),
                row("bundle changed", with(BUNDLE.entryName(), changed(JAR)), UpgradeRefusal.DIGEST_MISMATCH),
                row(
                        "bundle shorter",
                        with(BUNDLE.entryName(), Arrays.copyOf(JAR, JAR.length - 1)),
                        UpgradeRefusal.DIGEST_MISMATCH),
                row(
                        "zip bomb: bundle longer than signed",
                        with(BUNDLE.entryName(), new byte[64 * 1024 * 1024]),
                        UpgradeRefusal.DIGEST_MISMATCH),
                row(
                        "zip bomb: manifest",
                        with(UpgradeArchive.MANIFEST, new byte[16 * 1024 * 1024]),
                        UpgradeRefusal.TOO_LARGE),
                row(
                        "signed size above the limit",
                        signed(UpgradeFixture.manifest(
                                7,
                                new NewBundle(
                                        UpgradeFixture.NAME,
                                        BUNDLE.version(),
                                        BUNDLE.sha256(),
                                        UpgradeArchive.MAX_BYTES + 1,
                                        Map.of(),
                                        Map.of()))),
                        UpgradeRefusal.TOO_LARGE),
                row("entry above the archive", with("../evil.jar", "x"), UpgradeRefusal.BAD_ARCHIVE),
                row("entry above a directory", with("bundles/../../evil.jar", "x"), UpgradeRefusal.BAD_ARCHIVE),
                row("absolute entry", with("/etc/evil", "x"), UpgradeRefusal.BAD_ARCHIVE),
                row("backslash in an entry", with("bundles\\evil.jar", "x"), UpgradeRefusal.BAD_ARCHIVE),
                row("two entries of one name", duplicate(), UpgradeRefusal.BAD_ARCHIVE),
                row("hundreds of entries", many(), UpgradeRefusal.BAD_ARCHIVE),
                row(
                        "jar of another bundle",
                        identity(UpgradeFixture.jar("io.baton.other", "0.1.1")),
                        UpgradeRefusal.DIGEST_MISMATCH),
                row(
                        "jar of another version",
                        identity(UpgradeFixture.jar(UpgradeFixture.NAME, "0.1.2")),
                        UpgradeRefusal.DIGEST_MISMATCH),
                row(
                        "jar that is no jar",
                        identity("no jar".getBytes(StandardCharsets.US_ASCII)),
                        UpgradeRefusal.DIGEST_MISMATCH),
                row(
                        "unknown member",
                        manifestText(text -> text.replace("{\"format\"", "{\"force\":true,\"format\"")),
                        UpgradeRefusal.BAD_MANIFEST),
                row(
                        "member twice",
                        manifestText(text -> text.replace("{\"format\"", "{\"counter\":9,\"format\"")),
                        UpgradeRefusal.BAD_MANIFEST),
                row(
                        "other format",
                        manifestText(text -> text.replace("\"format\":1", "\"format\":2")),
                        UpgradeRefusal.BAD_MANIFEST),
                row(
                        "counter 0",
                        manifestText(text -> text.replace("\"counter\":7", "\"counter\":0")),
                        UpgradeRefusal.BAD_MANIFEST),
                row(
                        "escaping symbolic name",
                        manifestText(text -> text.replace(UpgradeFixture.NAME, "../evil")),
                        UpgradeRefusal.BAD_MANIFEST),
                row("no JSON", manifestText(text -> text.substring(1)), UpgradeRefusal.BAD_MANIFEST));
    }

    private UpgradeRefusal refusal(byte[] content, Map<String, java.security.PublicKey> trusted) throws Exception {
        Path file = UpgradeFixture.write(directory, content);
        return assertThrows(UpgradeException.class, () -> {
                    try (UpgradeArchive archive = UpgradeArchive.open(file, trusted)) {
                        archive.extract(directory);
                    }
                })
                .reason();
    }

    private static Arguments row(String what, byte[] content, UpgradeRefusal expected) {
        return Arguments.of(what, content, expected);
    }

    private static Map<String, byte[]> entries() {
        return UpgradeFixture.entries(MANIFEST, Map.of(UpgradeFixture.NAME, JAR), KEY);
    }

    private static byte[] without(String name) {
        Map<String, byte[]> entries = entries();
        entries.remove(name);
        return UpgradeFixture.zip(entries);
    }

    private static byte[] with(String name, String content) {
        return with(name, content.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] with(String name, byte[] content) {
        Map<String, byte[]> entries = entries();
        entries.put(name, content);
        return UpgradeFixture.zip(entries);
    }

    private static byte[] signed(UpgradeManifest manifest) {
        return UpgradeFixture.zip(UpgradeFixture.entries(manifest, Map.of(UpgradeFixture.NAME, JAR), KEY));
    }

    private static byte[] signedBy(KeyPair key) {
        return with(UpgradeArchive.SIGNATURE, UpgradeFixture.signature(ManifestCodec.write(MANIFEST), key));
    }

    private static byte[] signedAs(KeyPair signer, KeyPair named) {
        String text =
                new String(UpgradeFixture.signature(ManifestCodec.write(MANIFEST), signer), StandardCharsets.US_ASCII);
        return with(
                UpgradeArchive.SIGNATURE,
                text.replace(SigningKeys.id(signer.getPublic()), SigningKeys.id(named.getPublic())));
    }

    private static byte[] otherManifest() {
        return with(UpgradeArchive.MANIFEST, ManifestCodec.write(UpgradeFixture.manifest(8, BUNDLE)));
    }

    /** A manifest that was signed after its text was changed. */
    private static byte[] manifestText(UnaryOperator<String> change) {
        String text = change.apply(new String(ManifestCodec.write(MANIFEST), StandardCharsets.UTF_8));
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        Map<String, byte[]> entries = entries();
        entries.put(UpgradeArchive.MANIFEST, content);
        entries.put(UpgradeArchive.SIGNATURE, UpgradeFixture.signature(content, KEY));
        return UpgradeFixture.zip(entries);
    }

    /** A jar whose digest is signed, under a name and version it does not have. */
    private static byte[] identity(byte[] jar) {
        NewBundle bundle = UpgradeFixture.bundle(UpgradeFixture.NAME, "0.1.1", jar);
        return UpgradeFixture.zip(
                UpgradeFixture.entries(UpgradeFixture.manifest(7, bundle), Map.of(UpgradeFixture.NAME, jar), KEY));
    }

    private static byte[] changed(byte[] jar) {
        byte[] changed = jar.clone();
        changed[changed.length / 2] ^= 1;
        return changed;
    }

    /** ZipOutputStream refuses a name twice, so one is renamed in the bytes. */
    private static byte[] duplicate() {
        byte[] content = with("manifest.jsoX", "{}");
        byte[] from = "manifest.jsoX".getBytes(StandardCharsets.US_ASCII);
        for (int at = 0; at + from.length <= content.length; at++) {
            if (Arrays.equals(content, at, at + from.length, from, 0, from.length)) {
                content[at + from.length - 1] = 'n';
            }
        }
        return content;
    }

    private static byte[] many() {
        Map<String, byte[]> entries = new LinkedHashMap<>(entries());
        for (int i = 0; i < 300; i++) {
            entries.put("bundles/" + i + ".jar", new byte[0]);
        }
        return UpgradeFixture.zip(entries);
    }
}
