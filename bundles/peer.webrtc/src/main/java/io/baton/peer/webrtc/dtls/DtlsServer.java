// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.dtls;

import java.io.IOException;
import java.util.Hashtable;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.TlsCrypto;

/** The DTLS server, the device's role when the offer says {@code setup:active}. */
final class DtlsServer extends DefaultTlsServer {

    private final DtlsHandshake handshake;

    DtlsServer(TlsCrypto crypto, DtlsHandshake handshake) {
        super(crypto);
        this.handshake = handshake;
    }

    /** Whether the client's Finished is the only message not yet read: the engine knows then what it must say. */
    boolean awaitsFinished() {
        SecurityParameters parameters = context.getSecurityParametersHandshake();
        return parameters != null && parameters.getPeerVerifyData() != null;
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
    protected TlsCredentialedSigner getECDSASignerCredentials() throws IOException {
        return handshake.credentials(context);
    }

    @Override
    public CertificateRequest getCertificateRequest() {
        return new CertificateRequest(
                new short[] {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign},
                DtlsHandshake.signatureAlgorithms(context),
                null);
    }

    @Override
    public void notifyClientCertificate(Certificate certificate) throws IOException {
        handshake.check.require(certificate);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void processClientExtensions(Hashtable extensions) throws IOException {
        super.processClientExtensions(extensions);
        handshake.choose(extensions == null ? null : TlsSRTPUtils.getUseSRTPExtension(extensions));
    }

    @Override
    public Hashtable<?, ?> getServerExtensions() throws IOException {
        Hashtable<?, ?> extensions = TlsExtensionsUtils.ensureExtensionsInitialised(super.getServerExtensions());
        UseSRTPData chosen = handshake.chosenProfile();
        if (chosen != null) {
            TlsSRTPUtils.addUseSRTPExtension(extensions, chosen);
        }
        return extensions;
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        handshake.complete(context, false);
    }

    @Override
    public void notifyAlertReceived(short level, short description) {
        handshake.alert(description);
    }
}
