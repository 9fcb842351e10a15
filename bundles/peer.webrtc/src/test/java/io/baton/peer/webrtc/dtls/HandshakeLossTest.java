// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.dtls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.webrtc.sdp.RemoteFingerprint;
import io.baton.testkit.Patience;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.ExtensionType;
import org.bouncycastle.tls.HandshakeType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Handshakes over a wire that loses, delays, joins, splits and forges datagrams. What it does depends on the messages
 * alone, never on when they are sent, and whether a handshake completes depends on that alone, too.
 */
final class HandshakeLossTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final DtlsIdentity IDENTITY = DtlsIdentity.create(Instant.EPOCH, RANDOM);
    private static final List<RemoteFingerprint> PROMISED =
            List.of(new RemoteFingerprint("SHA-256", IDENTITY.digest()));

    private static final String CHANGE_CIPHER_SPEC = "change_cipher_spec";
    private static final String FINISHED = "finished";
    private static final String CERTIFICATE_VERIFY = "certificate_verify";
    /** The client's flight that ends in Finished (RFC 6347 §4.2.4). */
    private static final List<String> CLIENT_FLIGHT =
            List.of("certificate", "client_key_exchange", CERTIFICATE_VERIFY, CHANGE_CIPHER_SPEC, FINISHED);

    private static final List<String> SERVER_FLIGHT = List.of(CHANGE_CIPHER_SPEC, FINISHED);

    /** Carries what one side sends, a record at a time. */
    @FunctionalInterface
    private interface Wire {

        /** The datagrams that arrive now. */
        List<byte[]> carry(String message, byte[] record);
    }

    /** Held while a link takes a datagram, which is for one thread at a time. */
    private final Object lock = new Object();

    private final Set<String> sent = new HashSet<>();
    private final List<byte[]> atClient = new ArrayList<>();
    private final List<byte[]> atServer = new ArrayList<>();
    private Wire fromClient = (message, record) -> List.of(record);
    private Wire fromServer = (message, record) -> List.of(record);
    private @Nullable DtlsLink client;
    private @Nullable DtlsLink server;

    private DtlsLink client() {
        DtlsLink link = client;
        assertNotNull(link);
        return link;
    }

    private DtlsLink server() {
        DtlsLink link = server;
        assertNotNull(link);
        return link;
    }

    private static String message(byte[] record) {
        boolean plain = !RecordFilter.isEncrypted(record, 0);
        return switch (record[0]) {
            case 20 -> CHANGE_CIPHER_SPEC;
            case 22 -> plain ? HandshakeType.getName(record[RecordFilter.HEADER]) : FINISHED;
            default -> "other";
        };
    }

    private DtlsOutput output(boolean ofClient) {
        return (data, offset, length) -> {
            byte[] record = Arrays.copyOfRange(data, offset, offset + length);
            synchronized (lock) {
                Wire wire = ofClient ? fromClient : fromServer;
                for (byte[] datagram : wire.carry(message(record), record)) {
                    DtlsLink to = ofClient ? server() : client();
                    to.received(datagram, 0, datagram.length, input(ofClient ? atServer : atClient));
                }
            }
        };
    }

    private static DtlsInput input(List<byte[]> received) {
        return (data, offset, length) -> received.add(Arrays.copyOfRange(data, offset, offset + length));
    }

    /** Opens the link at the end, so that it repeats its last messages if they were lost. */
    private CompletableFuture<Boolean> shake(DtlsLink link, List<byte[]> received) {
        var done = new CompletableFuture<Boolean>();
        Thread.ofVirtual().start(() -> {
            try {
                boolean keys = link.handshake() != null;
                synchronized (lock) {
                    link.open(input(received));
                }
                done.complete(keys);
            } catch (IOException failed) {
                done.completeExceptionally(failed);
            }
        });
        return done.orTimeout(2 * Patience.LONGEST.toSeconds(), TimeUnit.SECONDS);
    }

    private DtlsLink link(boolean ofClient) {
        return new DtlsLink(IDENTITY, ofClient, PROMISED, true, Patience.LONGEST, RANDOM, output(ofClient));
    }

    private void connects() {
        client = link(true);
        server = link(false);
        CompletableFuture<Boolean> atEnd = shake(server(), atServer);
        assertTrue(shake(client(), atClient).join() && atEnd.join());
        assertTrue(client().send(new byte[] {1}, 0, 1));
        assertTrue(server().send(new byte[] {2}, 0, 1));
        synchronized (lock) {
            assertArrayEquals(new byte[] {1}, atServer.getLast());
            assertArrayEquals(new byte[] {2}, atClient.getLast());
        }
    }

    @AfterEach
    void close() {
        if (client != null) {
            client.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private static byte[] join(List<byte[]> records) {
        var all = new ByteArrayOutputStream();
        records.forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static byte[] numbered(byte[] record, int sequence) {
        ByteBuffer.wrap(record).putInt(7, sequence);
        return record;
    }

    private static int sequence(byte[] record) {
        return ByteBuffer.wrap(record).getInt(7);
    }

    private static byte[] forgedChangeCipherSpec(int sequence) {
        return numbered(new byte[] {20, -2, -3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1}, sequence);
    }

    /** Keeps the records of a flight, and hands them out together with its last one. */
    private static final class Flight {

        private final List<String> messages;
        private final List<byte[]> records = new ArrayList<>();

        Flight(List<String> messages) {
            this.messages = messages;
        }

        /** The records of the whole flight with its last one, until then none; a message of no flight by itself. */
        List<byte[]> collect(String message, byte[] record) {
            if (!messages.contains(message)) {
                return List.of(record);
            }
            records.add(record);
            if (!message.equals(messages.getLast())) {
                return List.of();
            }
            List<byte[]> all = List.copyOf(records);
            records.clear();
            return all;
        }
    }

    /** Loses some messages of a flight once: those before and those behind come in one datagram each. */
    private Wire losing(List<String> messages, int from, int to) {
        var flight = new Flight(messages);
        return (message, record) -> {
            List<byte[]> records = flight.collect(message, record);
            if (records.size() == messages.size() && sent.add("flight " + messages)) {
                return List.of(join(records.subList(0, from)), join(records.subList(to, records.size())));
            }
            return records.isEmpty() ? List.of() : List.of(join(records));
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "client_hello",
                "certificate",
                "client_key_exchange",
                CERTIFICATE_VERIFY,
                CHANGE_CIPHER_SPEC,
                FINISHED
            })
    void anyMessageOfTheClientMayBeLost(String lost) {
        fromClient = (message, record) -> message.equals(lost) && sent.add(message) ? List.of() : List.of(record);
        connects();
        assertTrue(sent.contains(lost));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "server_hello",
                "certificate",
                "server_key_exchange",
                "certificate_request",
                "server_hello_done",
                CHANGE_CIPHER_SPEC,
                FINISHED
            })
    void anyMessageOfTheServerMayBeLost(String lost) {
        fromServer = (message, record) -> message.equals(lost) && sent.add(message) ? List.of() : List.of(record);
        connects();
        assertTrue(sent.contains(lost));
    }

    @ParameterizedTest
    @CsvSource({"0, 2", "0, 3", "1, 3", "2, 3", "2, 4", "3, 4", "3, 5", "4, 5"})
    void anyPartOfTheClientsFlightMayBeLost(int from, int to) {
        fromClient = losing(CLIENT_FLIGHT, from, to);
        connects();
        assertEquals(1, sent.size());
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "0, 2", "1, 2"})
    void anyPartOfTheServersLastFlightMayBeLost(int from, int to) {
        fromServer = losing(SERVER_FLIGHT, from, to);
        connects();
        assertEquals(1, sent.size());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void flightNeedsNoRepetitionWhenNothingIsLost(boolean joined) {
        var ofClient = new Flight(CLIENT_FLIGHT);
        var ofServer = new Flight(SERVER_FLIGHT);
        fromClient = (message, record) -> {
            if (!sent.add("client " + message) && !message.equals("other")) {
                return List.of();
            }
            List<byte[]> records = ofClient.collect(message, record);
            return joined && !records.isEmpty() ? List.of(join(records)) : records;
        };
        fromServer = (message, record) -> {
            if (!sent.add("server " + message) && !message.equals("other")) {
                return List.of();
            }
            List<byte[]> records = ofServer.collect(message, record);
            return joined && !records.isEmpty() ? List.of(join(records)) : records;
        };
        connects();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 1 3 2 4", "0 1 3 4 2", "3 4 0 1 2", "0 2 1 3 4", "4 3 2 1 0"})
    void messagesOfTheClientsFlightMayComeInAnyOrder(String order) {
        var flight = new Flight(CLIENT_FLIGHT);
        fromClient = (message, record) -> {
            List<byte[]> records = flight.collect(message, record);
            return records.size() == CLIENT_FLIGHT.size() && sent.add("flight")
                    ? Arrays.stream(order.split(" "))
                            .map(Integer::valueOf)
                            .map(records::get)
                            .toList()
                    : records;
        };
        connects();
        assertEquals(1, sent.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"certificate", CERTIFICATE_VERIFY})
    void fragmentOfAMessageMayBeLost(String split) {
        fromClient = (message, record) -> {
            if (RecordFilter.isEncrypted(record, 0)) {
                return List.of(record);
            }
            int number = 2 * sequence(record);
            if (!message.equals(split)) {
                return List.of(numbered(record, number));
            }
            byte[] first = numbered(fragment(record, 0, 40), number);
            byte[] second = numbered(fragment(record, 40, messageLength(record)), number + 1);
            return sent.add(message) ? List.of(first) : List.of(first, second);
        };
        connects();
        assertTrue(sent.contains(split));
    }

    private static int messageLength(byte[] record) {
        return RecordFilter.uint24(record, RecordFilter.HEADER + 1);
    }

    /** A record with one fragment of the message that a record has as a whole. */
    private static byte[] fragment(byte[] record, int from, int to) {
        int body = RecordFilter.HEADER + HandshakeBounds.HEADER;
        int size = to - from;
        return ByteBuffer.allocate(body + size)
                .put(record, 0, RecordFilter.HEADER - 2)
                .putShort((short) (HandshakeBounds.HEADER + size))
                .put(record, RecordFilter.HEADER, 6)
                .put((byte) 0)
                .putShort((short) from)
                .put((byte) 0)
                .putShort((short) size)
                .put(record, body + from, size)
                .array();
    }

    @Test
    void lastFlightIsRepeatedAsOftenAsTheClientRepeatsItsOwn() {
        var lost = new ArrayList<String>();
        fromServer = (message, record) -> {
            if (SERVER_FLIGHT.contains(message) && lost.size() < 2 * SERVER_FLIGHT.size()) {
                lost.add(message);
                return List.of();
            }
            return List.of(record);
        };
        connects();
        assertEquals(List.of(CHANGE_CIPHER_SPEC, FINISHED, CHANGE_CIPHER_SPEC, FINISHED), lost);
    }

    @ParameterizedTest
    @ValueSource(strings = {"client_key_exchange", CERTIFICATE_VERIFY, CHANGE_CIPHER_SPEC, FINISHED})
    void forgedChangeCipherSpecChangesNothingAtTheServer(String before) {
        fromClient = (message, record) ->
                message.equals(before) ? List.of(forgedChangeCipherSpec(40), record) : List.of(record);
        connects();
    }

    @Test
    void forgedChangeCipherSpecChangesNothingAtTheClient() {
        var flight = new Flight(SERVER_FLIGHT);
        fromServer = (message, record) -> {
            List<byte[]> records = flight.collect(message, record);
            if (records.isEmpty()) {
                return List.of();
            }
            return records.size() == 1
                    ? records
                    : List.of(forgedChangeCipherSpec(sequence(records.getFirst()) + 20), join(records));
        };
        connects();
    }

    @Test
    void dataInTheDatagramOfTheLastFlightIsRead() {
        var held = new ArrayList<byte[]>();
        fromServer = (message, record) -> {
            boolean data = message.equals("other");
            if (!data && !SERVER_FLIGHT.contains(message)) {
                return List.of(record);
            }
            held.add(record);
            if (!data) {
                return List.of();
            }
            byte[] all = join(held);
            held.clear();
            return List.of(all);
        };
        client = link(true);
        server = link(false);
        CompletableFuture<Boolean> atEnd = shake(client(), atClient);
        assertTrue(shake(server(), atServer).join());
        synchronized (lock) {
            assertTrue(server().send(new byte[] {3}, 0, 1));
        }
        assertTrue(atEnd.join());
        synchronized (lock) {
            assertTrue(server().send(new byte[] {4}, 0, 1));
            assertEquals(
                    List.of((byte) 3, (byte) 4),
                    atClient.stream().map(data -> data[0]).toList());
        }
    }

    /** So a server has no message in plain text left between the client's answer and ChangeCipherSpec (RFC 5077). */
    @Test
    void clientOffersNoSessionTicket() {
        var hello = new ArrayList<byte[]>();
        fromClient = (message, record) -> {
            hello.add(record);
            return List.of(record);
        };
        connects();
        List<Integer> offered = extensions(ByteBuffer.wrap(hello.getFirst()));
        assertTrue(offered.contains(ExtensionType.use_srtp));
        assertFalse(offered.contains(ExtensionType.session_ticket));
    }

    private static List<Integer> extensions(ByteBuffer hello) {
        int versionAndRandom = 34;
        hello.position(RecordFilter.HEADER + HandshakeBounds.HEADER + versionAndRandom);
        hello.position(hello.get() + hello.position()); // session
        hello.position(hello.get() + hello.position()); // cookie
        hello.position(hello.getShort() + hello.position()); // suites
        hello.position(hello.get() + hello.position()); // compression
        assertEquals(hello.getShort(), hello.remaining());
        var types = new ArrayList<Integer>();
        while (hello.hasRemaining()) {
            types.add((int) hello.getShort());
            hello.position(hello.getShort() + hello.position());
        }
        return types;
    }
}
