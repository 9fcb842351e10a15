// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.dtls;

import java.io.IOException;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.HandshakeType;

/**
 * The transport of one attempt at a handshake as client. The server's messages come in plain text, so a forged one can
 * spoil what the engine has read. Until the client has answered them the server has not noticed: the attempt can be
 * given up, and another one begins with the same ClientHello, which the server takes for a retransmission.
 *
 * <p>For that, an attempt that may be followed by another one sends no alert, keeps the pipe open, numbers its records
 * apart from those of other attempts, and fails when the server's messages stay incomplete for too long.
 *
 * <p>Threading. The thread of the handshake; once {@link #isAnswered}, sending belongs to any thread.
 */
final class ClientAttempt implements DatagramTransport {

    /** A server retransmits several times meanwhile (RFC 6347 §4.2.4.1). */
    static final int MAX_WAIT_MILLIS = 3_000;

    private static final int SEQUENCE_BITS_16_TO_23 = 8;

    private final DatagramTransport pipe;
    private final int number;
    private final boolean last;
    private volatile boolean answered;
    private int waitedMillis;

    /**
     * @param number of this attempt, from 0
     * @param last whether no other one follows
     */
    ClientAttempt(DatagramTransport pipe, int number, boolean last) {
        this.pipe = pipe;
        this.number = number;
        this.last = last;
    }

    /** Whether the server's messages were complete and the client has answered: no other attempt can follow. */
    boolean isAnswered() {
        return answered;
    }

    private boolean isFinal() {
        return last || answered;
    }

    @Override
    public int receive(byte[] into, int offset, int length, int waitMillis) throws IOException {
        if (waitedMillis >= MAX_WAIT_MILLIS && !isFinal()) {
            throw new IOException("the server's messages stay incomplete");
        }
        int size = pipe.receive(into, offset, length, waitMillis);
        waitedMillis += size < 0 ? waitMillis : 0;
        return size;
    }

    @Override
    public void send(byte[] data, int offset, int length) throws IOException {
        if (!RecordFilter.isEncrypted(data, offset)) {
            if (data[offset] == ContentType.alert && !isFinal()) {
                return;
            }
            answered |= data[offset] == ContentType.handshake
                    && data[offset + RecordFilter.HEADER] != HandshakeType.client_hello;
            data[offset + SEQUENCE_BITS_16_TO_23] = (byte) number;
        }
        pipe.send(data, offset, length);
    }

    @Override
    public void close() throws IOException {
        if (isFinal()) {
            pipe.close();
        }
    }

    @Override
    public int getReceiveLimit() throws IOException {
        return pipe.getReceiveLimit();
    }

    @Override
    public int getSendLimit() throws IOException {
        return pipe.getSendLimit();
    }
}
