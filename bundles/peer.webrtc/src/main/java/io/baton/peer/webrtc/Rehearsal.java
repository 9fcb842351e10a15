// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import io.baton.peer.webrtc.dtls.DtlsIdentity;
import io.baton.peer.webrtc.dtls.DtlsLink;
import io.baton.peer.webrtc.rtp.WarmUp;
import io.baton.peer.webrtc.sdp.RemoteFingerprint;
import io.baton.peer.webrtc.srtp.SrtpProfile;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a few handshakes with itself in memory right after the start, and encrypts some packets, so that classes are
 * loaded and compiled before the first viewer comes. A cold one would wait a second and more.
 */
final class Rehearsal {

    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
    private static final int HANDSHAKES = 3;
    private static final int PICTURES = 500;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final InstantSource wall;
    private final LongSupplier nanoTime;
    private final SecureRandom random;

    Rehearsal(InstantSource wall, LongSupplier nanoTime, SecureRandom random) {
        this.wall = wall;
        this.nanoTime = nanoTime;
        this.random = random;
    }

    void start() {
        Threads.platform("baton-peer-warm-up", this::run).start();
    }

    private void run() {
        long begun = nanoTime.getAsLong();
        try {
            DtlsIdentity identity = DtlsIdentity.create(wall.instant(), random);
            for (int i = 0; i < HANDSHAKES; i++) {
                handshake(identity);
            }
            for (SrtpProfile profile : SrtpProfile.values()) {
                WarmUp.run(profile, PICTURES, random);
            }
            LOG.debug("warm after {} ms", (nanoTime.getAsLong() - begun) / 1_000_000);
        } catch (IOException | RuntimeException unlucky) {
            LOG.warn("could not warm up; the first viewer waits longer", unlucky);
        }
    }

    private void handshake(DtlsIdentity identity) throws IOException {
        var promised = List.of(new RemoteFingerprint("SHA-256", identity.digest()));
        var other = new AtomicReference<@Nullable DtlsLink>();
        var client = new DtlsLink(identity, true, promised, true, TIMEOUT, random, (data, offset, length) -> {
            DtlsLink server = other.get();
            if (server != null) {
                server.received(data, offset, length, Rehearsal::ignore);
            }
        });
        var server = new DtlsLink(
                identity,
                false,
                promised,
                true,
                TIMEOUT,
                random,
                (data, offset, length) -> client.received(data, offset, length, Rehearsal::ignore));
        other.set(server);
        Thread serving = Threads.platform("baton-peer-warm-up-2", () -> {
            try {
                server.handshake();
            } catch (IOException failed) {
                LOG.debug("warm-up handshake failed", failed);
            }
        });
        serving.start();
        client.handshake();
        Threads.join(serving);
        client.close();
        server.close();
    }

    private static void ignore(byte[] data, int offset, int length) {
        // nothing is said after the handshake
    }
}
