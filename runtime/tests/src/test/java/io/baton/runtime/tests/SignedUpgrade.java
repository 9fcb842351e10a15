// SPDX-License-Identifier: Apache-2.0
package io.baton.runtime.tests;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;

/**
 * Makes signed upgrade files of installed bundles, written from the documented format and not with the device's code.
 */
final class SignedUpgrade {
    private SignedUpgrade() {}

    static KeyPair keys() throws GeneralSecurityException {
        return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    static String pem(KeyPair key) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getEncoder().encodeToString(key.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    /** A version that no other upgrade of a test class has. */
    static String next(Bundle bundle, int step) {
        Version version = bundle.getVersion();
        return version.getMajor() + "." + (version.getMinor() + 1) + "." + step;
    }

    /** The bundle's own jar with another version and further headers, as a signed upgrade. */
    static byte[] of(Bundle bundle, String version, long counter, Map<String, String> headers, KeyPair key)
            throws IOException, GeneralSecurityException {
        byte[] jar = jar(NextVersion.of(bundle), version, headers);
        return of(bundle.getSymbolicName(), version, jar, counter, key);
    }

    /** A jar as a signed upgrade. */
    static byte[] of(String name, String version, byte[] jar, long counter, KeyPair key)
            throws IOException, GeneralSecurityException {
        return of(Map.of(name, jar), version, counter, key);
    }

    /** Jars by symbolic name, all of the same version, as a signed upgrade. */
    static byte[] of(Map<String, byte[]> jars, String version, long counter, KeyPair key)
            throws IOException, GeneralSecurityException {
        List<String> members = new ArrayList<>();
        for (Map.Entry<String, byte[]> jar : jars.entrySet()) {
            members.add("""
                {"symbolicName":"%s","version":"%s","sha256":"%s","size":%d,"apis":{},"state":{}}\
                """.formatted(jar.getKey(), version, sha256(jar.getValue()), jar.getValue().length));
        }
        byte[] manifest =
                """
            {"format":1,"name":"test %d","product":"baton","counter":%d,"bundles":[%s]}\
            """.formatted(counter, counter, String.join(",", members)).getBytes(StandardCharsets.UTF_8);
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(key.getPrivate());
        signer.update(manifest);
        String signature = "ed25519 " + sha256(key.getPublic().getEncoded()).substring(0, 16) + " "
                + Base64.getEncoder().encodeToString(signer.sign());
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(file)) {
            put(zip, "manifest.json", manifest);
            put(zip, "manifest.sig", signature.getBytes(StandardCharsets.US_ASCII));
            for (Map.Entry<String, byte[]> jar : jars.entrySet()) {
                put(zip, "bundles/" + jar.getKey() + "-" + version + ".jar", jar.getValue());
            }
        }
        return file.toByteArray();
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }

    /** A jar with another version and further headers. */
    static byte[] jar(byte[] original, String version, Map<String, String> headers) throws IOException {
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        try (JarInputStream jar = new JarInputStream(new ByteArrayInputStream(original))) {
            Manifest manifest = new Manifest(jar.getManifest());
            manifest.getMainAttributes().putValue("Bundle-Version", version);
            headers.forEach(manifest.getMainAttributes()::putValue);
            try (JarOutputStream out = new JarOutputStream(copy, manifest)) {
                for (JarEntry entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
                    out.putNextEntry(new JarEntry(entry.getName()));
                    jar.transferTo((OutputStream) out);
                    out.closeEntry();
                }
            }
        }
        return copy.toByteArray();
    }

    private static String sha256(byte[] content) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }
}
