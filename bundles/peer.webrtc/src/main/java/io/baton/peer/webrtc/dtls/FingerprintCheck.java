// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.dtls;

import io.baton.peer.webrtc.sdp.RemoteFingerprint;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.TlsFatalAlert;

/** Checks the certificate of the handshake against the fingerprints of the offer (RFC 8122 §5). */
final class FingerprintCheck {

    private final List<RemoteFingerprint> promised;

    FingerprintCheck(List<RemoteFingerprint> promised) {
        this.promised = List.copyOf(promised);
    }

    void require(Certificate chain) throws IOException {
        if (chain.isEmpty()) {
            throw new TlsFatalAlert(AlertDescription.bad_certificate, "no certificate");
        }
        byte[] shown = chain.getCertificateAt(0).getEncoded();
        boolean matches = false;
        for (RemoteFingerprint fingerprint : promised) {
            matches |= MessageDigest.isEqual(digest(fingerprint.algorithm(), shown), fingerprint.digest());
        }
        if (!matches) {
            throw new TlsFatalAlert(AlertDescription.bad_certificate, "not the certificate of the offer");
        }
    }

    private static byte[] digest(String algorithm, byte[] data) throws IOException {
        try {
            return MessageDigest.getInstance(algorithm).digest(data);
        } catch (GeneralSecurityException missing) {
            throw new TlsFatalAlert(AlertDescription.internal_error, missing);
        }
    }
}
