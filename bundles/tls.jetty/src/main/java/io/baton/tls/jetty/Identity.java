// SPDX-License-Identifier: Apache-2.0
package io.baton.tls.jetty;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * A private key and its certificate chain.
 *
 * @param chain the server's certificate, then those of its issuers in order; not empty
 * @param fingerprint SHA-256 of the first certificate, in hexadecimal with colons
 */
record Identity(PrivateKey key, List<X509Certificate> chain, Source source, String fingerprint) {

    /** Where an identity comes from. */
    enum Source {
        /** Made by the device. */
        SELF_SIGNED("selfSigned"),
        /** Sent by an administrator. */
        UPLOADED("uploaded"),
        /** Read from the files that the configuration names. */
        FILE("file");

        private final String wireName;

        Source(String wireName) {
            this.wireName = wireName;
        }

        String wireName() {
            return wireName;
        }
    }

    static Identity of(PrivateKey key, List<X509Certificate> chain, Source source) {
        return new Identity(key, List.copyOf(chain), source, fingerprint(chain.getFirst()));
    }

    X509Certificate certificate() {
        return chain.getFirst();
    }

    Instant notBefore() {
        return certificate().getNotBefore().toInstant();
    }

    Instant notAfter() {
        return certificate().getNotAfter().toInstant();
    }

    /** Whether an issuer vouches for it, so that a browser may insist on HTTPS from now on. */
    boolean isIssued() {
        return source != Source.SELF_SIGNED
                && !certificate().getIssuerX500Principal().equals(certificate().getSubjectX500Principal());
    }

    /** Returns key and chain as PEM text: a secret. */
    String toPem() {
        StringBuilder pem = new StringBuilder(block("PRIVATE KEY", key.getEncoded()));
        for (X509Certificate certificate : chain) {
            pem.append(block("CERTIFICATE", encoded(certificate)));
        }
        return pem.toString();
    }

    /** Leaves the key out. */
    @Override
    public String toString() {
        return "Identity[source=" + source + ", fingerprint=" + fingerprint + "]";
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(encoded(certificate));
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("the certificate was decoded before", e);
        }
    }

    private static String block(String type, byte[] content) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n";
    }
}
