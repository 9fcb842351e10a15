// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.dtls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsDecodeResult;
import org.junit.jupiter.api.Test;

final class RecordCipherTest {

    private final AtomicInteger accepted = new AtomicInteger();

    private interface Decoding {

        TlsDecodeResult decode() throws IOException;
    }

    private TlsDecodeResult decode(Decoding decoding) throws IOException {
        TlsCipher inner = (TlsCipher) Proxy.newProxyInstance(
                TlsCipher.class.getClassLoader(),
                new Class<?>[] {TlsCipher.class},
                (proxy, method, arguments) -> decoding.decode());
        return new RecordCipher(inner, accepted::incrementAndGet)
                .decodeCiphertext(1, ContentType.handshake, ProtocolVersion.DTLSv12, new byte[100], 13, 87);
    }

    private void isDropped(Decoding decoding) {
        var thrown = assertThrows(TlsFatalAlert.class, () -> decode(decoding));
        assertEquals(AlertDescription.bad_record_mac, thrown.getAlertDescription());
        assertEquals(0, accepted.get());
    }

    private static byte[] handshake(int type, int length) {
        byte[] message = new byte[24];
        message[0] = (byte) type;
        message[1] = (byte) (length >> 16);
        message[2] = (byte) (length >> 8);
        message[3] = (byte) length;
        message[11] = 12;
        return message;
    }

    private static TlsDecodeResult plain(short type, byte[] content) {
        return new TlsDecodeResult(content, 0, content.length, type);
    }

    @Test
    void everyFailureIsABadRecordMac() {
        isDropped(() -> {
            throw new TlsFatalAlert(AlertDescription.decode_error);
        });
        isDropped(() -> {
            throw new TlsFatalAlert(AlertDescription.internal_error);
        });
        isDropped(() -> {
            throw new IllegalStateException("cipher");
        });
    }

    @Test
    void encryptedHandshakeMessageOtherThanFinishedIsDropped() throws IOException {
        isDropped(() -> plain(ContentType.handshake, handshake(20, 0xFFFFFF)));
        isDropped(() -> plain(ContentType.handshake, handshake(1, 12)));
        isDropped(() -> plain(ContentType.handshake, new byte[3]));
        assertEquals(24, decode(() -> plain(ContentType.handshake, handshake(20, 12))).len);
        assertEquals(1, accepted.get());
    }

    @Test
    void otherContentTypesAreNotDecrypted() throws IOException {
        assertEquals(3, decode(() -> plain(ContentType.application_data, new byte[3])).len);
    }
}
