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
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two links wired to each other in memory. */
final class DtlsLinkTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final DtlsIdentity DEVICE = DtlsIdentity.create(Instant.EPOCH, RANDOM);
    private static final DtlsIdentity BROWSER = DtlsIdentity.create(Instant.EPOCH, RANDOM);

    private final List<byte[]> atDevice = new ArrayList<>();
    private final List<byte[]> atBrowser = new ArrayList<>();
    private BooleanSupplier lost = () -> false;
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
        Duration patience = Duration.ofSeconds(10);
        device = new DtlsLink(DEVICE, deviceIsClient, deviceExpects, srtp, patience, RANDOM, (d, o, l) -> {
            if (!lost.getAsBoolean()) {
                browser().received(d, o, l, (x, y, z) -> keep(atBrowser, x, y, z));
            }
        });
        browser = new DtlsLink(BROWSER, !deviceIsClient, promise(DEVICE), srtp, patience, RANDOM, (d, o, l) -> {
            lastToDevice = Arrays.copyOfRange(d, o, o + l);
            if (!lost.getAsBoolean()) {
                device().received(d, o, l, (x, y, z) -> keep(atDevice, x, y, z));
            }
        });
    }

    private record Both(@Nullable DtlsKeys device, @Nullable DtlsKeys browser) {}

    private static CompletableFuture<@Nullable DtlsKeys> shake(DtlsLink link) {
        var done = new CompletableFuture<@Nullable DtlsKeys>();
        Thread.ofVirtual().start(() -> {
            try {
                done.complete(link.handshake());
            } catch (IOException failed) {
                done.completeExceptionally(failed);
            }
        });
        return done.orTimeout(20, TimeUnit.SECONDS);
    }

    private Both connect() {
        CompletableFuture<@Nullable DtlsKeys> a = shake(device());
        CompletableFuture<@Nullable DtlsKeys> b = shake(browser());
        var both = new Both(a.join(), b.join());
        device().open((d, o, l) -> keep(atDevice, d, o, l));
        browser().open((d, o, l) -> keep(atBrowser, d, o, l));
        return both;
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
            CompletableFuture<@Nullable DtlsKeys> deviceSide = shake(device());
            CompletableFuture<@Nullable DtlsKeys> browserSide = shake(browser());
            var failed = assertThrows(CompletionException.class, deviceSide::join);
            assertInstanceOf(IOException.class, failed.getCause());
            browser().close();
            assertThrows(CompletionException.class, browserSide::join);
        }
    }

    @Test
    void handshakeCompletesWithLoss() {
        var random = new Random(7);
        wire(true, promise(BROWSER), true);
        lost = () -> {
            synchronized (random) {
                return random.nextInt(4) == 0;
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
        CompletableFuture<@Nullable DtlsKeys> waiting = shake(device());
        device().close();
        assertThrows(CompletionException.class, waiting::join);
        assertFalse(device().send(new byte[1], 0, 1));
    }
}
