// SPDX-License-Identifier: Apache-2.0
package io.baton.power.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Mosquitto of the test's own, with TLS, one user and a password. */
final class Broker {

    static final Path PROGRAM = Path.of("/usr/sbin/mosquitto");
    static final String USER = "baton";
    static final String PASSWORD = "correct horse";

    private static final String STORE_PASSWORD = "changeit";

    /** Bound and not listening: no other program is given the port, and the broker may listen there. */
    private final Socket reserved = new Socket();

    final int port = reservePort();
    final Path certificate;
    private final Path configuration;
    private @Nullable Process process;

    Broker(Path directory) throws Exception {
        certificate = makeCertificate(directory);
        Path passwords = directory.resolve("passwords");
        run("mosquitto_passwd", "-c", "-b", passwords.toString(), USER, PASSWORD);
        configuration = directory.resolve("mosquitto.conf");
        Files.writeString(configuration, """
                user root
                allow_anonymous false
                password_file %s
                listener %d 127.0.0.1
                certfile %s
                keyfile %s
                """.formatted(passwords, port, certificate, directory.resolve("broker.key")));
    }

    private int reservePort() {
        try {
            reserved.setReuseAddress(true);
            reserved.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return reserved.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void run(String... command) throws Exception {
        int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (exit != 0) {
            throw new IllegalStateException(command[0] + " ended with " + exit);
        }
    }

    private static Path makeCertificate(Path directory) throws Exception {
        Path store = directory.resolve("broker.p12");
        run(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "broker",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=broker",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                STORE_PASSWORD,
                "-keystore",
                store.toString());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, STORE_PASSWORD.toCharArray());
        }
        write(
                directory.resolve("broker.key"),
                "PRIVATE KEY",
                keys.getKey("broker", STORE_PASSWORD.toCharArray()).getEncoded());
        return write(
                directory.resolve("broker.crt"),
                "CERTIFICATE",
                keys.getCertificate("broker").getEncoded());
    }

    private static Path write(Path file, String type, byte[] content) throws IOException {
        String body = Base64.getMimeEncoder().encodeToString(content);
        return Files.writeString(file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, body, type));
    }

    void start() throws IOException {
        process = new ProcessBuilder(List.of(PROGRAM.toString(), "-c", configuration.toString()))
                .redirectErrorStream(true)
                .redirectOutput(configuration.resolveSibling("mosquitto.log").toFile())
                .start();
    }

    /** Ends it as a crash would. */
    void kill() throws InterruptedException {
        Process present = process;
        if (present != null) {
            process = null;
            present.destroyForcibly().waitFor();
        }
    }
}
