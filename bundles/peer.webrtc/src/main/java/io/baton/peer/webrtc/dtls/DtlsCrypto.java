// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.dtls;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.TlsNonceGenerator;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;
import org.jspecify.annotations.Nullable;

/**
 * The engine's cryptography by the JDK's providers, with a {@link RecordCipher} for each connection. Every handshake
 * made with it says the same random value in its hello.
 */
final class DtlsCrypto extends JcaTlsCrypto {

    /** Length of the random value in a hello (RFC 5246 §7.4.1.2), the first value the engine asks for. */
    private static final int HELLO_RANDOM = 32;

    private long accepted;
    private byte @Nullable [] helloRandom;

    DtlsCrypto(SecureRandom random) {
        super(new JcaTlsCryptoProvider().getHelper(), random, random);
    }

    @Override
    public TlsCipher createCipher(TlsCryptoParameters parameters, int encryption, int mac) throws IOException {
        return new RecordCipher(super.createCipher(parameters, encryption, mac), () -> accepted++);
    }

    @Override
    public TlsNonceGenerator createNonceGenerator(byte[] additionalSeedMaterial) {
        TlsNonceGenerator generator = super.createNonceGenerator(additionalSeedMaterial);
        var first = new AtomicBoolean(true);
        return size ->
                size == HELLO_RANDOM && first.getAndSet(false) ? helloRandom(generator) : generator.generateNonce(size);
    }

    private synchronized byte[] helloRandom(TlsNonceGenerator generator) {
        byte[] made = helloRandom;
        if (made == null) {
            made = generator.generateNonce(HELLO_RANDOM);
            helloRandom = made;
        }
        return made.clone();
    }

    /** Encrypted records found authentic, by the thread that hands them in. */
    long recordsAccepted() {
        return accepted;
    }
}
