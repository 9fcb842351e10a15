// SPDX-License-Identifier: Apache-2.0
package io.baton.tls.jetty;

import io.baton.tls.jetty.Identity.Source;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * Reads a private key and a certificate chain from PEM text (RFC 7468): PKCS #8, the older forms of RSA and EC keys,
 * and X.509. Checks that they belong together; dates are left to the caller.
 */
final class PemReader {

    static final int MAX_BYTES = 64 * 1024;

    private static final int MAX_CERTIFICATES = 10;
    private static final int MIN_RSA_BITS = 2048;
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String ANY_USAGE = "2.5.29.37.0";
    private static final byte[] PROBE = {1};

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]{0," + MAX_BYTES + "})-----END \\1-----");

    private PemReader() {}

    static Identity read(String pem, Source source) throws CertificateProblemException {
        PrivateKey key = null;
        List<X509Certificate> chain = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(pem);
        while (matcher.find()) {
            String type = matcher.group(1);
            if (type.equals("CERTIFICATE")) {
                chain.add(certificate(content(matcher.group(2))));
            } else if (type.equals("ENCRYPTED PRIVATE KEY") || matcher.group(2).contains("ENCRYPTED")) {
                throw new CertificateProblemException(
                        "encrypted_key",
                        "The private key has a password. Remove it, for example: openssl pkey -in KEY.");
            } else if (type.endsWith("PRIVATE KEY")) {
                if (key != null) {
                    throw new CertificateProblemException("two_keys", "There are two private keys. Send one.");
                }
                key = key(type, content(matcher.group(2)));
            }
        }
        if (chain.isEmpty()) {
            throw new CertificateProblemException("no_certificate", "There is no certificate in PEM form.");
        }
        if (chain.size() > MAX_CERTIFICATES) {
            throw new CertificateProblemException("chain_too_long", "There are more than ten certificates.");
        }
        if (key == null) {
            throw new CertificateProblemException("no_key", "There is no private key in PEM form.");
        }
        check(key, chain);
        return Identity.of(key, chain, source);
    }

    private static void check(PrivateKey key, List<X509Certificate> chain) throws CertificateProblemException {
        X509Certificate leaf = chain.getFirst();
        if (!belongs(key, leaf)) {
            boolean later = chain.stream().skip(1).anyMatch(certificate -> belongs(key, certificate));
            throw later
                    ? chainOrder()
                    : new CertificateProblemException(
                            "key_mismatch", "The private key does not belong to the certificate.");
        }
        if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() < MIN_RSA_BITS) {
            throw new CertificateProblemException("weak_key", "The RSA key has less than 2048 bits.");
        }
        for (int i = 1; i < chain.size(); i++) {
            if (!isIssuedBy(chain.get(i - 1), chain.get(i))) {
                throw chainOrder();
            }
        }
        try {
            List<String> usages = leaf.getExtendedKeyUsage();
            if (usages != null && !usages.contains(SERVER_AUTH) && !usages.contains(ANY_USAGE)) {
                throw new CertificateProblemException(
                        "wrong_usage", "The certificate is not for servers (extended key usage).");
            }
        } catch (GeneralSecurityException e) {
            throw malformed();
        }
    }

    private static CertificateProblemException chainOrder() {
        return new CertificateProblemException(
                "chain_order", "Each certificate must be followed by that of its issuer, the server's first.");
    }

    private static boolean isIssuedBy(X509Certificate certificate, X509Certificate issuer) {
        try {
            certificate.verify(issuer.getPublicKey());
            return certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static boolean belongs(PrivateKey key, X509Certificate certificate) {
        if (!key.getAlgorithm().equals(certificate.getPublicKey().getAlgorithm())) {
            return false;
        }
        try {
            Signature signature =
                    Signature.getInstance(key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static byte[] content(String base64) throws CertificateProblemException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
    }

    private static X509Certificate certificate(byte[] der) throws CertificateProblemException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (GeneralSecurityException e) {
            throw malformed();
        }
    }

    private static PrivateKey key(String type, byte[] der) throws CertificateProblemException {
        try {
            PrivateKeyInfo info = switch (type) {
                case "PRIVATE KEY" -> PrivateKeyInfo.getInstance(der);
                case "RSA PRIVATE KEY" ->
                    info(
                            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                            RSAPrivateKey.getInstance(der));
                case "EC PRIVATE KEY" -> ec(ECPrivateKey.getInstance(der));
                default -> throw unsupported();
            };
            String algorithm = algorithm(info);
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException | IllegalStateException e) {
            throw malformed();
        }
    }

    private static PrivateKeyInfo ec(ECPrivateKey key) throws IOException {
        return info(new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject()), key);
    }

    private static PrivateKeyInfo info(AlgorithmIdentifier algorithm, ASN1Encodable key) throws IOException {
        return new PrivateKeyInfo(algorithm, key);
    }

    private static String algorithm(PrivateKeyInfo info) throws CertificateProblemException {
        var algorithm = info.getPrivateKeyAlgorithm().getAlgorithm();
        if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            return "EC";
        }
        if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
            return "RSA";
        }
        throw unsupported();
    }

    private static CertificateProblemException unsupported() {
        return new CertificateProblemException("unsupported_key", "The key is neither RSA nor EC.");
    }

    private static CertificateProblemException malformed() {
        return new CertificateProblemException("malformed_pem", "A certificate or key cannot be decoded.");
    }
}
