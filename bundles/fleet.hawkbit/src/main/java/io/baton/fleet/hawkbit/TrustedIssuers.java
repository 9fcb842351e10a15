// SPDX-License-Identifier: Apache-2.0
package io.baton.fleet.hawkbit;

import io.baton.shared.files.AtomicFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** The issuers of server certificates that are trusted: those of the system, and those of a file. */
final class TrustedIssuers {

    private static final int MAX_BYTES = 1024 * 1024;

    private TrustedIssuers() {}

    /**
     * Returns a context that trusts the issuers of the system and of a file.
     *
     * @param file certificates as PEM
     * @throws IOException when the file cannot be read
     * @throws GeneralSecurityException when it has no certificate
     */
    static SSLContext withFile(Path file) throws IOException, GeneralSecurityException {
        Collection<? extends Certificate> further = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(AtomicFiles.read(file, MAX_BYTES)));
        if (further.isEmpty()) {
            throw new GeneralSecurityException("it has no certificate");
        }
        KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
        all.load(null, null);
        int number = 0;
        for (X509Certificate issuer : ofTheSystem()) {
            all.setCertificateEntry("system" + number++, issuer);
        }
        for (Certificate issuer : further) {
            all.setCertificateEntry("file" + number++, issuer);
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers(all), null);
        return context;
    }

    private static X509Certificate[] ofTheSystem() throws GeneralSecurityException {
        for (TrustManager manager : managers(null)) {
            if (manager instanceof X509TrustManager x509) {
                return x509.getAcceptedIssuers();
            }
        }
        return new X509Certificate[0];
    }

    private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }
}
