// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.dtls;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.DatagramTransport;

/**
 * The transport of a handshake as server. At ChangeCipherSpec the engine changes the epoch it reads as soon as it has
 * keys, before CertificateVerify: if that one is lost or comes later, it is of a past epoch then and never read,
 * however often the client repeats it. So ChangeCipherSpec is dropped until nothing but Finished is missing. Whoever
 * lost a message repeats its flight with ChangeCipherSpec (RFC 6347 §4.2.4).
 *
 * <p>Threading. Receiving belongs to the one thread that reads the engine; sending to any.
 */
final class ServerTransport implements DatagramTransport {

    private final DatagramTransport pipe;
    private final BooleanSupplier awaitsFinished;
    private final Runnable dropped;

    /**
     * @param pipe gives single records
     * @param awaitsFinished whether the engine has read all messages of the client but Finished
     * @param dropped runs for each record dropped
     */
    ServerTransport(DatagramTransport pipe, BooleanSupplier awaitsFinished, Runnable dropped) {
        this.pipe = pipe;
        this.awaitsFinished = awaitsFinished;
        this.dropped = dropped;
    }

    @Override
    public int receive(byte[] into, int offset, int length, int waitMillis) throws IOException {
        int size = pipe.receive(into, offset, length, waitMillis);
        if (size >= RecordFilter.HEADER
                && into[offset] == ContentType.change_cipher_spec
                && !RecordFilter.isEncrypted(into, offset)
                && !awaitsFinished.getAsBoolean()) {
            dropped.run();
            return 0;
        }
        return size;
    }

    @Override
    public void send(byte[] data, int offset, int length) throws IOException {
        pipe.send(data, offset, length);
    }

    @Override
    public void close() throws IOException {
        pipe.close();
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
