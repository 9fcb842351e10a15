// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.dtls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * The device's own certificate: self-signed, ECDSA P-256. Clients learn its fingerprint from the answer and do not
 * check its name or its dates.
 */
public final class DtlsIdentity {

    private static final Duration LIFETIME = Duration.ofDays(20 * 365);
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z ]+)-----\\s+([A-Za-z0-9+/=\\s]+)-----END \\1-----");

    private final PrivateKey key;
    private final byte[] certificate;

    private DtlsIdentity(PrivateKey key, byte[] certificate) {
        this.key = key;
        this.certificate = certificate;
    }

    /** A new identity, valid from the day before {@code now}. */
    public static DtlsIdentity create(Instant now, SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair pair = generator.generateKeyPair();
            return new DtlsIdentity(pair.getPrivate(), certify(pair, now, random));
        } catch (GeneralSecurityException | IOException broken) {
            throw new IllegalStateException("this JDK cannot make an ECDSA certificate", broken);
        }
    }

    private static byte[] certify(KeyPair pair, Instant now, SecureRandom random)
            throws GeneralSecurityException, IOException {
        var name = new X500Name("CN=baton");
        var algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
        var body = new V3TBSCertificateGenerator();
        body.setSerialNumber(new ASN1Integer(new BigInteger(63, random).add(BigInteger.ONE)));
        body.setSignature(algorithm);
        body.setIssuer(name);
        body.setSubject(name);
        body.setStartDate(new Time(Date.from(now.minus(Duration.ofDays(1)))));
        body.setEndDate(new Time(Date.from(now.plus(LIFETIME))));
        body.setSubjectPublicKeyInfo(
                SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
        var signed = body.generateTBSCertificate();
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate(), random);
        signature.update(signed.getEncoded(ASN1Encoding.DER));
        return new DERSequence(new ASN1Encodable[] {signed, algorithm, new DERBitString(signature.sign())})
                .getEncoded(ASN1Encoding.DER);
    }

    /**
     * Reads what {@link #toPem} wrote.
     *
     * @throws GeneralSecurityException when the text is not a key and its certificate
     */
    static DtlsIdentity fromPem(String pem) throws GeneralSecurityException {
        byte[] key = null;
        byte[] certificate = null;
        Matcher matcher = PEM.matcher(pem);
        while (matcher.find()) {
            byte[] content = Base64.getMimeDecoder().decode(matcher.group(2));
            if (matcher.group(1).equals("PRIVATE KEY")) {
                key = content;
            } else if (matcher.group(1).equals("CERTIFICATE")) {
                certificate = content;
            }
        }
        if (key == null || certificate == null) {
            throw new GeneralSecurityException("key or certificate missing");
        }
        PrivateKey secret = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key));
        var parsed = (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate));
        requireMatch(secret, parsed);
        return new DtlsIdentity(secret, parsed.getEncoded());
    }

    private static void requireMatch(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key);
        signature.update((byte) 1);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update((byte) 1);
        if (!signature.verify(signed)) {
            throw new GeneralSecurityException("key and certificate do not belong together");
        }
    }

    /** Key and certificate as PEM text: a secret. */
    String toPem() {
        return block("PRIVATE KEY", key.getEncoded()) + block("CERTIFICATE", certificate);
    }

    private static String block(String name, byte[] content) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + name + "-----\n" + text + "\n-----END " + name + "-----\n";
    }

    PrivateKey key() {
        return key;
    }

    byte[] certificate() {
        return certificate;
    }

    /** The value of the SDP fingerprint attribute (RFC 8122). */
    public String fingerprint() {
        return "sha-256 " + HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest());
    }

    /** SHA-256 of the certificate. */
    public byte[] digest() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(certificate);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("SHA-256 is part of every JDK", missing);
        }
    }
}
