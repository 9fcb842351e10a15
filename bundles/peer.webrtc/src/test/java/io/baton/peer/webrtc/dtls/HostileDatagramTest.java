// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.dtls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.webrtc.sdp.RemoteFingerprint;
import io.baton.testkit.Patience;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Datagrams forged without any key, against a link of the real engine in both roles. */
final class HostileDatagramTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final DtlsIdentity IDENTITY = DtlsIdentity.create(Instant.EPOCH, RANDOM);
    private static final List<RemoteFingerprint> PROMISED =
            List.of(new RemoteFingerprint("SHA-256", IDENTITY.digest()));
    private static final int DTLS_1_0 = 0xFEFF;
    private static final int DTLS_1_2 = 0xFEFD;

    private final List<byte[]> atDevice = new ArrayList<>();
    private @Nullable DtlsLink device;
    private @Nullable DtlsLink browser;
    private List<byte[]> beforeEachDatagram = List.of();
    /** Makes a datagram that comes before the one it is given, or none. */
    private UnaryOperator<byte @Nullable []> forgery = datagram -> null;

    private byte @Nullable [] lastToDevice;

    private DtlsLink device() {
        DtlsLink link = device;
        assertNotNull(link);
        return link;
    }

    private DtlsLink browser() {
        DtlsLink link = browser;
        assertNotNull(link);
        return link;
    }

    private void receive(byte[] data) {
        device().received(data, 0, data.length, this::keep);
    }

    private void keep(byte[] data, int offset, int length) {
        atDevice.add(Arrays.copyOfRange(data, offset, offset + length));
    }

    private static CompletableFuture<Boolean> handshake(DtlsLink link) {
        var done = new CompletableFuture<Boolean>();
        Thread.ofVirtual().start(() -> {
            try {
                done.complete(link.handshake() != null);
            } catch (IOException failed) {
                done.completeExceptionally(failed);
            }
        });
        return done.orTimeout(2 * Patience.LONGEST.toSeconds(), TimeUnit.SECONDS);
    }

    private void connect(boolean deviceIsClient) {
        device = new DtlsLink(
                IDENTITY,
                deviceIsClient,
                PROMISED,
                true,
                Patience.LONGEST,
                RANDOM,
                (d, o, l) -> browser().received(d, o, l, (x, y, z) -> {}));
        browser = new DtlsLink(IDENTITY, !deviceIsClient, PROMISED, true, Patience.LONGEST, RANDOM, (d, o, l) -> {
            beforeEachDatagram.forEach(this::receive);
            byte[] datagram = Arrays.copyOfRange(d, o, o + l);
            byte[] forged = forgery.apply(datagram);
            if (forged != null) {
                receive(forged);
            }
            lastToDevice = datagram;
            receive(datagram);
        });
        CompletableFuture<Boolean> atServer = handshake(deviceIsClient ? browser() : device());
        CompletableFuture<Boolean> atClient = handshake(deviceIsClient ? device() : browser());
        assertTrue(atClient.join() && atServer.join());
        beforeEachDatagram = List.of();
        device().open(this::keep);
        browser().open((d, o, l) -> {});
    }

    @AfterEach
    void close() {
        if (device != null) {
            device.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    private static byte[] record(int type, int version, int epoch, long sequence, byte... content) {
        return ByteBuffer.allocate(RecordFilter.HEADER + content.length)
                .put((byte) type)
                .putShort((short) version)
                .putShort((short) epoch)
                .putShort((short) (sequence >> 32))
                .putInt((int) sequence)
                .putShort((short) content.length)
                .put(content)
                .array();
    }

    /** Every record type, version and epoch with contents of 0 to 48 bytes, and alerts that would end a link. */
    private static List<byte[]> forged() {
        var all = new ArrayList<byte[]>();
        long sequence = 1_000;
        for (int type = 19; type <= 26; type++) {
            for (int version : new int[] {DTLS_1_2, DTLS_1_0, 0x0303}) {
                for (int epoch : new int[] {0, 1, 2, 0xFFFF}) {
                    for (int length = 0; length <= 48; length++) {
                        all.add(record(type, version, epoch, sequence++, new byte[length]));
                    }
                }
            }
        }
        all.addAll(alerts());
        return all;
    }

    /** Plaintext alerts: close_notify, and fatal ones. */
    private static List<byte[]> alerts() {
        var all = new ArrayList<byte[]>();
        for (int version : new int[] {DTLS_1_2, DTLS_1_0}) {
            for (int epoch : new int[] {0, 1}) {
                for (byte level = 0; level <= 2; level++) {
                    for (byte description : new byte[] {0, 10, 20, 40, 80, 100}) {
                        all.add(record(21, version, epoch, 2_000 + all.size(), level, description));
                    }
                }
            }
        }
        return all;
    }

    private void dataPasses() {
        atDevice.clear();
        assertFalse(device().hasEnded());
        assertTrue(browser().send(new byte[] {7}, 0, 1));
        assertEquals(1, atDevice.size());
        assertArrayEquals(new byte[] {7}, atDevice.getFirst());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void forgedRecordsAreDroppedOneByOne(boolean client) {
        connect(client);
        for (byte[] datagram : forged()) {
            long before = device().recordsDropped();
            receive(datagram);
            assertFalse(device().hasEnded(), () -> "ended by type " + datagram[0] + " length " + datagram.length);
            // a server keeps its last flight, so it still reads handshake records in plain text
            if (datagram[0] != 22 || datagram[4] != 0) {
                assertEquals(before + 1, device().recordsDropped(), () -> "type " + datagram[0]);
            }
        }
        dataPasses();
        assertFalse(device().saidGoodbye());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void plaintextAlertsAndShortRecordsLeaveTheHandshakeAlone(boolean client) {
        var hostile = new ArrayList<>(alerts());
        for (int type = 20; type <= 24; type++) {
            hostile.add(record(type, DTLS_1_2, 1, 3_000 + type));
            hostile.add(record(type, DTLS_1_2, 1, 3_100 + type, new byte[5]));
        }
        // long enough for a tag, too short for the nonce of AES-GCM
        hostile.add(record(22, DTLS_1_2, 1, 4_000, new byte[20]));
        beforeEachDatagram = hostile;
        connect(client);
        dataPasses();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void repeatedRecordIsDroppedAndCounted(boolean client) {
        connect(client);
        dataPasses();
        byte[] sent = lastToDevice;
        assertNotNull(sent);
        long before = device().recordsDropped();
        receive(sent);
        assertEquals(1, atDevice.size());
        assertEquals(before + 1, device().recordsDropped());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void validRecordAfterInvalidOnesIsRead(boolean client) {
        connect(client);
        byte[] good = goodRecord();
        byte[] bad = record(23, DTLS_1_2, 1, 9_000, new byte[3]);
        byte[] cut = Arrays.copyOf(good, good.length - 1);
        var joined = ByteBuffer.allocate(2 * bad.length + good.length + cut.length)
                .put(bad)
                .put(bad)
                .put(good)
                .put(cut)
                .array();
        long before = device().recordsDropped();
        receive(joined);
        assertEquals(1, atDevice.size());
        assertEquals(before + 3, device().recordsDropped());
        dataPasses();
    }

    /** An authentic record the device has not seen yet. */
    private byte[] goodRecord() {
        DtlsLink receiver = device();
        byte[][] taken = new byte[1][];
        device = new DtlsLink(IDENTITY, true, PROMISED, true, Duration.ofSeconds(1), RANDOM, (d, o, l) -> {});
        assertTrue(browser().send(new byte[] {5}, 0, 1));
        taken[0] = lastToDevice;
        device = receiver;
        assertNotNull(taken[0]);
        return taken[0];
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void cutAndOversizedDatagramsAreDropped(boolean client) {
        connect(client);
        byte[] good = goodRecord();
        // of a handshake that took its time some are dropped already
        long before = device().recordsDropped();
        for (int length = 1; length < good.length; length++) {
            receive(Arrays.copyOf(good, length));
        }
        receive(record(23, DTLS_1_2, 1, 9_000, new byte[DatagramPipe.RECEIVE_LIMIT]));
        assertEquals(before + good.length, device().recordsDropped());
        assertEquals(0, atDevice.size());
        dataPasses();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void messagesThatClaimMegabytesAreDropped(boolean client) {
        var hostile = new ArrayList<byte[]>();
        for (int number = 0; number < 16; number++) {
            byte[] fragment = {2, -1, -1, -1, 0, (byte) number, 0, 0, 0, 0, 0, 1, 0};
            hostile.add(record(22, DTLS_1_2, 0, 5_000 + number, fragment));
        }
        beforeEachDatagram = hostile;
        connect(client);
        assertTrue(device().recordsDropped() >= hostile.size());
        dataPasses();
    }

    /** A copy of the first handshake message of this type, with its last byte changed; for the first few only. */
    private static UnaryOperator<byte @Nullable []> changed(int type, int offset, int times) {
        var left = new AtomicInteger(times);
        return datagram -> {
            boolean found = datagram[0] == 22 && datagram[4] == 0 && datagram[RecordFilter.HEADER] == type;
            if (!found || left.getAndDecrement() <= 0) {
                return null;
            }
            byte[] forged = datagram.clone();
            forged[RecordFilter.HEADER + HandshakeBounds.HEADER + offset] ^= 1;
            return forged;
        };
    }

    @ParameterizedTest
    @CsvSource({"2, 20, 1", "2, 20, 3", "11, 60, 1", "11, 60, 2", "12, 30, 1", "12, 30, 3"})
    void forgedMessageOfTheServerSpoilsOneAttemptOnly(int type, int offset, int times) {
        forgery = changed(type, offset, times);
        connect(true);
        dataPasses();
    }

    @Test
    void forgedEndOfTheServersMessagesSpoilsOneAttemptOnly() {
        var left = new AtomicInteger(1);
        byte[] done = {14, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0};
        forgery = datagram -> left.getAndDecrement() > 0 ? record(22, DTLS_1_2, 0, 6_000, done) : null;
        connect(true);
        dataPasses();
    }

    @ParameterizedTest
    @ValueSource(bytes = {0, 4, 11, 14, 20})
    void messageInPlainTextAfterTheAnswerIsDropped(byte type) {
        byte[] message = {type, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0};
        forgery = datagram -> datagram[0] == 20 ? record(22, DTLS_1_2, 0, 6_000, message) : null;
        connect(true);
        dataPasses();
    }

    @Test
    void forgeryWithoutEndFailsTheHandshake() {
        forgery = changed(2, 20, Integer.MAX_VALUE);
        assertThrows(CompletionException.class, () -> connect(true));
    }
}
