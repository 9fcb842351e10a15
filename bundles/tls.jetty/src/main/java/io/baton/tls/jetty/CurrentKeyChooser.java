// SPDX-License-Identifier: Apache-2.0
package io.baton.tls.jetty;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Gives each handshake the identity that is in use when it begins, so that a certificate is replaced without touching
 * connections. The alias is the fingerprint: a handshake that began with one identity ends with it.
 *
 * <p>Threading. Safe for any thread.
 */
final class CurrentKeyChooser extends X509ExtendedKeyManager {

    private static final int REMEMBERED = 8;

    private final Supplier<Identity> current;
    private final Map<String, Identity> chosen = new ConcurrentHashMap<>();

    CurrentKeyChooser(Supplier<Identity> current) {
        this.current = current;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return choose(keyType);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return choose(keyType);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal[] issuers) {
        String alias = choose(keyType);
        return alias == null ? null : new String[] {alias};
    }

    private @Nullable String choose(String keyType) {
        Identity identity = current.get();
        if (!identity.key().getAlgorithm().equals(keyType)) {
            return null;
        }
        if (chosen.size() >= REMEMBERED && !chosen.containsKey(identity.fingerprint())) {
            chosen.clear();
        }
        chosen.put(identity.fingerprint(), identity);
        return identity.fingerprint();
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        Identity identity = chosen.get(alias);
        return identity == null ? null : identity.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        Identity identity = chosen.get(alias);
        return identity == null ? null : identity.key();
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
        return null;
    }
}
