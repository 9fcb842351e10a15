// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.dtls;

import java.io.IOException;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.HandshakeType;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsDecodeResult;
import org.bouncycastle.tls.crypto.TlsEncodeResult;

/**
 * A cipher whose every failure to decrypt is {@code bad_record_mac}: the engine drops such a record (RFC 6347 §4.1.2.7)
 * and ends the connection for any other reason, for instance a record shorter than its tag. An encrypted handshake
 * record is dropped, too, unless it holds Finished messages: the engine would allocate what others claim to be long.
 */
final class RecordCipher implements TlsCipher {

    /** Of {@code verify_data} (RFC 5246 §7.4.9); all suites the device accepts use the default. */
    private static final int FINISHED_LENGTH = 12;

    private final TlsCipher cipher;
    private final Runnable accepted;

    /** @param accepted runs for each record that is authentic */
    RecordCipher(TlsCipher cipher, Runnable accepted) {
        this.cipher = cipher;
        this.accepted = accepted;
    }

    @Override
    public TlsDecodeResult decodeCiphertext(
            long sequence, short type, ProtocolVersion version, byte[] data, int offset, int length)
            throws IOException {
        TlsDecodeResult plain;
        try {
            plain = cipher.decodeCiphertext(sequence, type, version, data, offset, length);
        } catch (IOException | RuntimeException invalid) {
            throw new TlsFatalAlert(AlertDescription.bad_record_mac, invalid);
        }
        if (plain.contentType == ContentType.handshake && !isFinished(plain)) {
            throw new TlsFatalAlert(AlertDescription.bad_record_mac);
        }
        accepted.run();
        return plain;
    }

    private static boolean isFinished(TlsDecodeResult plain) {
        int at = plain.off;
        int end = plain.off + plain.len;
        while (at < end) {
            int size = HandshakeBounds.fragment(plain.buf, at, end - at);
            if (size < 0
                    || plain.buf[at] != HandshakeType.finished
                    || RecordFilter.uint24(plain.buf, at + 1) != FINISHED_LENGTH) {
                return false;
            }
            at += HandshakeBounds.HEADER + size;
        }
        return true;
    }

    @Override
    public TlsEncodeResult encodePlaintext(
            long sequence,
            short type,
            ProtocolVersion version,
            int headerAllocation,
            byte[] data,
            int offset,
            int length)
            throws IOException {
        return cipher.encodePlaintext(sequence, type, version, headerAllocation, data, offset, length);
    }

    @Override
    public int getCiphertextDecodeLimit(int plaintextLimit) {
        return cipher.getCiphertextDecodeLimit(plaintextLimit);
    }

    @Override
    public int getCiphertextEncodeLimit(int plaintextLimit) {
        return cipher.getCiphertextEncodeLimit(plaintextLimit);
    }

    @Override
    public int getPlaintextDecodeLimit(int ciphertextLimit) {
        return cipher.getPlaintextDecodeLimit(ciphertextLimit);
    }

    @Override
    public int getPlaintextEncodeLimit(int ciphertextLimit) {
        return cipher.getPlaintextEncodeLimit(ciphertextLimit);
    }

    @Override
    public void rekeyDecoder() throws IOException {
        cipher.rekeyDecoder();
    }

    @Override
    public void rekeyEncoder() throws IOException {
        cipher.rekeyEncoder();
    }

    @Override
    public boolean usesOpaqueRecordTypeDecode() {
        return cipher.usesOpaqueRecordTypeDecode();
    }

    @Override
    public boolean usesOpaqueRecordTypeEncode() {
        return cipher.usesOpaqueRecordTypeEncode();
    }
}
