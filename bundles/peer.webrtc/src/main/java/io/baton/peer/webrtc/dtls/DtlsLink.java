// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.dtls;

import io.baton.peer.webrtc.sdp.RemoteFingerprint;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.jspecify.annotations.Nullable;

/**
 * DTLS with one peer. The owner hands in datagrams of an address that ICE has authenticated, so no cookie exchange is
 * needed: packets of unknown sources are dropped before.
 *
 * <p>Threading. {@link #handshake} blocks and runs on a thread of its own; {@link #received} and {@link #open} belong
 * to the one receive thread; {@link #send} and {@link #close} may be called by any thread.
 */
public final class DtlsLink {

    /** At the handshake as client, where forged messages spoil some; a wrong certificate is refused at the last. */
    private static final int MAX_ATTEMPTS = 4;

    private final DatagramPipe pipe;
    private final DtlsHandshake handshake;
    private final DtlsCrypto crypto;
    private final boolean client;
    private final LongAdder dropped = new LongAdder();
    private final byte[] plain = new byte[DatagramPipe.RECEIVE_LIMIT];

    private volatile RecordFilter filter = new RecordFilter();
    private volatile @Nullable ClientAttempt attempt;
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
        crypto = new DtlsCrypto(random);
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
            made = connect();
        } else {
            var protocol = new DTLSServerProtocol();
            protocol.setVerifyRequests(true);
            var server = new DtlsServer(crypto, handshake);
            made = protocol.accept(server, new ServerTransport(pipe, server::awaitsFinished, dropped::increment));
        }
        transport = made;
        if (closed) {
            made.close();
            throw new IOException("closed");
        }
        return handshake.keys();
    }

    private DTLSTransport connect() throws IOException {
        for (int number = 0; ; number++) {
            var made = new ClientAttempt(pipe, number, number == MAX_ATTEMPTS - 1);
            attempt = made;
            try {
                return new DTLSClientProtocol().connect(new DtlsClient(crypto, handshake), made);
            } catch (IOException failed) {
                if (closed || made.isAnswered() || number == MAX_ATTEMPTS - 1) {
                    throw failed;
                }
                filter = new RecordFilter();
            }
        }
    }

    /** Begins to decrypt, first the datagrams that waited. Called once, after {@link #handshake} has returned. */
    public void open(DtlsInput input) {
        open = true;
        pipe.direct();
        for (byte[] data = pipe.poll(); data != null; data = pipe.poll()) {
            decrypt(data, 0, data.length, input);
        }
    }

    /** Takes a datagram. Malformed and forged records are dropped, and change nothing. */
    public void received(byte[] data, int offset, int length, DtlsInput input) {
        if (length > DatagramPipe.RECEIVE_LIMIT) {
            dropped.increment();
        } else if (open) {
            decrypt(data, offset, length, input);
        } else {
            queue(data, offset, length);
        }
    }

    /** Keeps the admitted records of a datagram for the handshake. */
    private void queue(byte[] data, int offset, int length) {
        byte[] kept = new byte[length];
        int size = 0;
        for (int at = offset, end = offset + length; at < end; ) {
            int record = next(data, at, end - at);
            if (record == 0) {
                break;
            }
            if (record > 0) {
                System.arraycopy(data, at, kept, size, record);
                size += record;
            }
            at += Math.abs(record);
        }
        if (size > 0 && !pipe.offer(kept, 0, size)) {
            dropped.increment();
        }
    }

    /** The length of the next record: negative when it is to be dropped, 0 when the rest of the datagram is. */
    private int next(byte[] data, int offset, int available) {
        int record = RecordFilter.recordLength(data, offset, available);
        ClientAttempt current = attempt;
        boolean complete = current != null && current.isAnswered();
        boolean admitted = record > 0 && filter.admits(data, offset, record, complete, open);
        if (!admitted) {
            dropped.increment();
        }
        return admitted ? record : -record;
    }

    private void decrypt(byte[] data, int offset, int length, DtlsInput input) {
        DTLSTransport engine = transport;
        if (engine == null) {
            return;
        }
        for (int at = offset, end = offset + length; at < end; ) {
            if (closed || hasEnded()) {
                return;
            }
            int record = next(data, at, end - at);
            if (record == 0) {
                return;
            }
            if (record > 0) {
                decrypt(engine, data, at, record, input);
            }
            at += Math.abs(record);
        }
    }

    /** Hands the engine one record, so that a bad one never hides the one behind it. */
    private void decrypt(DTLSTransport engine, byte[] data, int offset, int length, DtlsInput input) {
        long accepted = crypto.recordsAccepted();
        pipe.present(data, offset, length);
        try {
            // the wait is never used up: the pipe throws when it is empty
            int size = engine.receive(plain, 0, plain.length, 1_000);
            if (size >= 0) {
                input.data(plain, 0, size);
            }
        } catch (InterruptedIOException empty) {
            // no application data in it
        } catch (IOException failed) {
            broken = true;
        }
        if (RecordFilter.isEncrypted(data, offset) && crypto.recordsAccepted() == accepted) {
            dropped.increment();
        }
    }

    /** Datagrams and records dropped, because malformed, forged, repeated, early or too many. Any thread. */
    public long recordsDropped() {
        return dropped.sum();
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

    /** Whether the other side ended it: an authenticated close_notify or fatal alert. */
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
