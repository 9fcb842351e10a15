// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import io.baton.shared.sets.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/**
 * Ed25519 keys (RFC 8032) as text: PEM (RFC 7468) of a SubjectPublicKeyInfo or a PKCS #8 private key (RFC 8410), as
 * OpenSSL writes them. A key is named by the first 16 hexadecimal digits of the SHA-256 digest of the former.
 *
 * <p>Threading. No state.
 */
final class SigningKeys {

    static final String ALGORITHM = "Ed25519";

    private static final int ID_DIGITS = 16;
    private static final int PEM_LINE = 64;
    private static final String PUBLIC = "PUBLIC KEY";
    private static final String PRIVATE = "PRIVATE KEY";

    private SigningKeys() {}

    /** Returns the id of a public key. */
    static String id(PublicKey key) {
        return Sha256.of(key.getEncoded()).substring(0, ID_DIGITS);
    }

    /** Returns whether the signature is this key's over exactly these bytes. */
    static boolean verifies(PublicKey key, byte[] content, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(key);
            verifier.update(content);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    static byte[] sign(PrivateKey key, byte[] content) throws GeneralSecurityException {
        Signature signer = Signature.getInstance(ALGORITHM);
        signer.initSign(key);
        signer.update(content);
        return signer.sign();
    }

    /** @throws GeneralSecurityException when the text is no public key of this algorithm */
    static PublicKey publicKey(String pem) throws GeneralSecurityException {
        return decodePublic(body(pem, PUBLIC));
    }

    /** @throws GeneralSecurityException when the text is no public key of this algorithm */
    static PublicKey publicKeyOfBase64(String base64) throws GeneralSecurityException {
        return decodePublic(decode(base64));
    }

    private static PublicKey decodePublic(byte[] der) throws GeneralSecurityException {
        return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(der));
    }

    /** @throws GeneralSecurityException when the text is no private key of this algorithm */
    static PrivateKey privateKey(String pem) throws GeneralSecurityException {
        return KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(body(pem, PRIVATE)));
    }

    static String pem(PublicKey key) {
        return pem(PUBLIC, key.getEncoded());
    }

    static String pem(PrivateKey key) {
        return pem(PRIVATE, key.getEncoded());
    }

    private static String pem(String label, byte[] der) {
        String base64 = Base64.getMimeEncoder(PEM_LINE, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }

    private static byte[] body(String pem, String label) throws GeneralSecurityException {
        String begin = "-----BEGIN " + label + "-----";
        int from = pem.indexOf(begin);
        int to = pem.indexOf("-----END " + label + "-----");
        if (from < 0 || to < from) {
            throw new GeneralSecurityException("not a PEM file with a " + label);
        }
        return decode(pem.substring(from + begin.length(), to).replaceAll("\\s", ""));
    }

    private static byte[] decode(String base64) throws GeneralSecurityException {
        try {
            return Base64.getDecoder().decode(base64.getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("not Base64", e);
        }
    }
}
