// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.dtls;

import io.baton.peer.webrtc.sdp.RemoteFingerprint;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;
import org.jspecify.annotations.Nullable;

/**
 * DTLS with one peer. The owner hands in datagrams of an address that ICE has authenticated, so no cookie exchange is
 * needed: packets of unknown sources are dropped before.
 *
 * <p>Threading. {@link #handshake} blocks and runs on a thread of its own; {@link #received} and {@link #open} belong
 * to the one receive thread; {@link #send} and {@link #close} may be called by any thread.
 */
public final class DtlsLink {

    private final DatagramPipe pipe;
    private final DtlsHandshake handshake;
    private final JcaTlsCrypto crypto;
    private final boolean client;
    private final byte[] plain = new byte[DatagramPipe.RECEIVE_LIMIT];

    private volatile @Nullable DTLSTransport transport;
    private volatile boolean closed;
    private boolean open;
    private boolean broken;

    /**
     * @param client whether to begin the handshake
     * @param promised fingerprints of the only certificate to accept
     * @param srtp whether SRTP keys are needed: a handshake that gives none fails then
     * @param timeout for the whole handshake
     */
    public DtlsLink(
            DtlsIdentity identity,
            boolean client,
            List<RemoteFingerprint> promised,
            boolean srtp,
            Duration timeout,
            SecureRandom random,
            DtlsOutput output) {
        this.client = client;
        crypto = new JcaTlsCryptoProvider().create(random, random);
        pipe = new DatagramPipe(output);
        handshake = new DtlsHandshake(
                crypto, identity, new FingerprintCheck(promised), srtp, Math.toIntExact(timeout.toMillis()));
    }

    /**
     * Performs the handshake, retransmitting as needed.
     *
     * @return the SRTP keys; null when none were asked for
     * @throws IOException when it failed, took too long, or the link was closed meanwhile
     */
    public @Nullable DtlsKeys handshake() throws IOException {
        DTLSTransport made;
        if (client) {
            made = new DTLSClientProtocol().connect(new DtlsClient(crypto, handshake), pipe);
        } else {
            var protocol = new DTLSServerProtocol();
            protocol.setVerifyRequests(true);
            made = protocol.accept(new DtlsServer(crypto, handshake), pipe);
        }
        transport = made;
        if (closed) {
            made.close();
            throw new IOException("closed");
        }
        return handshake.keys();
    }

    /** Begins to decrypt, first the datagrams that waited. Called once, after {@link #handshake} has returned. */
    public void open(DtlsInput input) {
        open = true;
        pipe.direct();
        for (byte[] data = pipe.poll(); data != null; data = pipe.poll()) {
            decrypt(data, 0, data.length, input);
        }
    }

    /** Handles a datagram. Malformed and forged ones are dropped. */
    public void received(byte[] data, int offset, int length, DtlsInput input) {
        if (!open) {
            pipe.offer(data, offset, length);
        } else if (length <= DatagramPipe.RECEIVE_LIMIT) {
            decrypt(data, offset, length, input);
        }
    }

    private void decrypt(byte[] data, int offset, int length, DtlsInput input) {
        DTLSTransport engine = transport;
        if (engine == null || closed || broken || handshake.hasEnded()) {
            return;
        }
        pipe.present(data, offset, length);
        try {
            // the wait is never used up: the pipe throws when it is empty
            int size = engine.receive(plain, 0, plain.length, 1_000);
            while (size >= 0) {
                input.data(plain, 0, size);
                size = engine.receivePending(plain, 0, plain.length);
            }
        } catch (InterruptedIOException empty) {
            return;
        } catch (IOException failed) {
            broken = true;
        }
    }

    /**
     * Encrypts and sends application data.
     *
     * @return false when there is no connection to send on
     */
    public boolean send(byte[] data, int offset, int length) {
        DTLSTransport engine = transport;
        if (engine == null || closed) {
            return false;
        }
        try {
            engine.send(data, offset, length);
            return true;
        } catch (IOException ended) {
            return false;
        }
    }

    /** Whether the other side ended it, by close_notify or a fatal alert. */
    public boolean hasEnded() {
        return handshake.hasEnded() || broken;
    }

    /** Whether the other side sent close_notify. */
    public boolean saidGoodbye() {
        return handshake.hasEnded();
    }

    /** Sends close_notify, or aborts the handshake. Closing twice has no effect. */
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        pipe.stop();
        DTLSTransport engine = transport;
        if (engine != null) {
            try {
                engine.close();
            } catch (IOException unsaid) {
                // the other side notices by its own consent checks
                return;
            }
        }
    }
}
