// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.dtls;

import java.io.IOException;
import java.util.Hashtable;
import org.bouncycastle.tls.AbstractTlsClient;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.crypto.TlsCrypto;

/** The DTLS client, the device's role wherever the offer leaves the choice. */
final class DtlsClient extends AbstractTlsClient {

    private final DtlsHandshake handshake;

    DtlsClient(TlsCrypto crypto, DtlsHandshake handshake) {
        super(crypto);
        this.handshake = handshake;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return DtlsHandshake.versions();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return DtlsHandshake.suites();
    }

    @Override
    public int getHandshakeTimeoutMillis() {
        return handshake.timeoutMillis;
    }

    @Override
    public int getHandshakeResendTimeMillis() {
        return DtlsHandshake.RESEND_MILLIS;
    }

    @Override
    public boolean requiresExtendedMasterSecret() {
        return true;
    }

    @Override
    public Hashtable<?, ?> getClientExtensions() throws IOException {
        Hashtable<?, ?> extensions = TlsExtensionsUtils.ensureExtensionsInitialised(super.getClientExtensions());
        // Also where only data was offered: Pion gives up a handshake that agreed on no profile.
        TlsSRTPUtils.addUseSRTPExtension(extensions, DtlsHandshake.offeredProfiles());
        return extensions;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void processServerExtensions(Hashtable extensions) throws IOException {
        super.processServerExtensions(extensions);
        handshake.choose(extensions == null ? null : TlsSRTPUtils.getUseSRTPExtension(extensions));
    }

    @Override
    public TlsAuthentication getAuthentication() {
        return new TlsAuthentication() {
            @Override
            public void notifyServerCertificate(TlsServerCertificate certificate) throws IOException {
                handshake.check.require(certificate.getCertificate());
            }

            @Override
            public TlsCredentials getClientCredentials(CertificateRequest request) throws IOException {
                return handshake.credentials(context);
            }
        };
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        handshake.complete(context, true);
    }

    @Override
    public void notifyAlertReceived(short level, short description) {
        handshake.alert(description);
    }
}
