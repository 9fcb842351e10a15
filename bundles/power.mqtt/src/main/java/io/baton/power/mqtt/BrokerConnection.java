// SPDX-License-Identifier: Apache-2.0
package io.baton.power.mqtt;

import io.baton.shared.threads.DaemonThreads;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to a broker. Its thread connects, then reads until the end.
 *
 * <p>Threading. {@link #poll}, {@link #write} and {@link #close} one thread.
 */
final class BrokerConnection {

    private static final Logger LOG = LoggerFactory.getLogger("power.mqtt");
    private static final int CONNECT_MILLIS = 5_000;
    private static final int HANDSHAKE_MILLIS = 10_000;
    private static final int BUFFER = 8 * 1024;
    private static final int MAX_EVENTS = 16;
    private static final long MAX_CA_BYTES = 256 * 1024L;
    private static final Duration JOIN = Duration.ofSeconds(2);

    private final MqttSettings settings;
    private final DaemonThreads threads;
    private final Runnable wake;
    private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(MAX_EVENTS);
    private final Socket plain = new Socket();
    private final Thread thread;
    private volatile Socket socket = plain;

    /** What the thread tells. */
    sealed interface Event {}

    /** The broker can be written to. */
    record Opened() implements Event {}

    /** It sent something. */
    record Received(byte[] bytes) implements Event {}

    /**
     * There is no connection.
     *
     * @param cause the end of a sentence
     */
    record Ended(String cause) implements Event {}

    /** @param wake called after each event */
    BrokerConnection(MqttSettings settings, DaemonThreads threads, Runnable wake) {
        this.settings = settings;
        this.threads = threads;
        this.wake = wake;
        thread = threads.unstarted("baton-mqtt-reader", this::run);
    }

    void start() {
        thread.start();
    }

    /** Returns the next event; null for none. */
    @Nullable
    Event poll() {
        return events.poll();
    }

    /** After {@link Opened}. Packets are few and short: they fit into what the kernel buffers. */
    void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Ends the connection and its thread. */
    void close() {
        closePlain();
        thread.interrupt();
        threads.join(thread, JOIN);
    }

    /** Not the socket above it, which would wait to say so. */
    private void closePlain() {
        try {
            plain.close();
        } catch (IOException e) {
            LOG.debug("close failed", e);
        }
    }

    private void run() {
        try {
            String cause = serve();
            closePlain();
            tell(new Ended(cause));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closePlain();
        }
    }

    /** Returns why the connection ended. */
    private String serve() throws InterruptedException {
        try {
            open();
            tell(new Opened());
            read();
            return "it ended the connection";
        } catch (IOException | GeneralSecurityException e) {
            return words(e);
        }
    }

    private void tell(Event event) throws InterruptedException {
        events.put(event);
        wake.run();
    }

    private void open() throws IOException, GeneralSecurityException {
        BrokerAddress broker = settings.broker();
        InetSocketAddress address = new InetSocketAddress(broker.host(), broker.port());
        if (address.isUnresolved()) {
            throw new IOException("its host is not known");
        }
        plain.connect(address, CONNECT_MILLIS);
        plain.setTcpNoDelay(true);
        if (broker.tls()) {
            SSLSocket encrypted =
                    (SSLSocket) context().getSocketFactory().createSocket(plain, broker.host(), broker.port(), true);
            SSLParameters parameters = encrypted.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            encrypted.setSSLParameters(parameters);
            encrypted.setSoTimeout(HANDSHAKE_MILLIS);
            encrypted.startHandshake();
            encrypted.setSoTimeout(0);
            socket = encrypted;
        }
    }

    /** Read for each connection, so that a renewed file counts. */
    private SSLContext context() throws IOException, GeneralSecurityException {
        Path file = settings.caFile();
        if (file == null) {
            return SSLContext.getDefault();
        }
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        if (!Files.isRegularFile(file) || Files.size(file) > MAX_CA_BYTES) {
            throw new IOException("the file of certificates (caFile) cannot be read");
        }
        try (InputStream in = Files.newInputStream(file)) {
            int count = 0;
            for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry("ca" + count++, one);
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("the file of certificates (caFile) has none that can be read", e);
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    private void read() throws IOException, InterruptedException {
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[BUFFER];
        for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
            tell(new Received(Arrays.copyOf(buffer, length)));
        }
    }

    private static String words(Exception cause) {
        return switch (cause) {
            case ConnectException e -> "nothing answers there";
            case SocketTimeoutException e -> "it does not answer";
            case SocketException e -> "the connection broke";
            case SSLException e -> "TLS failed: " + e.getMessage();
            default -> String.valueOf(cause.getMessage());
        };
    }
}
