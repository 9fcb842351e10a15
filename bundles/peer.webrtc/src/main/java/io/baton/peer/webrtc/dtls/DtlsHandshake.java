// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.dtls;

import io.baton.peer.webrtc.srtp.MasterKey;
import io.baton.peer.webrtc.srtp.SrtpProfile;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Vector;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.jspecify.annotations.Nullable;

/** The common part of DTLS client and server: versions, suites, the device's certificate, SRTP, alerts. */
final class DtlsHandshake {

    static final int RESEND_MILLIS = 250;

    private static final SignatureAndHashAlgorithm ECDSA =
            SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa);

    private final JcaTlsCrypto crypto;
    private final DtlsIdentity identity;
    final FingerprintCheck check;
    final boolean srtp;
    final int timeoutMillis;

    private @Nullable SrtpProfile profile;
    private @Nullable DtlsKeys keys;
    private volatile boolean ended;

    DtlsHandshake(JcaTlsCrypto crypto, DtlsIdentity identity, FingerprintCheck check, boolean srtp, int timeoutMillis) {
        this.crypto = crypto;
        this.identity = identity;
        this.check = check;
        this.srtp = srtp;
        this.timeoutMillis = timeoutMillis;
    }

    static ProtocolVersion[] versions() {
        return ProtocolVersion.DTLSv12.only();
    }

    /**
     * Forward secrecy and authenticated encryption only; the device's certificate is ECDSA, the other side's may be
     * RSA.
     */
    static int[] suites() {
        return new int[] {
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
            CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
            CipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
            CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        };
    }

    TlsCredentialedSigner credentials(TlsContext context) throws IOException {
        var chain = new Certificate(new TlsCertificate[] {crypto.createCertificate(identity.certificate())});
        return new JcaDefaultTlsCredentialedSigner(
                new TlsCryptoParameters(context), crypto, identity.key(), chain, ECDSA);
    }

    static Vector<?> signatureAlgorithms(TlsContext context) {
        return TlsUtils.getDefaultSupportedSignatureAlgorithms(context);
    }

    static UseSRTPData offeredProfiles() {
        int[] ids =
                Arrays.stream(SrtpProfile.values()).mapToInt(SrtpProfile::id).toArray();
        return new UseSRTPData(ids, TlsUtils.EMPTY_BYTES);
    }

    /** Chooses the preferred profile among those offered; none is fatal when video was negotiated. */
    void choose(@Nullable UseSRTPData theirs) throws IOException {
        List<Integer> ids = theirs == null
                ? List.of()
                : Arrays.stream(theirs.getProtectionProfiles()).boxed().toList();
        Optional<SrtpProfile> chosen = Arrays.stream(SrtpProfile.values())
                .filter(ours -> ids.contains(ours.id()))
                .findFirst();
        if (srtp && chosen.isEmpty()) {
            throw new TlsFatalAlert(AlertDescription.handshake_failure, "no common SRTP profile");
        }
        profile = chosen.orElse(null);
    }

    @Nullable
    UseSRTPData chosenProfile() {
        SrtpProfile chosen = profile;
        return chosen == null ? null : new UseSRTPData(new int[] {chosen.id()}, TlsUtils.EMPTY_BYTES);
    }

    void complete(TlsContext context, boolean client) {
        SrtpProfile chosen = profile;
        if (!srtp || chosen == null) {
            return;
        }
        byte[] exported = context.exportKeyingMaterial(ExporterLabel.dtls_srtp, null, chosen.exportedLength());
        MasterKey ofClient = MasterKey.ofClient(chosen, exported);
        MasterKey ofServer = MasterKey.ofServer(chosen, exported);
        keys = client ? new DtlsKeys(ofClient, ofServer) : new DtlsKeys(ofServer, ofClient);
    }

    /** The other side sent an alert: close_notify ends the link, as does a fatal one. */
    void alert(short description) {
        if (description == AlertDescription.close_notify) {
            ended = true;
        }
    }

    boolean hasEnded() {
        return ended;
    }

    @Nullable
    DtlsKeys keys() {
        return keys;
    }
}
