// SPDX-License-Identifier: Apache-2.0
package io.baton.tls.jetty;

import io.baton.tls.jetty.Identity.Source;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
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

/** An authority and servers with certificates of it. */
final class TestCertificates {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String AUTHORITY = "CN=Authority";

    private final KeyPair authorityKey = SelfSigned.newKey(RANDOM);
    private final X509Certificate authority;
    private final Instant from;
    private final Instant to;

    TestCertificates(Instant from, Instant to) throws Exception {
        this.from = from;
        this.to = to;
        authority = sign(AUTHORITY, authorityKey, from, to);
    }

    X509Certificate authority() {
        return authority;
    }

    Identity server(String name) throws Exception {
        return server(SelfSigned.newKey(RANDOM), name, from, to);
    }

    Identity server(KeyPair key, String name, Instant begin, Instant end) throws Exception {
        return Identity.of(key.getPrivate(), List.of(sign("CN=" + name, key, begin, end), authority), Source.UPLOADED);
    }

    static KeyPair rsa(int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    /** The PEM blocks of a type. */
    static String blocks(String pem, String type) {
        String begin = "-----BEGIN " + type + "-----";
        StringBuilder found = new StringBuilder();
        Arrays.stream(pem.split("(?<=-----\n)(?=-----BEGIN)"))
                .filter(block -> block.startsWith(begin))
                .forEach(found::append);
        return found.toString();
    }

    private X509Certificate sign(String subject, KeyPair key, Instant begin, Instant end) throws Exception {
        var algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
        var body = new V3TBSCertificateGenerator();
        body.setSerialNumber(new ASN1Integer(new BigInteger(63, RANDOM).add(BigInteger.ONE)));
        body.setSignature(algorithm);
        body.setIssuer(new X500Name(AUTHORITY));
        body.setSubject(new X500Name(subject));
        body.setStartDate(new Time(Date.from(begin)));
        body.setEndDate(new Time(Date.from(end)));
        body.setSubjectPublicKeyInfo(
                SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded()));
        var signed = body.generateTBSCertificate();
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(authorityKey.getPrivate());
        signature.update(signed.getEncoded(ASN1Encoding.DER));
        byte[] der = new DERSequence(new ASN1Encodable[] {signed, algorithm, new DERBitString(signature.sign())})
                .getEncoded(ASN1Encoding.DER);
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }
}
