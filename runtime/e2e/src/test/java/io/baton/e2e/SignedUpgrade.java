// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes upgrade files as docs/upgrade.md describes them, with a key of its own. */
final class SignedUpgrade {

    private final Path directory;
    private final KeyPair key;

    SignedUpgrade(Path directory) throws GeneralSecurityException {
        this.directory = directory;
        key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    /** Has a device trust the key from now on. */
    void trustedBy(Path data) throws IOException {
        Path keys = Files.createDirectories(data.resolve("upgrade/keys"));
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(key.getPublic().getEncoded());
        Files.writeString(
                keys.resolve("test.pub"), "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n");
    }

    /** Returns an upgrade file with a shipped bundle under another version. */
    Path of(String name, Path shipped, String version, long counter) throws IOException, GeneralSecurityException {
        return of(name, shipped, version, counter, Map.of());
    }

    /** As {@link #of(String, Path, String, long)}, with further headers in the manifest of the bundle. */
    Path of(String name, Path shipped, String version, long counter, Map<String, String> headers)
            throws IOException, GeneralSecurityException {
        Path jar = directory.resolve(name + ".jar");
        String symbolicName = withVersion(shipped, version, headers, jar);
        byte[] content = Files.readAllBytes(jar);
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        byte[] manifest = """
                {"format":1,"name":"%s","product":"baton","counter":%d,"bundles":[{"symbolicName":"%s","version":"%s",\
                "sha256":"%s","size":%d,"apis":{},"state":{}}]}
                """.formatted(name, counter, symbolicName, version, digest, content.length)
                .strip()
                .getBytes(StandardCharsets.UTF_8);
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(key.getPrivate());
        signer.update(manifest);
        String signature = "ed25519 " + keyId() + " " + Base64.getEncoder().encodeToString(signer.sign()) + "\n";
        Path file = directory.resolve(name + ".baton-upgrade");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            put(zip, "manifest.json", manifest);
            put(zip, "manifest.sig", signature.getBytes(StandardCharsets.US_ASCII));
            put(zip, "bundles/" + symbolicName + "-" + version + ".jar", content);
        }
        return file;
    }

    String keyId() throws GeneralSecurityException {
        byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(key.getPublic().getEncoded());
        return HexFormat.of().formatHex(digest).substring(0, 16);
    }

    private static String withVersion(Path shipped, String version, Map<String, String> headers, Path jar)
            throws IOException {
        try (JarFile from = new JarFile(shipped.toFile())) {
            Manifest manifest = new Manifest(from.getManifest());
            Attributes main = manifest.getMainAttributes();
            main.putValue("Bundle-Version", version);
            headers.forEach(main::putValue);
            try (JarOutputStream to = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
                for (ZipEntry entry : from.stream().toList()) {
                    if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
                        to.putNextEntry(new ZipEntry(entry.getName()));
                        try (InputStream in = from.getInputStream(entry)) {
                            in.transferTo(to);
                        }
                        to.closeEntry();
                    }
                }
            }
            return main.getValue("Bundle-SymbolicName");
        }
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }
}
