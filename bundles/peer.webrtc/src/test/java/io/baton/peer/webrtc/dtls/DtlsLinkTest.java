// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.dtls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.webrtc.sdp.RemoteFingerprint;
import io.baton.peer.webrtc.srtp.MasterKey;
import io.baton.peer.webrtc.srtp.RtpEncryptor;
import io.baton.testkit.Patience;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two links wired to each other in memory. */
final class DtlsLinkTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final DtlsIdentity DEVICE = DtlsIdentity.create(Instant.EPOCH, RANDOM);
    private static final DtlsIdentity BROWSER = DtlsIdentity.create(Instant.EPOCH, RANDOM);

    /** Held while a link takes a datagram, which is for one thread at a time. */
    private final Object lock = new Object();

    private final List<byte[]> atDevice = new ArrayList<>();
    private final List<byte[]> atBrowser = new ArrayList<>();
    /** Whether a datagram is lost, by what {@link #kind} says of it. */
    private Predicate<String> lost = kind -> false;

    private byte @Nullable [] lastToDevice;
    private @Nullable DtlsLink device;
    private @Nullable DtlsLink browser;

    private static List<RemoteFingerprint> promise(DtlsIdentity identity) {
        return List.of(new RemoteFingerprint("SHA-256", identity.digest()));
    }

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

    private static void keep(List<byte[]> list, byte[] data, int offset, int length) {
        list.add(Arrays.copyOfRange(data, offset, offset + length));
    }

    private void wire(boolean deviceIsClient, List<RemoteFingerprint> deviceExpects, boolean srtp) {
        device = new DtlsLink(DEVICE, deviceIsClient, deviceExpects, srtp, Patience.LONGEST, RANDOM, (d, o, l) -> {
            if (!lost.test("device " + kind(d, o))) {
                synchronized (lock) {
                    browser().received(d, o, l, (x, y, z) -> keep(atBrowser, x, y, z));
                }
            }
        });
        browser = new DtlsLink(BROWSER, !deviceIsClient, promise(DEVICE), srtp, Patience.LONGEST, RANDOM, (d, o, l) -> {
            lastToDevice = Arrays.copyOfRange(d, o, o + l);
            if (!lost.test("browser " + kind(d, o))) {
                synchronized (lock) {
                    device().received(d, o, l, (x, y, z) -> keep(atDevice, x, y, z));
                }
            }
        });
    }

    /** Tells datagrams apart, but not one from its repetition. */
    private static String kind(byte[] datagram, int offset) {
        int length = datagram[offset] == 22 && datagram[offset + 4] == 0 ? 9 : 0;
        return datagram[offset] + " " + datagram[offset + 4] + " "
                + HexFormat.of().formatHex(datagram, offset + 13, offset + 13 + length);
    }

    private record Both(@Nullable DtlsKeys device, @Nullable DtlsKeys browser) {}

    /** Opens the link at the end, so that it repeats its last messages if they were lost. */
    private CompletableFuture<@Nullable DtlsKeys> shake(DtlsLink link, List<byte[]> received) {
        var done = new CompletableFuture<@Nullable DtlsKeys>();
        Thread.ofVirtual().start(() -> {
            try {
                DtlsKeys keys = link.handshake();
                synchronized (lock) {
                    link.open((d, o, l) -> keep(received, d, o, l));
                }
                done.complete(keys);
            } catch (IOException failed) {
                done.completeExceptionally(failed);
            }
        });
        return done.orTimeout(2 * Patience.LONGEST.toSeconds(), TimeUnit.SECONDS);
    }

    private Both connect() {
        CompletableFuture<@Nullable DtlsKeys> a = shake(device(), atDevice);
        CompletableFuture<@Nullable DtlsKeys> b = shake(browser(), atBrowser);
        return new Both(a.join(), b.join());
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

    @Test
    void dataPassesInBothRoles() {
        for (boolean client : new boolean[] {true, false}) {
            atDevice.clear();
            atBrowser.clear();
            wire(client, promise(BROWSER), true);
            Both keys = connect();
            assertNotNull(keys.device());
            assertNotNull(keys.browser());
            assertArrayEquals(keyOf(keys.device().ours()), keyOf(keys.browser().theirs()));
            assertArrayEquals(
                    keyOf(keys.device().theirs()), keyOf(keys.browser().ours()));
            assertTrue(device().send(new byte[] {1, 2, 3}, 0, 3));
            assertTrue(browser().send(new byte[] {4, 5}, 0, 2));
            assertArrayEquals(new byte[] {1, 2, 3}, atBrowser.getFirst());
            assertArrayEquals(new byte[] {4, 5}, atDevice.getFirst());
        }
    }

    private static byte[] keyOf(MasterKey key) {
        byte[] out = new byte[200];
        new RtpEncryptor(key).encrypt(out, 0, 12, new byte[100], 0, 100, 7, 7);
        return out;
    }

    @Test
    void dataOnlySessionNeedsNoSrtpProfile() {
        wire(true, promise(BROWSER), false);
        Both keys = connect();
        assertNull(keys.device());
        assertTrue(browser().send(new byte[] {9}, 0, 1));
        assertEquals(1, atDevice.size());
    }

    @Test
    void certificateWithAnotherFingerprintIsRefused() {
        for (boolean client : new boolean[] {true, false}) {
            wire(client, promise(DEVICE), true);
            CompletableFuture<@Nullable DtlsKeys> deviceSide = shake(device(), atDevice);
            CompletableFuture<@Nullable DtlsKeys> browserSide = shake(browser(), atBrowser);
            var failed = assertThrows(CompletionException.class, deviceSide::join);
            assertInstanceOf(IOException.class, failed.getCause());
            browser().close();
            assertThrows(CompletionException.class, browserSide::join);
        }
    }

    /** What is lost depends on no time: a fourth of all messages, when they are sent for the first time. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void handshakeCompletesWithLoss(int first) {
        var sent = new HashSet<String>();
        wire(true, promise(BROWSER), true);
        lost = kind -> {
            synchronized (sent) {
                return sent.add(kind) && sent.size() % 4 == first;
            }
        };
        assertNotNull(connect().device());
    }

    @Test
    void closeNotifyEndsTheLinkAtOnce() {
        wire(true, promise(BROWSER), true);
        connect();
        assertFalse(device().hasEnded());
        browser().close();
        assertTrue(device().hasEnded());
        assertTrue(device().saidGoodbye());
    }

    @Test
    void garbageAndReplaysAreDropped() {
        wire(true, promise(BROWSER), true);
        connect();
        browser().send(new byte[] {1}, 0, 1);
        byte[] first = lastToDevice;
        assertNotNull(first);
        assertEquals(1, atDevice.size());
        device().received(first, 0, first.length, (d, o, l) -> keep(atDevice, d, o, l));
        var random = new Random(3);
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = Arrays.copyOf(first, 1 + random.nextInt(first.length));
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
            device().received(damaged, 0, damaged.length, (d, o, l) -> keep(atDevice, d, o, l));
            byte[] noise = new byte[random.nextInt(1_500)];
            random.nextBytes(noise);
            if (noise.length > 0) {
                noise[0] = (byte) (20 + random.nextInt(6));
            }
            device().received(noise, 0, noise.length, (d, o, l) -> keep(atDevice, d, o, l));
        }
        assertEquals(1, atDevice.size(), "nothing forged or repeated came through");
        assertFalse(device().hasEnded());
        assertTrue(browser().send(new byte[] {2}, 0, 1));
        assertEquals(2, atDevice.size());
    }

    @Test
    void closeDuringTheHandshakeEndsIt() {
        wire(true, promise(BROWSER), true);
        CompletableFuture<@Nullable DtlsKeys> waiting = shake(device(), atDevice);
        device().close();
        assertThrows(CompletionException.class, waiting::join);
        assertFalse(device().send(new byte[1], 0, 1));
    }
}
