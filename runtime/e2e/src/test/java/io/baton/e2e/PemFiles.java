// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * A certificate for 127.0.0.1 and its key as PEM files, made by the keytool of the JDK.
 *
 * @param fingerprint SHA-256, pairs of upper-case hexadecimal digits with colons between
 */
record PemFiles(Path certificate, Path key, String fingerprint) {
    private static final String PASSWORD = "changeit";

    /** @param name of the files, and of the subject */
    static PemFiles create(Path directory, String name) throws Exception {
        Path store = directory.resolve(name + ".p12");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "device",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=ip:127.0.0.1",
                "-validity",
                "90",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString());
        int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (exit != 0) {
            throw new IllegalStateException("keytool ended with " + exit);
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        byte[] certificate = keys.getCertificate("device").getEncoded();
        return new PemFiles(
                write(directory.resolve(name + ".crt"), "CERTIFICATE", certificate),
                write(
                        directory.resolve(name + ".key"),
                        "PRIVATE KEY",
                        keys.getKey("device", PASSWORD.toCharArray()).getEncoded()),
                HexFormat.ofDelimiter(":")
                        .withUpperCase()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate))
                        .toUpperCase(Locale.ROOT));
    }

    private static Path write(Path file, String type, byte[] content) throws Exception {
        String body = Base64.getMimeEncoder().encodeToString(content);
        return Files.writeString(file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, body, type));
    }
}
