// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.dtls;

import java.io.IOException;
import java.security.SecureRandom;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;

/** The engine's cryptography by the JDK's providers, with a {@link RecordCipher} for each connection. */
final class DtlsCrypto extends JcaTlsCrypto {

    private long accepted;

    DtlsCrypto(SecureRandom random) {
        super(new JcaTlsCryptoProvider().getHelper(), random, random);
    }

    @Override
    public TlsCipher createCipher(TlsCryptoParameters parameters, int encryption, int mac) throws IOException {
        return new RecordCipher(super.createCipher(parameters, encryption, mac), () -> accepted++);
    }

    /** Encrypted records found authentic, by the thread that hands them in. */
    long recordsAccepted() {
        return accepted;
    }
}
