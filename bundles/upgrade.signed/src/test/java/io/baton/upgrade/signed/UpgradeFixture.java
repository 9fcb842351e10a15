// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import io.baton.upgrade.signed.UpgradeManifest.NewBundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes keys, bundles and upgrade files: whole ones, and ones that are wrong in one way. */
final class UpgradeFixture {

    static final String PRODUCT = "baton";
    static final String NAME = "io.baton.nickname.unicode";

    private UpgradeFixture() {}

    static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance(SigningKeys.ALGORITHM).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static Map<String, PublicKey> trusted(KeyPair... pairs) {
        Map<String, PublicKey> keys = new LinkedHashMap<>();
        for (KeyPair pair : pairs) {
            keys.put(SigningKeys.id(pair.getPublic()), pair.getPublic());
        }
        return keys;
    }

    /** A bundle's jar with some content. */
    static byte[] jar(String name, String version) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", name);
        manifest.getMainAttributes().putValue("Bundle-Version", version);
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            jar.putNextEntry(new JarEntry("content.txt"));
            jar.write((name + version).getBytes(StandardCharsets.UTF_8));
            jar.closeEntry();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    static NewBundle bundle(String name, String version, byte[] jar) {
        return new NewBundle(
                name, version, sha256(jar), jar.length, Map.of("io.baton.nickname", "[1.0,2.0)"), Map.of());
    }

    static UpgradeManifest manifest(long counter, NewBundle... bundles) {
        return new UpgradeManifest("upgrade " + counter, PRODUCT, counter, 0, 0, List.of(bundles), Optional.empty());
    }

    /** The entries of a whole upgrade file of one bundle; a test changes one of them. */
    static Map<String, byte[]> entries(UpgradeManifest manifest, Map<String, byte[]> jars, KeyPair key) {
        byte[] content = ManifestCodec.write(manifest);
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put(UpgradeArchive.MANIFEST, content);
        entries.put(UpgradeArchive.SIGNATURE, signature(content, key));
        manifest.bundles().forEach(bundle -> {
            byte[] jar = jars.get(bundle.symbolicName());
            if (jar != null) {
                entries.put(bundle.entryName(), jar);
            }
        });
        return entries;
    }

    static byte[] signature(byte[] content, KeyPair key) {
        try {
            String base64 = Base64.getEncoder().encodeToString(SigningKeys.sign(key.getPrivate(), content));
            return ("ed25519 " + SigningKeys.id(key.getPublic()) + " " + base64 + "\n")
                    .getBytes(StandardCharsets.US_ASCII);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] zip(Map<String, byte[]> entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    /** A whole upgrade file with one bundle. */
    static byte[] file(String name, String version, long counter, KeyPair key) {
        byte[] jar = jar(name, version);
        return zip(entries(manifest(counter, bundle(name, version, jar)), Map.of(name, jar), key));
    }

    static Path write(Path directory, byte[] content) throws IOException {
        return Files.write(directory.resolve("test.baton-upgrade"), content);
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
